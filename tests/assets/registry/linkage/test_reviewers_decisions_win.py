"""What a reviewer decided holds whatever the scores say, and the newest decision of several."""

from datetime import date

import polars as pl

from assets.registry.linkage.decisions import COLUMNS
from assets.registry.linkage.linking import LinkSettings, link
from tests.assets.registry.linkage.people import people, with_second_rows

RECORDS = with_second_rows(people(120, seed=3), share=0.5, seed=4)


def decided(*rows: tuple[str, str, bool, int]) -> pl.DataFrame:
    return pl.DataFrame(
        [(one, two, same, "reviewer", date(2024, 3, day)) for one, two, same, day in rows],
        schema=COLUMNS,
        orient="row",
    )


def group_of(clusters: pl.DataFrame) -> dict[str, str]:
    return dict(clusters.iter_rows())


def test_both_ways_and_the_newest_of_several() -> None:
    found = link(RECORDS, settings=LinkSettings())
    joined = found.pairs.sort("weight", descending=True).row(0, named=True)
    one, two = joined["record_a"], joined["record_b"]
    assert group_of(found.clusters)[one] == group_of(found.clusters)[two]
    decisions = decided((one, two, False, 1), ("0", "1", False, 1), ("1", "0", True, 2))
    again = link(RECORDS, settings=LinkSettings(), decisions=decisions, model=found.model)
    groups = group_of(again.clusters)
    assert groups[one] != groups[two]
    assert groups["0"] == groups["1"] != group_of(found.clusters)["1"]
    asked = {frozenset(pair) for pair in again.review.select("record_a", "record_b").iter_rows()}
    assert frozenset((one, two)) not in asked
    assert again.contradicted.is_empty()  # an older decision on the same pair is replaced, not contradicted


def test_decisions_that_exclude_each_other_are_named_and_the_newer_stand() -> None:
    decisions = decided(("0", "1", True, 1), ("1", "2", True, 2), ("0", "2", False, 3))
    linked = link(RECORDS, settings=LinkSettings(), decisions=decisions)
    groups = group_of(linked.clusters)
    assert groups["0"] != groups["2"] == groups["1"]
    assert linked.contradicted.select("record_a", "record_b").rows() == [("0", "1")]
