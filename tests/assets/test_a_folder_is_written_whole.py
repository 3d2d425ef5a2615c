"""A folder stands whole or not at all, and belongs to its owner alone."""

import stat
from pathlib import Path

import pytest

from assets.files import place_folder


def modes(folder: Path) -> set[tuple[bool, int]]:
    return {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in (folder, *folder.rglob("*"))}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "file").write_text("text")
    (folder / ".writing").write_text("half")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


def test_a_folder_is_private_once_it_has_its_name(source: Path, tmp_path: Path) -> None:
    place_folder(source, tmp_path / "placed")
    assert modes(tmp_path / "placed") == {(True, 0o700), (False, 0o600)}
    assert not source.exists()
