"""The worked queries of the docs run as they stand on both databases, and answer what they say."""

from datetime import date
from pathlib import Path

import sqlalchemy as sa

from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import publish_day

FILE = Path(__file__).parents[4] / "docs" / "examples" / "worked_queries.sql"
DAY = Day(
    {("resident", 1, "M017"): outcome(), ("resident", 2, "M017"): outcome(None)},
    {1: {"building_id": 7}, 2: {"lives_here": False}, 3: {}},
)


def queries() -> dict[str, str]:
    """The queries by the first line of their comment."""
    parts = FILE.read_text(encoding="utf-8").split("\n\n")[1:]
    return {part.split("\n", 1)[0].removeprefix("-- "): part.split("\n", 1)[1] for part in parts}


def test_all_twelve_run_and_the_first_five_answer(database, tmp_path) -> None:
    publish_day(database, tmp_path, date(2024, 3, 1), DAY)
    asked = queries()
    assert len(asked) == 12
    found = {}
    with database.transaction() as connection:
        for name, query in asked.items():
            found[name.split(" ", 1)[0]] = [
                tuple(row) for row in connection.execute(sa.text(query.strip().removesuffix(";")))
            ]
    assert found["1"] == [(1, 1, 7, None)]
    assert sorted(found["2"], key=repr) == [(1, 1), (7, 1)]
    assert found["4"] == [(2, "310106006002")]
    assert sorted(found["5"]) == [(1, "yes"), (2, "unknown"), (3, "no")]
    assert found["9"] == [("case-2024-03-01", 1)]
    assert found["12"] == [("resident", 1, "M017", None)]
