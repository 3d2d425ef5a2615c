"""Facts that show a tag, once the tags are read: whether there is such a tag, and what it is made from.

What belongs here: checks of features.yaml against the tags, and circles of tags. What does not: the order in
which tags are worked out (`tag_inputs`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from tag_rules.engine.errors import did_you_mean
from tag_rules.engine.model import SENSITIVITIES, Feature, Tag
from tag_rules.engine.reading.rule_file import RuleFile
from tag_rules.engine.reading.yaml_document import Path_
from tag_rules.engine.tag_inputs import circle, facts_read

Features = dict[str, dict[str, Feature]]
_BY_OTHERS = ("manual_tags", "upstream_tags")


def checked(
    file: RuleFile,
    features: Features,
    tags: Sequence[Tag],
    written: Collection[str],
    place_of: Callable[[Tag], tuple[RuleFile, Path_]],
) -> Features:
    """Return the features with the sources of those that show a tag; what is wrong is recorded.

    Args:
        file: features.yaml.
        features: by subject.
        tags: every version of every sound tag.
        written: the codes in the files, those of unreadable tags too.
        place_of: where a tag stands.
    """
    newest = {tag.code: tag for tag in tags}
    for subject, facts in features.items():
        for at, fact in enumerate(facts.values()):
            if fact.tag is not None:
                _check(file, [subject, at], subject, fact, newest, written)
    found = circle(features, tags)
    if found is None:
        return _with_sources(features, newest)
    places = [(tag, *place_of(tag)) for tag in found]
    names = " → ".join([*(tag.code for tag in found), found[0].code])
    where = ", ".join(
        f"{tag.code} {each.name}:{each.place([*path, 'when'])[0]}" for tag, each, path in places
    )
    for _, each, path in places:
        each.refuse(
            [*path, "when"],
            f"标签互相依赖 tags wait for each other: {names} ({where})",
            "其中一个改为不读标签 let one of them read no tag",
        )
    return features


def _check(
    file: RuleFile,
    path: Path_,
    subject: str,
    fact: Feature,
    tags: Mapping[str, Tag],
    written: Collection[str],
) -> None:
    tag = tags.get(str(fact.tag))
    if tag is None:
        if fact.tag not in written:
            near = did_you_mean(str(fact.tag), sorted(written))
            file.refuse([*path, "tag"], f"没有标签 {fact.tag} there is no tag {fact.tag}", near)
    elif tag.subject != subject:
        message = f"{fact.tag} 的对象是 {tag.subject} it is a tag of a {tag.subject}, not of a {subject}"
        file.refuse([*path, "tag"], message, f"移到 {tag.subject} 之下 write it under {tag.subject}")
    elif SENSITIVITIES.index(fact.sensitivity) < SENSITIVITIES.index(tag.sensitivity):
        message = (
            f"敏感级别低于标签 {fact.name} is {fact.sensitivity}, its tag {tag.code} is {tag.sensitivity}"
        )
        file.refuse([*path, "sensitivity"], message, f"写成 write sensitivity: {tag.sensitivity}")


def _with_sources(features: Features, tags: Mapping[str, Tag]) -> Features:
    def sources(tag: Tag | None) -> tuple[str, ...]:
        found = dict.fromkeys(_BY_OTHERS)
        for fact in facts_read(features, tag) if tag is not None else ():
            found |= dict.fromkeys(fact.sources if fact.tag is None else sources(tags.get(fact.tag)))
        return tuple(sorted(found))

    return {
        subject: {
            name: fact
            if fact.tag is None
            else fact.model_copy(update={"sources": sources(tags.get(fact.tag))})
            for name, fact in facts.items()
        }
        for subject, facts in features.items()
    }
