from datetime import date
from pathlib import Path

import pytest

from assets.intake.erasure import FILE, SALT, add_receipts, newer_receipts, read_receipts
from tag_rules.engine.errors import RefusedError

OF = {
    "resident_id": 7,
    "ground": "law_requires",
    "requested_on": date(2024, 3, 1),
    "erased_on": date(2024, 3, 2),
}


@pytest.fixture
def restored(tmp_path: Path) -> tuple[Path, Path]:
    """A register's folder as it was after the first erasure, and a copy of the receipts after the second."""
    folder, copy = tmp_path / "register", tmp_path / "copy.parquet"
    add_receipts(folder, ["first"], OF)
    older = (folder / FILE).read_bytes()
    add_receipts(folder, ["second"], OF)
    (folder / FILE).rename(copy)
    (folder / FILE).write_bytes(older)
    return folder, copy


def test_a_newer_copy_takes_the_place_of_the_receipts(restored) -> None:
    folder, copy = restored
    assert newer_receipts(folder, copy).known(["first", "second", "third"]) == {"first", "second"}
    assert read_receipts(folder).known(["second"]) == {"second"}


def test_receipts_of_an_older_or_another_register_are_refused(restored) -> None:
    folder, copy = restored
    newer_receipts(folder, copy)
    add_receipts(folder, ["third"], OF)
    with pytest.raises(RefusedError, match="is older, or of another register"):
        newer_receipts(folder, copy)
    assert read_receipts(folder).known(["third"]) == {"third"}


def test_without_the_salt_they_are_refused(restored) -> None:
    folder, copy = restored
    (folder / SALT).unlink()
    with pytest.raises(RefusedError, match=SALT):
        newer_receipts(folder, copy)


@pytest.mark.parametrize("content", [b"", b"receipt,ground\n", b"PAR1"])
def test_another_file_is_refused(restored, content: bytes) -> None:
    folder, copy = restored
    copy.write_bytes(content)
    with pytest.raises(RefusedError, match="holds no receipts"):
        newer_receipts(folder, copy)
    assert read_receipts(folder).known(["first"]) == {"first"}
