from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.registry.identity import empty_register, extend_register
from assets.registry.register_store import read_register, write_register

SEEN = {"household": pl.DataFrame({"source_code": ["H1", "H2"]})}


def test_what_is_written_is_read_again_and_nothing_else_is_left(tmp_path: Path) -> None:
    empty = read_register(tmp_path)
    grown = extend_register(empty, SEEN, date(2024, 3, 2))
    write_register(tmp_path / "register", empty, grown)
    assert read_register(tmp_path / "register").equals(grown)
    assert [path.name for path in (tmp_path / "register").iterdir()] == ["identities.parquet"]


def test_a_register_that_lost_a_row_is_refused(tmp_path: Path) -> None:
    grown = extend_register(empty_register(), SEEN, date(2024, 3, 2))
    write_register(tmp_path, empty_register(), grown)
    with pytest.raises(ValueError, match="may only grow"):
        write_register(tmp_path, grown, grown.tail(1))
    assert read_register(tmp_path).equals(grown)
