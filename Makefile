# Everything a person types. Each target sets up what it needs; nothing but Python 3.11+ and make is assumed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up
export TAGGING_DATA_DIR ?= $(CURDIR)/data
export DAGSTER_HOME ?= $(TAGGING_DATA_DIR)/dagster
export DAGSTER_DISABLE_TELEMETRY := yes
export GX_ANALYTICS_ENABLED := false
# The lock's environment comes first; byte code makes every later start two to four times faster.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup run test check ui bench lock clean
setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q -j2 $(VENV)/lib || true
	touch $(STAMP)

test: $(STAMP)
	$(BIN)/python -m pytest

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lock:
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --extra development pyproject.toml -o requirements.lock
