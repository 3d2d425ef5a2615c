"""What has no register is not backed up: it is said, and no folder is left behind."""

from pathlib import Path

from click.testing import CliRunner, Result

from assets.paths import DataPaths
from assets.registry.identity.register_store import FILE
from pipelines.cli import main
from tests.pipelines.registering import register


def _backup(data: Path, to: Path) -> Result:
    return CliRunner().invoke(main, ["backup", str(to)], env={"TAGGING_DATA_DIR": str(data)})


def test_a_folder_on_which_no_date_was_run(tmp_path: Path) -> None:
    refused = _backup(tmp_path / "data", tmp_path / "saved")
    assert refused.exit_code == 1
    assert refused.output.endswith("has no register yet: run a date first (TAGGING_DATA_DIR)\n")
    assert not (tmp_path / "saved").exists()


def test_a_register_that_was_lost(tmp_path: Path) -> None:
    paths = DataPaths(tmp_path / "data")
    register(paths, "somebody")
    (paths.register / FILE).unlink()
    refused = _backup(paths.root, tmp_path / "saved")
    assert refused.exit_code == 1
    assert "restore the register from its backup" in refused.output
    assert not (tmp_path / "saved").exists()
