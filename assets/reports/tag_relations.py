"""What the rules of a date say of its tags, and of what is counted beside them, as a frame of the date.

Belongs here: that frame. Does not belong here: finding the relations (`tag_rules/engine/analysis`).
"""

from __future__ import annotations

from datetime import date

import polars as pl

from assets.reports.record_quality import IN_RULES
from tag_rules.engine.analysis.implied_tags import Relations, relations
from tag_rules.engine.model import RuleSet

TAG_RELATION = "tag_relation"
SCHEMA = pl.Schema({"relation": pl.String(), "names": pl.String()})
_KINDS = ("within", "apart", "whole")


def known_relations(rule_set: RuleSet, as_of: date) -> Relations:
    """Return what readers know of a day's tags and of the items of record_quality."""
    return relations(rule_set, as_of, IN_RULES)


def tag_relations(rule_set: RuleSet, as_of: date) -> pl.DataFrame:
    """Return `known_relations`: relation (a field of `Relations`), and the names joined with blanks."""
    found = known_relations(rule_set, as_of)
    rows = [(kind, " ".join(names)) for kind in _KINDS for names in getattr(found, kind)]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def as_relations(frame: pl.DataFrame) -> Relations:
    """Return what a frame of `tag_relations` says."""
    named = {
        kind: tuple(tuple(names.split(" ")) for names in frame.filter(pl.col("relation") == kind)["names"])
        for kind in _KINDS
    }
    return Relations(**named)
