"""A frame of an earlier version, of which nobody knows whom it names, is not passed over by an erasure."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.lake import folder_of, write_folder
from assets.people import People
from pipelines.upkeep.lake_erasure import erase_from_lake
from tag_rules.engine.errors import RefusedError


def test_it_is_named_and_nothing_is_changed(tmp_path: Path) -> None:
    people = pl.DataFrame({"person_code": ["stays", "goes"]})
    for table in ("residents", "patients"):
        write_folder(folder_of(tmp_path, "intake", table, date(2024, 3, 1)), people)
    with pytest.raises(RefusedError, match=r"no stage makes .*/intake/patients any more: delete"):
        erase_from_lake(tmp_path, People(codes=frozenset({"goes"})))
    left = pl.read_parquet(tmp_path / "intake" / "residents" / "**" / "*.parquet", hive_partitioning=False)
    assert left.height == 2
