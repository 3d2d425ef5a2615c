# Everything a person types. Each target sets up what it needs; nothing but Python 3.11+ and make is assumed.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 3000
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up
export TAGGING_DATA_DIR ?= $(CURDIR)/data
export DAGSTER_HOME ?= $(TAGGING_DATA_DIR)/dagster
export DAGSTER_DISABLE_TELEMETRY := yes
export GX_ANALYTICS_ENABLED := false
# The lock's environment comes first; byte code makes every later start two to four times faster.
unexport PYTHONDONTWRITEBYTECODE

# Where `make wheelhouse` puts, and set-up without an index finds, every wheel of the locks.
WHEELHOUSE ?=
OFFLINE := $(if $(WHEELHOUSE),--no-index --find-links $(WHEELHOUSE))
DATACONTRACT := $(VENV)/datacontract
BENCHMARK ?= $(VENV)/benchmark

.PHONY: help setup spark run ui web daemon sample test check bench lock agree fuzz contracts wheelhouse
help:
	@echo "make run [DATE=2024-03-02]  set up, tag and publish one snapshot date (without DATE: all that are not published)"
	@echo "make ui [PORT=3000]         Dagster on http://127.0.0.1:3000, pages on :3001; Ctrl-C ends all of it"
	@echo "make web, make daemon       the same as two services [HOST=127.0.0.1 PORT=3000]"
	@echo "make test                   set up and run all tests"
	@echo "make check                  lint, format, types"
	@echo "make agree                  four evaluators on more than 10,000 generated rules (a quarter of an hour),"
	@echo "                            after make spark Spark as the fifth"
	@echo "make fuzz                   4,000 exports spoilt in every way: each refused cleanly or quarantined exactly"
	@echo "make bench [SIZES='0.1 1']  speed beside DuckDB, chDB, pandas, Spark and row by row: writes docs/benchmarks.md;"
	@echo "                            sizes in million residents, ROUNDS=7; interrupted, it goes on where it was"
	@echo "make spark                  add Apache Spark for TAGGING_ENGINE=spark (0.5 GB; Java 17 is the machine's) and try it on a cluster here"
	@echo "make contracts [CONSUMER=…] write every consumer's data contract and hold it (or that one) against the live tables"
	@echo "make wheelhouse             download every wheel of the locks into wheelhouse/; on a machine without"
	@echo "                            an index: make setup WHEELHOUSE=wheelhouse"

setup: $(STAMP)

# uv comes first, checked by hash like everything else; it installs the lock and compiles byte code.
$(STAMP): requirements.lock pyproject.toml
	@echo "set-up: an environment in $(VENV), about 1.3 GB from the package index; a minute or two, once"
	$(PYTHON) -m venv $(VENV)
	sed -n '/^uv==/,/^[^ ]/{/^uv==/p;/^ /p}' requirements.lock > $(VENV)/uv.lock
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes $(OFFLINE) -r $(VENV)/uv.lock
	@echo "set-up: $$(grep -c '^[a-z].*==' requirements.lock) packages, every hash checked, byte code compiled"
	$(BIN)/uv pip sync $(OFFLINE) --python $(BIN)/python --require-hashes --compile-bytecode requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $(STAMP)

# The contracts' own tool pins exact versions of what we use too: an environment of its own.
$(DATACONTRACT)/.set-up: requirements-datacontract.lock $(STAMP)
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(DATACONTRACT)
	$(BIN)/uv pip sync --quiet $(OFFLINE) --python $(DATACONTRACT)/bin/python --require-hashes requirements-datacontract.lock
	touch $@

# What the core is measured against is no part of the product: an environment of its own, 1.3 GB.
$(BENCHMARK)/.set-up: requirements-benchmark.lock $(STAMP)
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(BENCHMARK)
	$(BIN)/uv pip sync --quiet $(OFFLINE) --python $(BENCHMARK)/bin/python --require-hashes requirements-benchmark.lock
	touch $@

# For TAGGING_ENGINE=spark: pyspark into the environment itself, for its tasks run our code. Java is the machine's.
# What was installed is tried at once, on a cluster on this machine; without Java that is skipped.
spark: $(VENV)/.spark
	$(BIN)/python -m pytest -n 0 -q -rs tests/assets/tagging/test_on_spark.py \
		tests/assets/tagging/test_on_spark_connect.py tests/tag_rules/engine/expression/test_spark_agrees.py

$(VENV)/.spark: requirements-spark.lock $(STAMP)
	$(BIN)/uv pip install --quiet $(OFFLINE) --python $(BIN)/python --no-deps --no-build-isolation --require-hashes -r requirements-spark.lock
	touch $@

run: $(STAMP)
	$(BIN)/tagging run $(if $(DATE),--date $(DATE))

sample: $(STAMP)
	$(BIN)/tagging sample

ui: $(STAMP)
	exec $(BIN)/tagging ui --host $(HOST) --port $(PORT)

# In production webserver and daemon are services of their own; docs/examples/deployment has units for both.
web: $(STAMP)
	$(BIN)/tagging prepare
	PYTHONWARNINGS=ignore::FutureWarning exec $(BIN)/dagster-webserver -w workspace.yaml -h $(HOST) -p $(PORT)

daemon: $(STAMP)
	$(BIN)/tagging prepare
	PYTHONWARNINGS=ignore::FutureWarning exec $(BIN)/dagster-daemon run -w workspace.yaml

# As a consumer: DATACONTRACT_POSTGRES_USERNAME and _PASSWORD are its login's, which reads its own place alone: name it
# as CONSUMER, or use a login that has all roles. SQLite files are linted only.
contracts: $(STAMP) $(DATACONTRACT)/.set-up
	$(BIN)/tagging contracts --folder $(TAGGING_DATA_DIR)/contracts
	for file in $(TAGGING_DATA_DIR)/contracts/$(or $(CONSUMER),*).odcs.yaml; do \
	  command=test; grep -q '^  type: custom' $$file && command=lint; \
	  $(DATACONTRACT)/bin/datacontract $$command $$file || exit 1; done

# For this Python and this kind of machine. pip checks every hash.
wheelhouse: $(STAMP)
	for lock in requirements.lock requirements-datacontract.lock; do \
	  $(BIN)/python -m pip download --quiet --no-deps --require-hashes --only-binary :all: \
	    --dest $(or $(WHEELHOUSE),wheelhouse) -r $$lock || exit 1; done

test: $(STAMP) $(DATACONTRACT)/.set-up
	$(BIN)/python -m pytest

agree: $(STAMP)
	HYPOTHESIS_PROFILE=long $(BIN)/python -m pytest -n 0 -s -o faulthandler_timeout=3600 \
		tests/tag_rules/engine/expression/test_evaluators_agree.py \
		tests/tag_rules/engine/expression/test_spark_agrees.py

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fuzz: $(STAMP)
	TAGGING_MUTATIONS=$(or $(MUTATIONS),4000) $(BIN)/python -m pytest -s -o faulthandler_timeout=3600 tests/assets/intake/test_mutated_exports.py

bench: $(STAMP) $(BENCHMARK)/.set-up
	BENCHMARK_PYTHON=$(BENCHMARK)/bin/python $(BIN)/python -m benchmarks.core $(if $(SIZES),--sizes $(SIZES)) $(if $(ROUNDS),--rounds $(ROUNDS))

lock:
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --extra development pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements-datacontract.in -o requirements-datacontract.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements-benchmark.in -o requirements-benchmark.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes -c requirements.lock requirements-spark.in -o requirements-spark.lock
