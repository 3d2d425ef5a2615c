"""The guard over rule files: what the texts of each are about, and their refusal.

What belongs here: which file speaks of people, of cases, or only finds texts. What does not: the words and
the walk (`prohibited`).
"""

from __future__ import annotations

from collections.abc import Iterable

from tag_rules.engine.prohibited import About, AboutAt, Place, about_people, refusals_of
from tag_rules.engine.reading.rule_file import RuleFile

_OF_CASES = ("problems/", "routed_out.yaml", "public_topics.yaml")
_READ_BY_PEOPLE = frozenset({"title", "definition", "to"})
_LANGUAGE = "label_language.yaml"
"""How texts deny and what they say as a routine: gives nobody anything and finds no text."""


def refuse_prohibited(files: Iterable[RuleFile]) -> None:
    """Record every text of the rule files that speaks of what is prohibited."""
    for file in files:
        if file.name == _LANGUAGE:
            continue
        for place, refusal in refusals_of(file, _about(file)):
            file.refuse(place, refusal.message, refusal.remedy)


def _about(file: RuleFile) -> AboutAt:
    if file.name.startswith(_OF_CASES):
        return _of_cases
    tags = file.content.get("tags") if isinstance(file.content, dict) else None

    def about(place: Place) -> About | None:
        if file.name == "features.yaml" and place[:1] == ("case",):
            return "cases"
        if (
            isinstance(tags, tuple)
            and place[:1] == ("tags",)
            and len(place) > 1
            and isinstance(place[1], int)
        ):
            tag = tags[place[1]]
            if isinstance(tag, dict) and tag.get("subject") == "case":
                return "cases"
        return about_people(place)

    return about


def _of_cases(place: Place) -> About:
    return "cases" if _READ_BY_PEOPLE.intersection(place) else "vocabulary"
