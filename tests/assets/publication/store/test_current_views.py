import json
from datetime import date

import polars as pl
import sqlalchemy as sa

from assets.publication.release.gate import decide
from assets.publication.release.publish import publish
from assets.publication.release.staging import stage
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import NOW, PASSED, frames, publish_day

FIRST, SECOND = date(2024, 3, 1), date(2024, 3, 2)


def _rows(database, query: str) -> list[tuple[object, ...]]:
    with database.transaction() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]


def test_a_view_shows_what_holds_now_and_withholds_the_disputed(database, tmp_path) -> None:
    had = ("resident", 1, "D001")
    held = ("resident", 1, "M017")
    disputed = ("resident", 1, "M031")
    of_household = ("household", 1, "M017")
    publish_day(database, tmp_path, FIRST, Day({had: outcome(), held: outcome(value="level_2")}))
    publish_day(
        database,
        tmp_path,
        SECOND,
        Day({held: outcome(None), disputed: outcome(status="disputed"), of_household: outcome()}),
    )
    query = "select {0}_id, tag_code, value, origin, status from {0}_tag"
    assert _rows(database, query.format("resident")) == [(1, "M017", "level_2", "rule", "kept")]
    assert _rows(database, query.format("household")) == [(1, "M017", None, "rule", "active")]
    for subject in ("dwelling", "building", "compound", "committee"):
        assert _rows(database, query.format(subject)) == []


def test_tagged_resident_has_one_row_per_resident_with_codes_as_json(database, tmp_path) -> None:
    two = {("resident", 1, code): outcome() for code in ("M031", "D001", "M017")}
    homes = {("household", 1, "D042"): outcome(), ("household", 2, "D042"): outcome(status="disputed")}
    people = {1: {}, 2: {"household_id": 2, "is_under_14": True}, 3: {"household_id": None}, 4: {}}
    publish_day(database, tmp_path, FIRST, Day(two | homes, people))
    del people[4]
    publish_day(database, tmp_path, SECOND, Day(two | homes, people))
    query = "select resident_id, is_under_14, resident_tags, household_tags from tagged_resident order by 1"
    found = [
        (number, bool(under_14), json.loads(own), json.loads(of_household))
        for number, under_14, own, of_household in _rows(database, query)
    ]
    assert found == [
        (1, False, ["D001", "M017", "M031"], ["D042"]),
        (2, True, [], []),
        (3, False, [], []),
    ]


def test_tagged_household_has_its_tags_and_how_many_live_there(database, tmp_path) -> None:
    people = {1: {}, 2: {"lives_here": False}, 3: {"lives_here": None}}
    made = frames(FIRST, Day({("household", 1, "D042"): outcome()}, people))
    household = {"household_id": 1, "dwelling_id": 1, "building_id": 1, "compound_id": 1}
    schema = made["household"].schema
    made["household"] = pl.DataFrame([{**dict.fromkeys(schema), **household}], schema=schema)
    staged = stage(database, tmp_path, FIRST, made, "rules-1", NOW)
    decide(database, staged.staging_version, PASSED, NOW)
    publish(database, FIRST, "run-1", NOW)
    found = _rows(database, "select household_id, household_tags, residents from tagged_household")
    assert [(number, json.loads(tags), residents) for number, tags, residents in found] == [(1, ["D042"], 1)]
