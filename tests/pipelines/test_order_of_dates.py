"""Dates published in another order end in the same tables; only the numbers given at first sight differ."""

import shutil
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

from assets.paths import DataPaths
from assets.publication.store import schema
from assets.registry.identity.register_store import FILE
from pipelines.settings import Settings
from sample_district import SNAPSHOT_DATES
from tests.assets.publication.publishing import live
from tests.pipelines.conftest import District, History, Tables, failures

ORDER = (3, 1, 4, 2)
# The feed tells of edits in the order of publishing, the record of publishing is that order itself, and the
# checksums are over our ids.
OF_THE_ORDER = ("tag_change", "publication", "published_snapshot", "committee_checksum")


def codes(register: Path) -> dict[tuple[str, int], str]:
    """By subject and id: the first of the source codes that name it."""
    rows = pl.read_parquet(register / FILE).group_by("subject", "subject_id").agg(pl.col("source_code").min())
    return {(subject, number): code for subject, number, code in rows.iter_rows()}


def by_code(tables: Tables, of: dict[tuple[str, int], str]) -> Tables:
    """The tables with the source's codes in place of our ids, without the publication that wrote a row."""

    def translated(table: str, row: dict[str, Any]) -> tuple[Any, ...]:
        def one(column: str, value: Any) -> Any:
            if column == "case_number" and value is not None:
                return of["case", value]
            if value is None or column == "case_id" or not column.endswith("_id"):
                return value
            return of[row["subject"] if column == "subject_id" else column.removesuffix("_id"), value]

        return tuple(one(column, value) for column, value in row.items() if column != "changed_in")

    found = {}
    for table, rows in tables.items():
        if table not in OF_THE_ORDER:
            names = [column.name for column in schema.METADATA.tables[table].c]
            rows_by_name = (dict(zip(names, row, strict=True)) for row in rows)
            found[table] = sorted((translated(table, row) for row in rows_by_name), key=repr)
    return found


def test_another_order_ends_in_the_same_tables(
    sqlite_history: History, landing: Path, instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    paths = DataPaths(tmp_path / "data")
    shutil.copytree(landing, paths.landing_root)
    key = sqlite_history.root / "register" / "pseudonym.key"
    district = District(Settings.below(paths, pseudonym_key=str(key)), instance)
    for number in ORDER:
        result = district.run(SNAPSHOT_DATES[number - 1])
        assert result.success, failures(result)

    last = SNAPSHOT_DATES[-1]
    ours, theirs = codes(sqlite_history.folders[last] / "register"), codes(paths.register)
    assert ours != theirs, "the order gave the same ids, so nothing was tried"
    wanted = by_code(sqlite_history.tables[last], ours)
    found = by_code(live(district.database), theirs)
    district.database.close()
    assert len(wanted["tag_assignment"]) > 5000
    for table, rows in wanted.items():
        assert found[table] == rows, table
