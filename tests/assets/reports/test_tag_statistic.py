from datetime import date

import polars as pl

from assets.publication.store.schema import tag_statistic as published
from assets.reports.statistics import SCHEMA, tag_statistic
from tests.assets.tagging.outcome_rows import SCHEMA as OUTCOME
from tests.assets.tagging.outcome_rows import kept

DAY = date(2024, 3, 2)
Spec = tuple[int, bool | None, str, str | None, str | None]


def outcome(*specs: Spec) -> dict[str, pl.DataFrame]:
    """Outcomes of one tag: how many, outcome, status, street, committee."""
    rows = [spec[1:] for spec in specs for _ in range(spec[0])]
    made = pl.DataFrame(
        [
            ("resident", at, "M005", true, None, "rule", status, 1, 90, False, street, committee)
            for at, (true, status, street, committee) in enumerate(rows)
        ],
        schema=OUTCOME,
        orient="row",
    )
    return kept(made)


def counts(outcomes: dict[str, pl.DataFrame]) -> dict[str, tuple[int | None, int | None, bool]]:
    return {row[2]: row[5:] for row in tag_statistic(DAY, outcomes).rows()}


def test_every_level_is_counted_and_disputed_ones_are_not() -> None:
    found = counts(
        outcome(
            (10, True, "active", "310106010000", "310106010001"),
            (20, True, "active", "310106010000", "310106010002"),
            (7, None, "active", "310106011000", "310106011001"),
            (9, True, "disputed", "310106011000", "310106011001"),
        )
    )
    assert found == {
        "310106": (30, 7, False),
        "310106010000": (30, 0, False),
        "310106010001": (10, 0, False),
        "310106010002": (20, 0, False),
        "310106011000": (0, 7, False),
        "310106011001": (0, 7, False),
    }


def test_subjects_without_a_committee_or_street_count_above_it() -> None:
    found = counts(
        outcome(
            (10, True, "active", "310106010000", "310106010001"),
            (20, True, "active", "310106010000", None),
            (30, True, "active", None, None),
        )
    )
    assert {area: row[0] for area, row in found.items()} == {
        "310106": 60, "310106010000": 30, "310106010001": 10,
    }  # fmt: skip


def test_small_counts_and_small_unknowns_are_hidden_each_for_itself() -> None:
    found = counts(
        outcome(
            (4, True, "active", "310106010000", "310106010001"),
            (20, True, "active", "310106010000", "310106010002"),
            (30, True, "active", "310106010000", "310106010003"),
            (2, None, "active", "310106010000", "310106010003"),
        )
    )
    assert found == {
        "310106": (54, None, False),
        "310106010000": (54, None, False),
        "310106010001": (None, 0, True),
        "310106010002": (None, 0, True),
        "310106010003": (30, None, False),
    }


def test_columns_are_those_published() -> None:
    frame = tag_statistic(DAY, outcome())
    assert frame.schema == SCHEMA
    assert frame.columns == [column.name for column in published.columns]


def test_of_a_tag_that_says_nothing_of_people_no_count_is_hidden() -> None:
    few = outcome((2, True, "active", "310106010000", "310106010001"))
    hidden, shown = (tag_statistic(DAY, few, None, tags) for tags in ((), ("M005",)))
    assert hidden["count"].to_list() == [None] * 3
    assert shown["count"].to_list() == [2] * 3
