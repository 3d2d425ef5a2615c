"""Who is undecided about which tags, for all tags: the view `undecided` says it for every published day."""

from datetime import date

import pytest
import sqlalchemy as sa

from assets.publication.history.undecided_sets import set_number
from assets.publication.release.rollback import roll_back
from assets.publication.store import schema
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import NOW, everything, publish_day, rows_of

FIRST, SECOND, THIRD = (date(2024, 3, day) for day in (1, 2, 3))
ONE, OTHER, HOME = ("resident", 1, "M017"), ("resident", 1, "M031"), ("household", 1, "M052")
DAYS = {
    FIRST: Day({ONE: outcome(None), OTHER: outcome(None), HOME: outcome(None)}, {1: {}}),
    SECOND: Day({ONE: outcome(None), OTHER: outcome(), HOME: outcome(None)}, {1: {}}),
    THIRD: Day({OTHER: outcome()}, {1: {}}),
}
BOTH, ALONE, HOMES = (set_number(codes) for codes in (["M017", "M031"], ["M017"], ["M052"]))


def _intervals(database) -> list[tuple[object, ...]]:
    table = schema.undecided_subject.c
    columns = (table.subject, table.subject_id, table.set_number, table.valid_from, table.valid_to)
    return rows_of(database, sa.select(*columns).order_by(table.subject, table.valid_from))


@pytest.mark.parametrize("order", [(FIRST, SECOND, THIRD), (THIRD, FIRST, SECOND), (SECOND, THIRD, FIRST)])
def test_a_subject_has_one_set_at_a_time_whatever_day_is_published_first(database, tmp_path, order) -> None:
    for day in order:
        publish_day(database, tmp_path, day, DAYS[day])
    assert _intervals(database) == [
        ("household", 1, HOMES, FIRST, THIRD),
        ("resident", 1, BOTH, FIRST, SECOND),
        ("resident", 1, ALONE, SECOND, THIRD),
    ]
    sets = schema.undecided_set.c
    assert sorted(rows_of(database, sa.select(sets.set_number, sets.tag_code))) == sorted(
        [(HOMES, "M052"), (BOTH, "M017"), (BOTH, "M031"), (ALONE, "M017")]
    )


def test_the_view_names_every_undecided_tag_and_no_other(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, DAYS[FIRST])
    query = "select subject, subject_id, tag_code from undecided where valid_to is null order by 1, 2, 3"
    assert rows_of(database, sa.text(query)) == [HOME, ONE, OTHER]


def test_a_set_that_nobody_has_any_more_is_gone(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, DAYS[FIRST])
    before = everything(database)
    publish_day(database, tmp_path, FIRST, DAYS[THIRD])
    assert rows_of(database, sa.select(schema.undecided_set)) == []
    roll_back(database, tmp_path, "a person", "a test", NOW)
    assert everything(database) == before


def test_who_turns_fourteen_is_told_anew(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, Day({ONE: outcome(None)}, {1: {"is_under_14": True}}))
    publish_day(database, tmp_path, SECOND, Day({ONE: outcome(None)}, {1: {}}))
    table = schema.undecided_subject.c
    assert rows_of(database, sa.select(table.is_under_14, table.valid_to).order_by(table.valid_from)) == [
        (True, SECOND),
        (False, None),
    ]
