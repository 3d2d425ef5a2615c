from datetime import date

import sqlalchemy as sa

from tests.assets.publication.histories import Day
from tests.assets.publication.publishing import publish_day

FIRST, SECOND, THIRD = date(2024, 3, 1), date(2024, 3, 2), date(2024, 3, 4)
# Resident 1 moves, 2 dies, 3 turns out to be resident 1 under another document: merged, and gone as 3.
DAYS = {
    FIRST: Day({}, {1: {"household_id": 1}, 2: {}, 3: {"household_id": 2}}),
    SECOND: Day({}, {1: {"household_id": 2}, 3: {"household_id": 2}}),
    THIRD: Day({}, {1: {"household_id": 2}}),
}


def _on(database, day: date) -> list[tuple[object, ...]]:
    query = sa.text(
        "select resident_id, household_id from resident_on_date where snapshot_date = :day order by 1"
    ).bindparams(sa.bindparam("day", day, type_=sa.Date()))
    with database.transaction() as connection:
        return [tuple(row) for row in connection.execute(query)]


def test_moves_deaths_and_merges_show_on_the_days_they_hold(database, tmp_path) -> None:
    for day in (THIRD, FIRST, SECOND):
        publish_day(database, tmp_path, day, DAYS[day])
    assert _on(database, FIRST) == [(1, 1), (2, 1), (3, 2)]
    assert _on(database, SECOND) == [(1, 2), (3, 2)]
    assert _on(database, date(2024, 3, 3)) == [(1, 2), (3, 2)]
    assert _on(database, THIRD) == [(1, 2)]
    spans = sa.text("select resident_id, valid_from, valid_to from resident order by 1, 2").columns(
        sa.column("resident_id"), sa.column("valid_from", sa.Date()), sa.column("valid_to", sa.Date())
    )
    with database.transaction() as connection:
        assert [tuple(row) for row in connection.execute(spans)] == [
            (1, FIRST, SECOND), (1, SECOND, None), (2, FIRST, SECOND), (3, FIRST, THIRD),
        ]  # fmt: skip


def test_a_correction_of_a_past_date_moves_the_ends_of_intervals(database, tmp_path) -> None:
    for day, content in DAYS.items():
        publish_day(database, tmp_path, day, content)
    publish_day(database, tmp_path, SECOND, Day({}, {1: {"household_id": 1}, 2: {}, 3: {"household_id": 2}}))
    assert _on(database, SECOND) == [(1, 1), (2, 1), (3, 2)]
    assert _on(database, THIRD) == [(1, 2)]
