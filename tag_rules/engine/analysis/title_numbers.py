"""Whether the numbers in a tag's titles are those of its rule: 近30天 beside 90 days misleads everybody.

What belongs here: reading numbers out of titles, Chinese numerals too. What does not: how titles are written.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from tag_rules.engine.expression import nodes
from tag_rules.engine.expression.slips import NUMERAL, number_of
from tag_rules.engine.model import RuleSet, Tag

_UNIT = "周岁|岁|日|天|个月|月|年|小时|平方米|层|楼|代|人户"
_ALIKE = ((1, 12, 365), (2, 24, 730), (0.5, 6, 180))
"""One span in years, months and days."""


def title_numbers(rule_set: RuleSet, tag: Tag) -> list[tuple[str, str, str]]:
    """Return language, number as written and the rule's numbers for each that the rule does not have.

    A rule without numbers, such as one on a roll, is not asked.
    """
    known = _numbers_of_rule(rule_set, tag)
    if not known:
        return []
    spans = {number for alike in _ALIKE if known & set(alike) for number in alike}
    shown = ", ".join(f"{number:g}" for number in sorted(known))
    return [
        (language, written, shown)
        for language, written, number in [*_of_chinese(tag.title.zh), *_of_english(tag.title.en)]
        if number not in known | spans | {0}
    ]


def _of_chinese(title: str) -> list[tuple[str, str, float]]:
    digits = [("zh", found, float(found)) for found in re.findall(r"\d+(?:\.\d+)?", title)]
    numerals = re.findall(rf"({NUMERAL})(?={_UNIT})", title)
    return digits + [("zh", found, float(number_of(found))) for found in numerals]


def _of_english(title: str) -> list[tuple[str, str, float]]:
    return [("en", found, float(found)) for found in re.findall(r"(?<![\w.])\d+(?:\.\d+)?", title)]


def _numbers_of_rule(rule_set: RuleSet, tag: Tag) -> set[float]:
    """Return every number that the rule compares with or that its facts are named after, on its last day."""
    last = (tag.valid_to or date.max) - timedelta(days=1)
    numbers: set[float] = set()
    for tree in filter(None, (tag.condition, tag.value_expression)):
        for part in nodes.walk(tree):
            if isinstance(part, nodes.Constant):
                numbers |= _in_value(part.value)
            elif isinstance(part, nodes.Parameter) and part.name != "as_of":
                numbers |= _in_value(rule_set.parameter_at(part.name, last))
            elif isinstance(part, nodes.Column):
                title = rule_set.features[tag.subject][part.name].title
                numbers |= {float(found) for found in re.findall(r"\d+", f"{part.name} {title.zh}")}
    return numbers | {round(number * 100, 6) for number in numbers if 0 < number < 1}


def _in_value(value: nodes.Value) -> set[float]:
    if isinstance(value, bool) or value is None:
        return set()
    if isinstance(value, int | float):
        return {float(value)}
    return {float(found) for found in re.findall(r"\d+", str(value))}
