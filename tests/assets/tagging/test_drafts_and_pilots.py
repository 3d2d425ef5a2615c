"""A draft is published of nobody, a pilot of those in its committees alone, unknown ones neither."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from assets.publication.release.catalogue import catalogue
from assets.tagging.city import City
from assets.tagging.outcome import outcomes
from assets.tagging.outcome_encoding import decode
from tag_rules.engine.life import LifeAct

DAY, HERE, THERE = date(2024, 3, 2), "310106010001", "310106010002"
ACTS = {
    "draft": LifeAct(act="draft", on=date(2024, 1, 1), by="a"),
    "review": LifeAct(act="review", on=date(2024, 1, 2), by="b"),
    "pilot": LifeAct(act="pilot", on=date(2024, 1, 3), by="a", committees=(HERE,)),
    "publish": LifeAct(act="publish", on=date(2024, 1, 4), by="b"),
}


@pytest.mark.parametrize(
    ("acts", "stage", "given"),
    [
        ((), "active", {1, 2, 3, 4}),
        (("draft",), "draft", set()),
        (("draft", "review"), "draft", set()),
        (("draft", "review", "pilot"), "pilot", {1, 3}),
        (("draft", "review", "pilot", "publish"), "active", {1, 2, 3, 4}),
    ],
)
def test_what_is_published(rule_set, facts, upstream, manual, acts, stage, given):
    life = tuple(ACTS[act] for act in acts)
    rules = replace(
        rule_set,
        tags=tuple(
            tag.model_copy(update={"life": life}) if tag.code == "M005" else tag for tag in rule_set.tags
        ),
    )
    old = {"birth_date": date(1940, 1, 1)}
    people = facts("resident", old, old | {"committee_code": THERE}, {}, {"committee_code": THERE})
    made = decode(outcomes(rules, {"resident": people}, upstream(), manual(), City(), DAY))
    assert set(made.filter(pl.col("tag_code") == "M005")["subject_id"]) == given
    assert set(made.filter(pl.col("tag_code") == "M006")["subject_id"]) == {1, 2, 3, 4}
    status = catalogue(rules, DAY).filter(pl.col("tag_code") == "M005")["status"].item()
    assert status == stage
