"""A date of which nothing has come is refused with the place for it, however long before the others it is."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.cli import main


@pytest.mark.parametrize("asked", ["2024-02-29", "2024-03-02"])
def test_the_message_says_where_it_belongs(tmp_path: Path, asked: str) -> None:
    (tmp_path / "landing" / "2024-03-01").mkdir(parents=True)
    (tmp_path / "landing" / "2024-03-01" / "manifest.json").touch()
    refused = CliRunner().invoke(main, ["run", "--date", asked], env={"TAGGING_DATA_DIR": str(tmp_path)})
    assert refused.exit_code == 1
    assert f"no export of {asked}" in refused.output
    assert str(tmp_path / "landing" / asked) in refused.output
