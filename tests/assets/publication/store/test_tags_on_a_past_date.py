from datetime import date

import sqlalchemy as sa

from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import publish_day

DATES = [date(2024, 3, day) for day in (1, 2, 4)]
HELD, OTHER, DISPUTED = ("resident", 1, "M017"), ("resident", 2, "M017"), ("resident", 3, "M031")


def _on(database, day: date) -> list[tuple[object, ...]]:
    query = sa.text(
        "select subject_id, value, status from tag_on_date where snapshot_date = :day order by 1"
    ).bindparams(sa.bindparam("day", day, type_=sa.Date()))
    with database.transaction() as connection:
        return [tuple(row) for row in connection.execute(query)]


def test_the_view_gives_every_published_date_as_it_is_known_now(database, tmp_path) -> None:
    publish_day(database, tmp_path, DATES[0], Day({HELD: outcome(value="1")}))
    publish_day(database, tmp_path, DATES[1], Day({HELD: outcome(None), OTHER: outcome()}))
    publish_day(database, tmp_path, DATES[2], Day({DISPUTED: outcome(status="disputed")}))
    assert _on(database, DATES[0]) == [(1, "1", "active")]
    assert _on(database, DATES[1]) == [(1, "1", "kept"), (2, None, "active")]
    assert _on(database, DATES[2]) == []
    publish_day(database, tmp_path, DATES[0], Day({OTHER: outcome()}))
    assert _on(database, DATES[0]) == [(2, None, "active")]
    assert _on(database, DATES[1]) == [(2, None, "active")]


def test_between_published_dates_the_last_one_stands(database, tmp_path) -> None:
    publish_day(database, tmp_path, DATES[1], Day({HELD: outcome()}))
    publish_day(database, tmp_path, DATES[2], Day({OTHER: outcome()}))
    assert _on(database, date(2024, 3, 3)) == [(1, None, "active")]


def test_before_the_first_and_after_the_last_published_date_nothing_is_said(database, tmp_path) -> None:
    assert _on(database, DATES[0]) == []
    publish_day(database, tmp_path, DATES[1], Day({HELD: outcome()}))
    assert _on(database, DATES[0]) == _on(database, DATES[2]) == []
