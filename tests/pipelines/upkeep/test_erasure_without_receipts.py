"""Receipts that cannot be read are told in a sentence, before anything is changed."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from assets.intake.erasure import FILE, SALT, add_receipts
from assets.paths import DataPaths
from pipelines.cli import main
from tests.pipelines.registering import register, registered

DAY = date(2024, 1, 1)
OF = {"resident_id": None, "ground": "unlawful", "requested_on": DAY, "erased_on": DAY}


@pytest.mark.parametrize("lost", [SALT, FILE])
@pytest.mark.parametrize("asked", [["--requested"], ["--person-code", "zero", "--ground", "unlawful"]])
def test_nothing_is_erased_and_it_is_said_what_is_missing(
    lost: str, asked: list[str], tmp_path: Path
) -> None:
    paths = DataPaths(tmp_path / "data")
    register(paths, "zero")
    add_receipts(paths.register, ["earlier"], OF)
    (paths.register / lost).unlink()
    refused = CliRunner().invoke(main, ["erase", *asked], env={"TAGGING_DATA_DIR": str(paths.root)})
    assert refused.exit_code == 1
    assert refused.output.startswith("Error: ")
    assert lost in refused.output
    assert "zero" not in refused.output
    assert registered(paths) == {"zero": 1}
    assert not (paths.register / lost).exists()
