"""Which values a tag may have, whoever says so: a word of its list, or a whole number in its range.

What belongs here: the list or range of each tag, from its file or from what its rule computes. What does not:
refusing rows with another value (intake).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tag_rules.engine.model import Feature, RuleSet, Subject, Tag, ValueRange

NONE = "none"
"""The member of a roll's levels that says that somebody is not on it: no value of a tag."""
COUNTED = ValueRange(least=0, most=99_999)
"""The range of a tag whose value is a number its rule counts."""


@dataclass(frozen=True)
class TagValues:
    """What a tag may say: of which kind of subject, with which words or in which range; neither: no value."""

    subject: Subject
    words: frozenset[str] = frozenset()
    range: ValueRange | None = None


def tag_values(rule_set: RuleSet) -> dict[str, TagValues]:
    """Return by code of every tag of a rule set which values it may have."""
    return {tag.code: _of_tag(tag, rule_set.features.get(tag.subject, {})) for tag in rule_set.tags}


def _of_tag(tag: Tag, features: Mapping[str, Feature]) -> TagValues:
    if isinstance(tag.values, ValueRange):
        return TagValues(tag.subject, range=tag.values)
    if tag.values is not None:
        return TagValues(tag.subject, frozenset(tag.values))
    if tag.value is None:
        return TagValues(tag.subject)
    feature = features.get(tag.value)
    if feature is None:  # an expression: the words it can give are those that it writes
        return TagValues(tag.subject, frozenset(re.findall(r"'([^']*)'", tag.value)))
    if feature.members:
        return TagValues(tag.subject, frozenset(feature.members) - {NONE})
    return TagValues(tag.subject, range=COUNTED if feature.type.startswith("Int") else None)
