"""A preview works out the facts that each side declares, whatever the date's own rules did."""

from __future__ import annotations

import polars as pl

from tag_rules.engine.preview import preview
from tests.tag_rules.engine.facts.small_district import AS_OF, District, with_rule

WHEN = "old_people > 0"


def fact(age: int) -> str:
    return f"household:\n  - {{name: old_people, count_of: resident, unknown: at_least, where: age >= {age}}}"


def of_two_homes() -> District:
    district = District()
    for home, age in ((1, 85), (2, 75)):
        district.home(home)
        district.person(home, home, age)
    return district


def test_a_changed_fact_changes_the_tag_that_reads_it() -> None:
    before, after = with_rule(fact(80), "household", WHEN), with_rule(fact(70), "household", WHEN)
    district = of_two_homes()
    frames = [
        {"household": district.features(rules)["household"].with_columns(street_code=pl.lit("1"))}
        for rules in (before, after)
    ]
    made = preview(before, after, frames[0], AS_OF, features_after=frames[1])
    assert made.changed == ("R",)
    assert made.counts.select("gained", "lost", "unchanged").rows() == [(1, 0, 1)]
    assert preview(before, before, frames[0], AS_OF).same == ("R",)


def test_a_fact_that_cannot_be_worked_out_is_named() -> None:
    before, after = with_rule(fact(80), "household", WHEN), with_rule(fact(70), "household", WHEN)
    frame = of_two_homes().features(before)["household"].with_columns(street_code=pl.lit("1"))
    made = preview(before, after, {"household": frame.drop("old_people")}, AS_OF)
    assert made.not_compared == {"R": ("old_people",)}
