"""A subject with one column of each type, and rule sets made of one rule text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from tag_rules.engine.expression import parse_condition, parse_value
from tag_rules.engine.model import DatedValue, Feature, Parameter, RuleSet, Tag, Title, Unknown
from tag_rules.engine.policy import vocabulary

TITLE = Title(zh="标题", en="title")
TYPES = {
    "birth": ("Date", None),
    "seen_on": ("Date", None),
    "small": ("Int16", None),
    "count": ("Int32", None),
    "area": ("Float64", None),
    "kind": ("Enum", ("red", "green", "blue")),
    "shade": ("Enum", ("blue", "dark", "red")),
    "street": ("String", None),
    "here": ("Boolean", None),
    "known": ("Boolean", None),
}
PARAMETERS = {"limit": 60, "share": 2.5, "word": "red", "start": date(2020, 2, 29), "days": 90}


@pytest.fixture(scope="session")
def features() -> dict[str, Feature]:
    """One column of each type, two of the closed lists, and an age."""
    plain = {
        name: Feature(
            name=name, type=type_, members=members, title=TITLE, sensitivity="general", sources=("x",)
        )
        for name, (type_, members) in TYPES.items()
    }
    age = Feature(
        name="age", type="Int64", title=TITLE, sensitivity="general", sources=("x",), full_years_of="birth"
    )
    return {**plain, "age": age}


@pytest.fixture(scope="session")
def parameters() -> dict[str, Parameter]:
    """One parameter of each type."""
    return {
        name: Parameter(
            title=TITLE, values=(DatedValue(**{"from": date(1900, 1, 1)}, value=value, source="x"),)
        )
        for name, value in PARAMETERS.items()
    }


@pytest.fixture(scope="session")
def rule_set_of(features, parameters) -> Callable[..., RuleSet]:
    """Return a rule set with tags R0, R1, … per `when` or (when, value); fails when a text is refused."""
    words = vocabulary(features, parameters)

    def tree(parse, text: str):
        found, findings = parse(text, words)
        assert not findings, (text, findings)
        return found

    def make(*rules: str | tuple[str, str | None]) -> RuleSet:
        tags = []
        for number, rule in enumerate(rules):
            when, value = (rule, None) if isinstance(rule, str) else rule
            tags.append(
                Tag.model_construct(
                    code=f"R{number}", subject="resident", when=when, value=value, origin="rule",
                    valid_from=date(1900, 1, 1), valid_to=None, unknown=Unknown(keep_days=0), cases=(),
                    condition=tree(parse_condition, when),
                    value_expression=tree(parse_value, value) if value else None,
                )
            )  # fmt: skip
        return RuleSet("0" * 12, tuple(tags), {"resident": features}, parameters, {}, (), ())

    return make


@pytest.fixture(scope="session")
def words(features, parameters):
    """The vocabulary of the test subject."""
    return vocabulary(features, parameters)
