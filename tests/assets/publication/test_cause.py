from datetime import date
from typing import Any

import polars as pl
import sqlalchemy as sa

from assets.publication import schema
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import publish_day, rows_of

FIRST, SECOND, THIRD = date(2024, 3, 1), date(2024, 3, 2), date(2024, 3, 3)
KEY = ("resident", 1, "M005")
HAS, HAS_NOT = Day({KEY: outcome()}), Day({})


def _causes(database, publication_id: int) -> list[tuple[Any, ...]]:
    change = schema.tag_change.c
    query = sa.select(change.change, change.cause).where(change.publication_id == publication_id)
    return rows_of(database, query.order_by(change.sequence))


def _eighty_on_the_second(keys: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """A rule of age alone: true from SECOND on, whatever else the facts are."""
    return keys if as_of >= SECOND else keys.clear()


def _toddler_until_the_first(keys: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """A rule of age alone: true up to FIRST."""
    return keys if as_of <= FIRST else keys.clear()


def _always(keys: pl.DataFrame, as_of: date) -> pl.DataFrame:
    return keys


def _never(keys: pl.DataFrame, as_of: date) -> pl.DataFrame:
    return keys.clear()


def test_the_first_publication_is_data(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, HAS, _never)
    assert _causes(database, 1) == [("added", "data")]


def test_a_birthday_is_time(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, Day({("resident", 2, "M005"): outcome()}), _eighty_on_the_second)
    both = Day({KEY: outcome(), ("resident", 2, "M005"): outcome()})
    publish_day(database, tmp_path, SECOND, both, _eighty_on_the_second)
    assert _causes(database, 2) == [("added", "time")]


def test_growing_out_of_a_tag_is_time(database, tmp_path) -> None:
    other = {("resident", 2, "M005"): outcome()}
    publish_day(database, tmp_path, FIRST, Day({KEY: outcome(), **other}))
    publish_day(database, tmp_path, SECOND, Day(other), _toddler_until_the_first)
    assert _causes(database, 2) == [("removed", "time")]


def test_new_facts_are_data(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, HAS)
    other = Day({("resident", 2, "M005"): outcome()})
    publish_day(database, tmp_path, SECOND, other, lambda keys, _: keys.filter(pl.col("subject_id") == 2))
    assert _causes(database, 2) == [("removed", "data"), ("added", "data")]


def test_a_tag_that_goes_on_elsewhere_is_data(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, HAS)
    publish_day(database, tmp_path, SECOND, Day({KEY: outcome(committee_code="310106006003")}), _always)
    assert _causes(database, 2) == [("removed", "data"), ("added", "data")]


def test_another_version_of_the_rule_is_rule(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, HAS)
    both = Day({KEY: outcome(rule_version=2), ("resident", 2, "M005"): outcome(rule_version=2)})
    publish_day(database, tmp_path, SECOND, both, _never)
    assert _causes(database, 2) == [("added", "rule")]


def test_a_new_tag_is_rule(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, HAS)
    publish_day(database, tmp_path, SECOND, Day({KEY: outcome(), ("resident", 1, "M006"): outcome()}), _never)
    assert _causes(database, 2) == [("added", "rule")]


def test_a_tag_set_by_hand_and_its_end_are_manual(database, tmp_path) -> None:
    other = {("resident", 2, "M005"): outcome()}
    publish_day(database, tmp_path, FIRST, Day(other))
    publish_day(database, tmp_path, SECOND, Day({KEY: outcome(origin="manual"), **other}), _never)
    publish_day(database, tmp_path, THIRD, Day(other), _never)
    assert [_causes(database, number) for number in (2, 3)] == [
        [("added", "manual")],
        [("removed", "manual")],
    ]


def test_a_date_published_again_or_late_is_correction(database, tmp_path) -> None:
    publish_day(database, tmp_path, SECOND, HAS)
    publish_day(database, tmp_path, FIRST, Day({("resident", 2, "M005"): outcome()}), _always)
    publish_day(database, tmp_path, SECOND, HAS_NOT, _always)
    assert _causes(database, 2) == [("added", "correction")]
    assert _causes(database, 3) == [("removed", "correction")]
