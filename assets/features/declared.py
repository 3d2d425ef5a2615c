"""The facts that features.yaml declares, beside those that are taken in.

Belongs here: putting registry and catalogue together, pure. Does not belong here: what a kind of fact means
(`tag_rules/engine/facts`).
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

from assets.features.membership import links, records
from assets.features.people import FIRST
from tag_rules.engine.evaluate import schema
from tag_rules.engine.facts.compute import with_declared
from tag_rules.engine.model import RuleSet


def declared_features(
    rule_set: RuleSet, taken_in: Mapping[str, pl.DataFrame], registry: Mapping[str, pl.DataFrame], as_of: date
) -> dict[str, pl.DataFrame]:
    """Return features/<subject> of each subject with all columns of the catalogue, in its order.

    Args:
        taken_in: the same without the declared facts, null where a source is stale or in doubt.
        registry: the frames of the registry, by name.
    """
    if not any(fact.made for facts in rule_set.features.values() for fact in facts.values()):
        return dict(taken_in)
    frames = {**taken_in, **records(registry)}
    made = with_declared(rule_set, frames, links(registry), as_of)
    return {subject: frame.select(*FIRST, *schema(rule_set, subject)) for subject, frame in made.items()}
