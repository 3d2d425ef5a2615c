from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.registry.identity.register import empty_register, extend_register
from assets.registry.identity.register_store import FILE, RegisterLostError, read_register, write_register
from tag_rules.engine.errors import RefusedError

SEEN = {"household": pl.DataFrame({"source_code": ["H1", "H2"]})}
GROWN = extend_register(empty_register(), SEEN, date(2024, 3, 2), bytes(32))


def test_what_is_written_is_read_again_and_nothing_else_is_left(tmp_path: Path) -> None:
    folder, noted = tmp_path / "register", tmp_path / "noted"
    write_register(folder, noted, read_register(folder, noted), GROWN)
    assert read_register(folder, noted).equals(GROWN)
    assert [path.name for path in folder.iterdir()] == [FILE]


def test_a_register_that_lost_a_row_is_refused(tmp_path: Path) -> None:
    folder, noted = tmp_path / "register", tmp_path / "noted"
    write_register(folder, noted, empty_register(), GROWN)
    with pytest.raises(ValueError, match="may only grow"):
        write_register(folder, noted, GROWN, GROWN.tail(1))
    assert read_register(folder, noted).equals(GROWN)


@pytest.mark.parametrize("backup", [None, GROWN.head(1)])
def test_a_lost_or_older_register_is_never_gone_on_with(tmp_path: Path, backup: pl.DataFrame | None) -> None:
    folder, noted = tmp_path / "register", tmp_path / "noted"
    write_register(folder, noted, empty_register(), GROWN)
    (folder / FILE).unlink()
    if backup is not None:
        backup.write_parquet(folder / FILE)
    with pytest.raises(RegisterLostError, match="restore the register"):
        read_register(folder, noted)
    GROWN.write_parquet(folder / FILE)
    assert read_register(folder, noted).equals(GROWN)


def test_a_register_newer_than_the_note_is_fine(tmp_path: Path) -> None:
    folder, noted = tmp_path / "register", tmp_path / "noted"
    write_register(folder, noted, empty_register(), GROWN.head(1))
    GROWN.write_parquet(folder / FILE)
    assert read_register(folder, noted).equals(GROWN)


def test_a_run_that_read_before_another_wrote_cannot_drop_its_ids(tmp_path: Path) -> None:
    folder, noted = tmp_path / "register", tmp_path / "noted"
    other = {"household": pl.DataFrame({"source_code": ["H3"]})}
    write_register(folder, noted, empty_register(), GROWN)
    with pytest.raises(RefusedError, match="another run has written"):
        write_register(
            folder,
            noted,
            empty_register(),
            extend_register(empty_register(), other, date(2024, 3, 2), bytes(32)),
        )
    assert read_register(folder, noted).equals(GROWN)


@pytest.mark.parametrize("damage", [b"", b"PAR1 half of it", b"\xff\xfe"])
@pytest.mark.parametrize("which", ["register", "note"])
def test_a_damaged_register_or_note_is_named_with_its_remedy(
    tmp_path: Path, which: str, damage: bytes
) -> None:
    folder, noted = tmp_path / "register", tmp_path / "identities.rows"
    before = read_register(folder, noted)
    write_register(folder, noted, before, before)
    file = folder / FILE if which == "register" else noted
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(damage)
    with pytest.raises(RegisterLostError, match=rf"{file}.*restore"):
        read_register(folder, noted)
