from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.publication.store import schema
from tests.assets.publication.histories import DATES, DAYS, Day
from tests.assets.publication.publishing import everything, publish_day, wipe

Publishes = list[tuple[date, Day]]


@st.composite
def two_ways(draw: st.DrawFn) -> tuple[Publishes, Publishes]:
    """Two lists of publishes that end with the same content of every date; the second errs on the way."""
    final = list(draw(st.dictionaries(st.sampled_from(DATES[:4]), DAYS, min_size=2, max_size=3)).items())
    errors = draw(st.lists(st.tuples(st.sampled_from([on for on, _ in final]), DAYS), max_size=2))
    return draw(st.permutations(final)), [*errors, *draw(st.permutations(final))]


@settings(
    max_examples=settings().max_examples // 8, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ways=two_ways())
def test_every_table_ends_the_same(database, ways) -> None:
    ends: list[Any] = []
    for publishes in ways:
        wipe(database)
        with TemporaryDirectory() as store:
            for on, day in publishes:
                publish_day(database, Path(store), on, day)
        ends.append(everything(database))
    assert ends[0] == ends[1]


MOVES = {
    date(2024, 3, 1): Day({}, {1: {"household_id": 1}, 2: {"household_id": 1}}),
    date(2024, 3, 2): Day({}, {1: {"household_id": 2}, 2: {"household_id": 1}}),
    date(2024, 3, 3): Day({}, {1: {"household_id": 1}}),
}


def test_a_resident_who_moves_out_and_back_and_one_who_leaves(database, tmp_path) -> None:
    ends = []
    for order in ([1, 2, 3], [3, 1, 2], [2, 3, 1]):
        wipe(database)
        for number in order:
            on = date(2024, 3, number)
            publish_day(database, tmp_path / f"from-{order[0]}", on, MOVES[on])
        ends.append(everything(database))
    assert ends[0] == ends[1] == ends[2]
    columns = [column.name for column in schema.resident.c if column.name != "changed_in"]
    wanted = ("resident_id", "household_id", "valid_from", "valid_to")
    places = [columns.index(name) for name in wanted]
    assert {tuple(row[place] for place in places) for row in ends[0]["resident"]} == {
        (1, 1, date(2024, 3, 1), date(2024, 3, 2)),
        (1, 2, date(2024, 3, 2), date(2024, 3, 3)),
        (1, 1, date(2024, 3, 3), None),
        (2, 1, date(2024, 3, 1), date(2024, 3, 3)),
    }
