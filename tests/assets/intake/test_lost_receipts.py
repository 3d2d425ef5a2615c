"""Receipts or a salt that were lost are told, never taken for "nobody was erased"; a kill loses neither."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.intake.erasure import FILE, RECEIPT_SCHEMA, SALT, add_receipts, newer_receipts, read_receipts
from tag_rules.engine.errors import RefusedError

DAY = date(2024, 3, 1)
OF = {"resident_id": 7, "ground": "unlawful", "requested_on": DAY, "erased_on": DAY}


@pytest.mark.parametrize("lost", [FILE, SALT])
def test_one_without_the_other_is_refused_and_left_alone(lost: str, tmp_path: Path) -> None:
    add_receipts(tmp_path, ["earlier"], OF)
    (tmp_path / lost).unlink()
    with pytest.raises(RefusedError, match=f"^{lost} 丢失.* is missing beside"):
        read_receipts(tmp_path)
    with pytest.raises(RefusedError, match=f"^{lost} 丢失.* is missing beside"):
        add_receipts(tmp_path, ["later"], OF)
    assert not (tmp_path / lost).exists()


def test_a_copy_takes_the_place_of_a_lost_file(tmp_path: Path) -> None:
    add_receipts(tmp_path, ["earlier"], OF)
    copy = (tmp_path / FILE).rename(tmp_path / "copy.parquet")
    newer_receipts(tmp_path, copy)
    assert read_receipts(tmp_path).known(["earlier"]) == {"earlier"}


@pytest.mark.parametrize("written", [{FILE}, {FILE, SALT}, {FILE, f".{SALT}"}])
def test_the_first_erasure_can_be_killed_anywhere(written: set[str], tmp_path: Path) -> None:
    pl.DataFrame(schema=RECEIPT_SCHEMA).write_parquet(tmp_path / FILE)
    if SALT in written:
        (tmp_path / SALT).write_text("ab" * 32)
    if f".{SALT}" in written:
        (tmp_path / f".{SALT}").write_text("ab")
    assert read_receipts(tmp_path).known(["somebody"]) == frozenset()
    add_receipts(tmp_path, ["somebody"], OF)
    assert read_receipts(tmp_path).known(["somebody"]) == {"somebody"}


def test_the_file_is_there_before_the_salt(tmp_path: Path) -> None:
    # Where the salt cannot be written, the file stands alone already.
    (tmp_path / f".{SALT}.writing").mkdir()
    with pytest.raises(IsADirectoryError):
        add_receipts(tmp_path, ["somebody"], OF)
    assert (tmp_path / FILE).exists()
    assert not (tmp_path / SALT).exists()


def test_the_salt_is_its_owners_alone(tmp_path: Path) -> None:
    add_receipts(tmp_path, ["somebody"], OF)
    assert (tmp_path / SALT).stat().st_mode & 0o777 == 0o600
