"""The facts that features.yaml declares, beside those that are taken in.

Belongs here: putting registry and catalogue together, pure. Does not belong here: what a kind of fact means
(`tag_rules/engine/facts`).
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

from assets.features.doubt import doubts, null_where_doubted
from assets.features.membership import links, records
from assets.features.people import FIRST
from assets.features.staleness import null_while_stale
from tag_rules.engine.evaluate import schema
from tag_rules.engine.facts.compute import with_declared
from tag_rules.engine.model import RuleSet


def known_features(
    rule_set: RuleSet,
    taken_in: Mapping[str, pl.DataFrame],
    registry: Mapping[str, pl.DataFrame],
    uncertain_subject: pl.DataFrame,
    source_status: pl.DataFrame,
    as_of: date,
) -> dict[str, pl.DataFrame]:
    """Return features/<subject> of each subject: taken in and declared, null where stale or in doubt.

    Args:
        taken_in: the same without the declared facts; what they hold of these is made anew.
        registry: the frames of the registry, by name.
        uncertain_subject: the registry's frame.
        source_status: the intake's frame.
    """
    doubted = doubts(uncertain_subject, registry)

    def certain(frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
        sure = {
            subject: null_where_doubted(frame, rule_set.features, subject, doubted, registry)
            for subject, frame in frames.items()
        }
        return {
            subject: null_while_stale(frame, rule_set.features[subject], source_status, as_of)
            for subject, frame in sure.items()
        }

    declared = {
        subject: [name for fact in facts.values() if fact.made for name in (fact.name, fact.bound) if name]
        for subject, facts in rule_set.features.items()
    }
    known = certain({name: frame.drop(declared[name], strict=False) for name, frame in taken_in.items()})
    return certain(declared_features(rule_set, known, registry, as_of)) if any(declared.values()) else known


def declared_features(
    rule_set: RuleSet, taken_in: Mapping[str, pl.DataFrame], registry: Mapping[str, pl.DataFrame], as_of: date
) -> dict[str, pl.DataFrame]:
    """Return features/<subject> of each subject with all columns of the catalogue, in its order.

    Args:
        taken_in: the same without the declared facts, null where a source is stale or in doubt.
        registry: the frames of the registry, by name.
    """
    frames = {**taken_in, **records(registry)}
    made = with_declared(rule_set, frames, links(registry), as_of)
    return {
        subject: frame.select(*FIRST, *(name for name in schema(rule_set, subject) if name in frame.columns))
        for subject, frame in made.items()
    }
