"""Whom record_quality counts, by what it says of itself in the language of rules."""

import narwhals as nw

from assets.reports.record_quality import IN_RULES
from tag_rules.engine.expression import compile_expression, lower, parse_condition
from tag_rules.engine.policy import vocabulary
from tests.one_date import DAY, OneDate
from tests.shipped import shipped_rules

COUNTED_OTHERWISE = {"resident_contradictory", "dwelling_empty"}
"""Of these the facts of rules leave some open: as many at most."""


def counted(date: OneDate, subject: str) -> dict[str, set[int]]:
    """The ids of the subjects of which each item is true, by item."""
    rules = shipped_rules()
    years = rules.full_years_of(subject)
    frame = nw.from_native(date.frames[f"features/{subject}"])
    found = {}
    for item, text in IN_RULES.get(subject, {}).items():
        tree, wrong = parse_condition(text, vocabulary(rules.features[subject], rules.parameters))
        assert not wrong
        lowered = lower(tree, DAY, lambda name: rules.parameter_at(name, DAY), years)
        holds = compile_expression(lowered, DAY, years)
        found[item] = set(frame.filter(holds).to_native()["subject_id"])
    return found
