"""Held(d): true(d), or unknown(d) and the latest known date k was true and d - k <= keep_days."""

from collections.abc import Mapping
from datetime import date

from assets.publication.store import schema
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import content, publish_day

KEY = ("resident", 1, "M017")


def march(number: int) -> date:
    return date(2024, 3, number)


def true() -> Day:
    return Day({KEY: outcome(keep_days=3)})


def unknown() -> Day:
    return Day({KEY: outcome(None, keep_days=3)})


FALSE = Day({})


def _history(database, store, days: Mapping[int, Day]) -> list[tuple[object, ...]]:
    """Publish days of March and return (status, valid_from, valid_to), in the order of dates."""
    for number, day in days.items():
        publish_day(database, store, march(number), day)
    return sorted(
        content(database, schema.tag_assignment.name, ("status", "valid_from", "valid_to")), key=_from
    )


def _from(row: tuple[object, ...]) -> str:
    return str(row[1])


def test_kept_exactly_up_to_keep_days_then_dropped(database, tmp_path) -> None:
    days = {1: true(), 2: unknown(), 3: unknown(), 4: unknown(), 5: unknown(), 6: unknown()}
    assert _history(database, tmp_path, days) == [
        ("active", march(1), march(2)),
        ("kept", march(2), march(5)),  # the 4th is 3 days after the 1st, the 5th is 4
    ]


def test_a_known_date_between_ends_or_renews_the_keeping(database, tmp_path) -> None:
    days = {1: true(), 2: unknown(), 3: FALSE, 4: unknown(), 5: true(), 8: unknown(), 9: unknown()}
    assert _history(database, tmp_path, days) == [
        ("active", march(1), march(2)),
        ("kept", march(2), march(3)),
        ("active", march(5), march(8)),
        ("kept", march(8), march(9)),
    ]


def test_days_are_counted_on_the_calendar_and_a_date_stands_until_the_next(database, tmp_path) -> None:
    """Nothing was published on the 2nd to 5th: the 1st stands until then, though that is longer than kept."""
    assert _history(database, tmp_path, {1: true(), 6: unknown()}) == [("active", march(1), march(6))]


def test_a_correction_of_the_known_date_takes_the_kept_ones_with_it(database, tmp_path) -> None:
    days = {1: true(), 2: unknown(), 3: unknown()}
    assert len(_history(database, tmp_path, days)) == 2
    assert _history(database, tmp_path, {1: FALSE}) == []


def test_a_known_date_put_in_late_lengthens_the_keeping(database, tmp_path) -> None:
    days = {1: true(), 4: unknown(), 5: unknown(), 6: unknown(), 3: true()}
    assert _history(database, tmp_path, days) == [
        ("active", march(1), march(4)),
        ("kept", march(4), None),
    ]
