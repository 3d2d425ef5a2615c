"""Frames go into the lake and come back as they were; a write that is cut off leaves what was there."""

from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
import pytest
from upath import UPath

from assets.partitions import SNAPSHOT_DATES
from pipelines.io_manager import LakeIOManager

DAY = "2024-03-02"
CODES = pl.Enum(["good", "late", "missing"])
FRAME = pl.DataFrame(
    {
        "state": pl.Series(["good", None, "late"], dtype=CODES),
        "received_on": [date(2024, 3, 1), None, date(2024, 2, 29)],
        "floor": pl.Series([1, None, 3], dtype=pl.Int16),
        "area_m2": [50.5, None, 0.0],
        "on_cloud": [True, None, False],
        "name": ["电梯", None, ""],
        "nothing": pl.Series([None, None, None], dtype=pl.String),
        "snapshot_date": [date(2020, 1, 1)] * 3,
    }
)
KEY = dg.AssetKey(["group", "table"])


class Broken(pl.DataFrame):
    """A frame whose writing stops half way, as on a full disk."""

    def write_parquet(self, file: Any, **_: Any) -> None:
        Path(file).write_bytes(b"PAR1 half of it")
        raise OSError(28, "No space left on device")


def lake_file(lake: Path) -> Path:
    return lake / "group" / "table" / f"snapshot_date={DAY}" / "part=00.parquet"


def materialise(lake: Path, frame: pl.DataFrame, instance: dg.DagsterInstance) -> dg.ExecuteInProcessResult:
    """Write the frame as one asset, then read it as two others: whole and lazily."""
    seen: dict[str, Any] = {}

    @dg.asset(key=KEY, partitions_def=SNAPSHOT_DATES)
    def made() -> pl.DataFrame:
        return frame

    @dg.asset(ins={"table": dg.AssetIn(key=KEY)}, partitions_def=SNAPSHOT_DATES, io_manager_key="unused")
    def whole(table: pl.DataFrame) -> None:
        seen["whole"] = table

    @dg.asset(ins={"table": dg.AssetIn(key=KEY)}, partitions_def=SNAPSHOT_DATES, io_manager_key="unused")
    def lazy(table: pl.LazyFrame) -> None:
        seen["lazy"] = table

    result = dg.materialize(
        [made, whole, lazy],
        partition_key=DAY,
        resources={"io_manager": LakeIOManager(UPath(lake)), "unused": dg.mem_io_manager},
        instance=instance,
        raise_on_error=False,
        run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
    )
    result.seen = seen  # type: ignore[attr-defined]
    return result


@pytest.mark.parametrize("frame", [FRAME, FRAME.clear()], ids=["rows", "no_rows"])
def test_a_frame_comes_back_as_it_was(
    tmp_path: Path, instance: dg.DagsterInstance, frame: pl.DataFrame
) -> None:
    result = materialise(tmp_path, frame, instance)
    assert result.success
    whole, lazy = result.seen["whole"], result.seen["lazy"]
    assert isinstance(lazy, pl.LazyFrame)
    for found in (whole, lazy.collect()):
        assert found.schema == frame.schema
        assert found.equals(frame)


def test_the_file_is_where_the_lake_says(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    assert materialise(tmp_path, FRAME, instance).success
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [lake_file(tmp_path)]


def test_metadata_tells_rows_columns_and_bytes_but_no_value(
    tmp_path: Path, instance: dg.DagsterInstance
) -> None:
    (written,) = materialise(tmp_path, FRAME, instance).asset_materializations_for_node("group__table")
    assert set(written.metadata) == {"dagster/row_count", "dagster/column_schema", "bytes", "path"}
    assert written.metadata["dagster/row_count"].value == 3
    assert written.metadata["bytes"].value == lake_file(tmp_path).stat().st_size
    columns = written.metadata["dagster/column_schema"].value.columns
    assert {column.name: column.type for column in columns} == {
        name: str(kind) for name, kind in FRAME.schema.items()
    }
    assert "电梯" not in str(written.metadata)


def test_a_later_write_replaces_the_frame(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    materialise(tmp_path, FRAME, instance)
    assert materialise(tmp_path, FRAME.head(1), instance).seen["whole"].equals(FRAME.head(1))


def test_a_write_cut_off_in_the_middle_leaves_the_old_frame(
    tmp_path: Path, instance: dg.DagsterInstance
) -> None:
    assert materialise(tmp_path, FRAME, instance).success
    before = lake_file(tmp_path).read_bytes()
    assert not materialise(tmp_path, Broken(FRAME.head(1)), instance).success
    assert lake_file(tmp_path).read_bytes() == before
    assert materialise(tmp_path, FRAME.head(2), instance).seen["whole"].equals(FRAME.head(2))
