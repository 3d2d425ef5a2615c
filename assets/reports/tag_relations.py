"""What the rules of a date say of its tags, as a frame that is kept with the date.

Belongs here: that frame. Does not belong here: finding the relations (`tag_rules/engine/analysis`).
"""

from __future__ import annotations

from datetime import date

import polars as pl

from tag_rules.engine.analysis.implied_tags import Relations, relations
from tag_rules.engine.model import RuleSet

TAG_RELATION = "tag_relation"
SCHEMA = pl.Schema({"relation": pl.String(), "name": pl.String(), "other": pl.String()})
WITHIN, APART = "within", "apart"


def tag_relations(rule_set: RuleSet, as_of: date) -> pl.DataFrame:
    """Return `relations` of a day: relation (within: everybody of `name` is in `other`; apart: nobody is)."""
    found = relations(rule_set, as_of)
    rows = [(kind, *pair) for kind, pairs in ((WITHIN, found.within), (APART, found.apart)) for pair in pairs]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def as_relations(frame: pl.DataFrame) -> Relations:
    """Return what a frame of `tag_relations` says."""
    pairs = frame.select("name", "other")
    within, apart = (pairs.filter(frame["relation"] == kind).rows() for kind in (WITHIN, APART))
    return Relations(tuple(sorted(within)), tuple(sorted(apart)))
