"""The worked queries of the docs run as they stand in a contract's place, and answer what they say."""

from datetime import date
from pathlib import Path

import sqlalchemy as sa

from assets.publication.consumers.contract_ids import permuted
from assets.publication.consumers.places import contracts, file_of, schema_of
from assets.publication.consumers.provision import provide_contracts
from assets.publication.store.database import Database
from tests.assets.publication.consumers.example_contracts import ROOT, example_rules
from tests.assets.publication.consumers.places import NOW, TODAY
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import publish_day

FILE = ROOT / "docs" / "examples" / "worked_queries.sql"
PLATFORM = "all_elements_platform"
Rows = list[tuple[object, ...]]
DAY = Day(
    {("resident", 1, "M017"): outcome(), ("resident", 2, "M017"): outcome(None)},
    {
        1: {"building_id": 7},
        2: {"lives_here": False, "building_id": 7},
        3: {"lives_here": None},
        4: {"lives_here": False, "building_id": 7, "is_under_14": True},
    },
)


def queries() -> dict[str, str]:
    """The queries by the number that their comment begins with."""
    parts = FILE.read_text(encoding="utf-8").split("\n\n")[1:]
    named = (part.split("\n", 1) for part in parts)
    return {title.removeprefix("-- ").split(" ", 1)[0]: query.strip() for title, query in named}


def answers(database: Database, **asked: int) -> dict[str, Rows]:
    """What each query answers in the platform's place."""
    place, found = schema_of(database, PLATFORM), {}
    own = database if place else Database(f"sqlite:///{file_of(database, PLATFORM)}")
    with own.transaction() as connection:
        if place:
            connection.execute(sa.text(f'set local search_path to "{place}"'))
        for number, query in queries().items():
            named = {name: value for name, value in asked.items() if f":{name}" in query}
            found[number] = [
                tuple(row) for row in connection.execute(sa.text(query.removesuffix(";")), named)
            ]
    if own is not database:
        own.close()
    return found


def test_all_twelve_run_and_answer(database, tmp_path: Path) -> None:
    provide_contracts(database, example_rules(tmp_path), TODAY, NOW)
    publish_day(database, tmp_path / "snapshots", date(2024, 3, 1), DAY)
    with database.transaction() as connection:
        (key,) = (each.key for each in contracts(connection) if each.terms.name == PLATFORM)
    one, two, three, child = permuted(key, "resident", [1, 2, 3, 4])
    (building,), (household,) = permuted(key, "building", [7]), permuted(key, "household", [1])
    found = answers(database, building=building, seen=1)
    assert len(found) == 12
    assert found["1"] == [(one, household, building, None)]
    assert found["2"][-1][1:] == (0, 1)
    assert (building, 1, 0) in found["2"]
    assert found["3"] == [("resident", one, "M017")]
    assert found["4"] == [(two, "310106006002")]
    assert dict(found["5"]) == {one: "yes", two: "unknown", three: "no", child: "not told"}
    assert [rank for _, rank in found["9"]] == [1]
    assert [(*row[1:3], *row[4:]) for row in found["12"]] == [("insert", "resident", "M017", None)]
