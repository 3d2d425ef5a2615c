"""Tags that rules read: facts that say whether a subject has another tag, and in which order tags follow.

What belongs here: what depends on what. What does not: computing it (`evaluate`), who gives a tag beside its
rule (`assets/tagging`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tag_rules.engine.expression import columns_read
from tag_rules.engine.model import Feature, RuleSet, Tag

Catalogue = Mapping[str, Mapping[str, Feature]]


def facts_read(features: Catalogue, tag: Tag) -> tuple[Feature, ...]:
    """Return the facts that a tag's condition and value read, each once."""
    known = features.get(tag.subject, {})
    names = dict.fromkeys(name for tree in tag.trees for name in columns_read(tree))
    return tuple(known[name] for name in names if name in known)


def tags_read(features: Catalogue, tag: Tag) -> tuple[str, ...]:
    """Return the codes of the tags that a tag's rule reads directly."""
    return tuple(fact.tag for fact in facts_read(features, tag) if fact.tag is not None)


def base_columns(rule_set: RuleSet, tag: Tag) -> frozenset[str]:
    """Return the columns of features that a tag's rule reads, through the rules of tags it reads too."""
    years = rule_set.full_years_of(tag.subject)
    found = set[str]()
    for fact in facts_read(rule_set.features, tag):
        if fact.tag is None:
            found.add(years.get(fact.name, fact.name))
        elif fact.tag in rule_set.codes:
            found |= base_columns(rule_set, rule_set.tag(fact.tag))
    return frozenset(found)


def in_order(rule_set: RuleSet, tags: Sequence[Tag]) -> tuple[tuple[Tag, ...], ...]:
    """Return the tags in rounds: each reads only tags of earlier rounds, or of none.

    Args:
        tags: in one version each; tags of other subjects, and those not among them, are waited for by nobody.
    """
    by_code = {tag.code: tag for tag in tags}
    rounds: dict[str, int] = {}

    def round_of(tag: Tag) -> int:
        if tag.code not in rounds:
            needed = (by_code[code] for code in tags_read(rule_set.features, tag) if code in by_code)
            rounds[tag.code] = max((1 + round_of(each) for each in needed), default=0)
        return rounds[tag.code]

    numbers = [round_of(tag) for tag in tags]
    return tuple(
        tuple(tag for tag, number in zip(tags, numbers, strict=True) if number == at)
        for at in range(max(numbers, default=-1) + 1)
    )


def circle(features: Catalogue, tags: Sequence[Tag]) -> tuple[Tag, ...] | None:
    """Return tags that wait for each other in a circle, if there are any; every version counts."""
    by_code: dict[str, list[Tag]] = {}
    for tag in tags:
        by_code.setdefault(tag.code, []).append(tag)
    done = set[str]()

    def follow(code: str, path: tuple[Tag, ...]) -> Iterator[tuple[Tag, ...]]:
        codes = [tag.code for tag in path]
        if code in codes:
            yield path[codes.index(code) :]
            return
        if code in done:
            return
        for tag in by_code.get(code, ()):
            for other in tags_read(features, tag):
                yield from follow(other, (*path, tag))
        done.add(code)

    return next((found for code in by_code for found in follow(code, ())), None)
