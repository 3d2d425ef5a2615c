"""Importing any module of ours, or building the definitions, makes and opens nothing of a deployment."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
DISTRICT = ROOT / "docs" / "examples" / "second_district"
IMPORT_ALL = """
import importlib, os, pkgutil, sys
import assets, pipelines, sample_district, tag_rules
entered = {"pipelines.code_location"}  # what servers load, and what Alembic runs with a connection at hand
for package in (assets, pipelines, sample_district, tag_rules):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if module.name not in entered and ".migrations" not in module.name:
            importlib.import_module(module.name)
from assets.paths import DataPaths
from pipelines.definitions import build_definitions
from pipelines.settings import Settings
build_definitions(Settings.from_environment()).resolve_asset_graph()
"""


def test_nothing_is_made_or_reached(tmp_path: Path) -> None:
    data = tmp_path / "data"
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", IMPORT_ALL],
        cwd=ROOT,
        env={
            "TAGGING_DATA_DIR": str(data),
            # Nobody listens there: whoever connects ends in an error.
            "TAGGING_DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none",
            "PATH": "",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        check=True,
    )
    assert not data.exists()
