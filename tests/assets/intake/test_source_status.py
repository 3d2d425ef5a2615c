from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from assets.intake.contracts import CANONICAL
from assets.intake.intake import take_in
from assets.intake.manifest.manifest_file import ManifestFile
from assets.intake.mappings.loading import load_mappings
from assets.intake.outcome_contracts import SourceStatus
from assets.intake.source_status import source_status

DAY = date(2024, 3, 2)
SCHEMA = {name: column.dtype for name, column in SourceStatus.columns().items()}


def state(export, source: str) -> str:
    return export.take_in().source_status.filter(pl.col("source") == source)["state"].item()


def test_a_source_within_its_span_is_good(export) -> None:
    assert state(export, "dibao") == "good"


@pytest.mark.parametrize(("days", "expected"), [(35, "good"), (36, "late")])
def test_a_source_past_its_span_is_late(export, days: int, expected: str) -> None:
    export.change_entry("dibao", source_as_of=str(date(2024, 3, 2) - timedelta(days=days)))
    assert state(export, "dibao") == expected


def test_a_source_that_says_so_is_partial(export) -> None:
    export.change_entry("visits", complete=False)
    assert state(export, "visits") == "partial"


def test_a_source_that_no_date_had_is_absent_and_one_that_came_before_is_missing(export, taken) -> None:
    export.remove_source("visits")
    known = take_in(export.folder, DAY, past=taken.source_status).source_status
    assert known.filter(pl.col("source") == "visits")["state"].item() == "missing"
    taken = export.take_in()
    assert taken.source_status.filter(pl.col("source") == "visits")["state"].item() == "absent"
    assert taken.tables["visits"].height == 0
    assert CANONICAL["visits"].is_valid(taken.tables["visits"])


def test_without_the_parents_children_are_not_judged_orphans(export, taken) -> None:
    export.remove_source("households")
    without = export.take_in()
    orphans = (pl.col("source") == "residences") & (pl.col("column") == "household_code")
    assert taken.quarantine.filter(orphans).height > 0
    assert without.quarantine.filter(orphans).height == 0


def test_parents_older_than_their_children_do_not_judge_them_orphans(export, taken) -> None:
    orphans = (pl.col("source") == "residences") & (pl.col("reason_code") == "orphan")
    assert taken.quarantine.filter(orphans & (pl.col("column") == "person_code")).height > 0
    export.change_entry("residents", source_as_of=str(date(2024, 3, 1)))
    of_yesterday = export.take_in().quarantine.filter(orphans)
    assert of_yesterday["column"].unique().to_list() == ["household_code"]


@pytest.mark.parametrize(("before", "state"), [(40, "missing"), (3, "good")])
def test_a_header_alone_is_no_roll_that_was_emptied(before: int, state: str) -> None:
    roll = {"dibao": load_mappings()["dibao"]}
    past = pl.DataFrame([("dibao", "good", DAY, 35, before, before, 0)], schema=SCHEMA, orient="row")
    entry = ManifestFile(source="dibao", file="f.csv", rows=0, sha256="0" * 64, encoding="utf-8",
                         produced_at=datetime(2024, 3, 2, tzinfo=UTC), source_as_of=DAY)  # fmt: skip
    made = source_status(roll, {"dibao": entry}, {"dibao": 0}, {}, DAY, past)
    assert made["state"].to_list() == [state]
