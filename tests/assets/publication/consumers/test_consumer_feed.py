"""A consumer that reads nothing but its own views keeps an equal copy, through every kind of correction."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import sqlalchemy as sa

from assets.publication.consumers.roles import provide_views
from assets.publication.store.database import Database
from tag_rules.engine.reading.loader import load_rules
from tests.assets.publication.histories import DATES, Day, outcome
from tests.assets.publication.publishing import publish_day

RULES = load_rules(Path(__file__).parents[4] / "tag_rules")
HERE = "310106006002"
COLUMNS = ("resident_id", "tag_code", "value", "committee_code")
OF_ONE_COMMITTEE = replace(
    RULES, consumers=(RULES.consumers[0].model_copy(update={"area": (HERE,), "tags": ("M017",)}),)
)
TAGS, CHANGES = "elder_visit_lists_resident_tag", "elder_visit_lists_resident_change"
Copy = dict[tuple[object, object], tuple[object, ...]]


def _follow(database: Database, copy: Copy, seen: int) -> int:
    query = f"select change, {', '.join(COLUMNS)} from {CHANGES} where publication_id > {seen}"
    with database.transaction() as connection:
        newest = connection.scalar(sa.text("select max(publication_id) from consumer_publication"))
        edits = connection.execute(
            sa.text(f"{query} and effective_to is null order by publication_id, sequence")
        )
        for change, *row in edits:
            if change == "removed":
                del copy[row[0], row[1]]
            else:
                assert (row[0], row[1]) not in copy
                copy[row[0], row[1]] = tuple(row)
    return newest or 0


def _shown(database: Database) -> list[tuple[object, ...]]:
    with database.transaction() as connection:
        rows = connection.execute(sa.text(f"select {', '.join(COLUMNS)} from {TAGS}")).all()
    return sorted((tuple(row) for row in rows), key=repr)


def _any_day(chooser: Random) -> Day:
    """Four people, each with the tag, without it, or undecided; some disputed, elsewhere or under 14."""
    rows, people = {}, {}
    for number in range(1, 5):
        people[number] = {"is_under_14": chooser.random() < 0.3}
        if chooser.random() < 0.8:
            rows["resident", number, "M017"] = outcome(
                chooser.choice([True, True, True, None]),
                value=chooser.choice([None, "full"]),
                status=chooser.choice(["active", "active", "active", "disputed"]),
                committee_code=chooser.choice([HERE, HERE, HERE, "310106006003"]),
                keep_days=chooser.choice([0, 2, 30]),
            )
    return Day(rows, people)


def test_the_copy_equals_the_view_after_every_publication(database, tmp_path) -> None:
    """Dates in any order, corrected again and again."""
    provide_views(database, OF_ONE_COMMITTEE)
    copy: Copy = {}
    seen = shown = 0
    chooser = Random(20240301)
    for _ in range(30):
        publish_day(database, tmp_path, chooser.choice(DATES), _any_day(chooser))
        seen = _follow(database, copy, seen)
        assert sorted(copy.values(), key=repr) == _shown(database)
        shown += len(copy)
    assert shown > 16


def test_who_turns_14_comes_and_who_moves_away_goes(database, tmp_path) -> None:
    provide_views(database, OF_ONE_COMMITTEE)
    copy: Copy = {}
    child, mover = ("resident", 1, "M017"), ("resident", 2, "M017")
    moved = {2: {"committee_code": "310106006003"}}
    publish_day(
        database,
        tmp_path,
        date(2024, 3, 1),
        Day({child: outcome(), mover: outcome()}, {1: {"is_under_14": True}, 2: {}}),
    )
    seen = _follow(database, copy, 0)
    assert {row[0] for row in copy.values()} == {2}
    away = outcome(committee_code="310106006003")
    publish_day(database, tmp_path, date(2024, 3, 2), Day({child: outcome(), mover: away}, {1: {}} | moved))
    assert _follow(database, copy, seen) == 2
    assert {row[0] for row in copy.values()} == {1}


def test_no_committee_sees_what_was_before_someone_moved_in(database, tmp_path) -> None:
    provide_views(database, OF_ONE_COMMITTEE)
    key = ("resident", 2, "M017")
    elsewhere = outcome(committee_code="310106006003", value="before")
    publish_day(database, tmp_path, date(2024, 3, 1), Day({key: elsewhere}, {2: {}}))
    publish_day(database, tmp_path, date(2024, 3, 2), Day({key: outcome(value="after")}, {2: {}}))
    with database.transaction() as connection:
        rows = connection.execute(sa.text(f"select change, value, effective_from from {CHANGES}")).all()
        since = connection.execute(sa.text(f"select * from {TAGS}")).all()
    assert [(change, value) for change, value, _ in rows] == [("added", "after")]
    assert str(rows[0][2]) == "2024-03-02"
    assert len(since) == 1
