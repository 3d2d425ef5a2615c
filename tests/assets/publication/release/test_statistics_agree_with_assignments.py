"""On every published date statistics and profiles say what tag_assignment says, in any order of dates."""

from datetime import date
from itertools import permutations

import polars as pl
import pytest
import sqlalchemy as sa

from assets.publication.release.gate import decide
from assets.publication.release.publish import publish
from assets.publication.release.rollback import roll_back
from assets.publication.release.staging import stage
from assets.publication.store import schema
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import NOW, PASSED, everything, frames, publish_day, rows_of

KNOWN, UNKNOWN, LATER = (date(2024, 3, number) for number in (1, 2, 4))


def _day(known: range, unknown: range) -> Day:
    rows = {("resident", number, "M034"): outcome() for number in known}
    rows |= {("resident", number, "M034"): outcome(None) for number in unknown}
    return Day(rows, {number: {} for _, number, _ in rows})


# On the second date six are known to have it, on the third nobody; the others keep it from the first.
DAYS = {
    KNOWN: _day(range(20), range(0)),
    UNKNOWN: _day(range(6), range(6, 20)),
    LATER: _day(range(0), range(20)),
}


def _counts(database) -> dict[str, tuple[int, int]]:
    """By date: what the district's statistic says, and how many tag_assignment has."""
    query = (
        "select s.snapshot_date, s.count,"
        " (select count(*) from tag_assignment a where a.tag_code = s.tag_code and a.status <> 'disputed'"
        " and a.valid_from <= s.snapshot_date and (a.valid_to is null or a.valid_to > s.snapshot_date))"
        " from tag_statistic s where s.area_level = 'district'"
    )
    with database.transaction() as connection:
        return {str(day): (count, held) for day, count, held in connection.execute(sa.text(query))}


ORDERS = {"".join(f"{day:%d}" for day in days): days for days in permutations(DAYS)}


@pytest.mark.parametrize("order", ORDERS)
def test_in_any_order(database, tmp_path, order) -> None:
    for on in ORDERS[order]:
        publish_day(database, tmp_path, on, DAYS[on])
        assert all(count == held for count, held in _counts(database).values())
    assert _counts(database) == {"2024-03-01": (20, 20), "2024-03-02": (20, 20), "2024-03-04": (20, 20)}


HERE = "310106006002"
# On the second date nobody knows: who is accompanied, what the committee's area is like.
TOLD, UNTOLD = (
    Day(
        {("resident", number, "M022"): outcome(known) for number in range(20)}
        | {("committee", 1, "D001"): outcome(known, value="3")},
        {number: {} for number in range(20)},
    )
    for known in (True, None)
)


@pytest.mark.parametrize("order", [(KNOWN, UNKNOWN), (UNKNOWN, KNOWN)], ids=["in order", "backfilled"])
def test_profiles_too(database, tmp_path, order) -> None:
    for on in order:
        made = frames(on, TOLD if on == KNOWN else UNTOLD)
        place = {"committee_id": 1, "street_code": HERE[:9], "grid_code": None, "committee_code": HERE}
        made["committee"] = pl.DataFrame([place], schema=made["committee"].schema)
        told = [
            {"list_kind": "feature", "item": "residents", "number": 20, "unit": "people"},
            {"list_kind": "services", "item": "request:water", "number": 1, "unit": "requests"},
        ]
        same = {"snapshot_date": on, "committee_code": HERE, "suppressed": False, "rank": 1}
        made["committee_profile"] = pl.DataFrame(
            [row | same for row in told], made["committee_profile"].schema
        )
        staged = stage(database, tmp_path, on, made, "rules-1", NOW)
        decide(database, staged.staging_version, PASSED, NOW)
        publish(database, on, "run-1", NOW)
    of_a_date = [
        ("feature", "D001", "3", 3, 1), ("feature", "residents", None, 20, 2),
        ("services", "M022", None, 20, 1), ("services", "request:water", None, 1, 2),
    ]  # fmt: skip
    shown = schema.committee_profile.c
    for on in order:
        query = sa.select(shown.list_kind, shown.item, shown.value, shown.number, shown.rank).order_by(
            shown.list_kind, shown.rank
        )
        assert rows_of(database, query.where(shown.snapshot_date == on)) == of_a_date


def test_a_date_taken_back_takes_what_others_kept_of_it_along(database, tmp_path) -> None:
    publish_day(database, tmp_path, UNKNOWN, DAYS[UNKNOWN])
    before = everything(database)
    publish_day(database, tmp_path, KNOWN, DAYS[KNOWN])
    assert _counts(database)["2024-03-02"] == (20, 20)
    roll_back(database, tmp_path, "somebody", "a test", NOW)
    assert everything(database) == before
