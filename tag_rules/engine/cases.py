"""The owner's examples, run through both evaluators: a case that does not hold is an error.

What belongs here: turning a case into a row and comparing. What does not: the evaluators.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from tag_rules.engine.age import full_years, latest_birth_date
from tag_rules.engine.evaluate import evaluate, schema
from tag_rules.engine.expression import columns_read
from tag_rules.engine.labels import matches
from tag_rules.engine.model import RuleCase, RuleSet, Tag
from tag_rules.engine.reference import outcome

_OUTCOMES = {True: "true", False: "false", None: "unknown"}


def broken_cases(rule_set: RuleSet) -> list[str]:
    """Return one line per case, of tags and of problem labels, that does not hold."""
    return [
        f"{tag.code}, case {number}: {finding}"
        for tag in rule_set.tags
        for number, case in enumerate(tag.cases, start=1)
        for finding in check_case(rule_set, tag, case)
    ] + [
        f"{label.code}: “{case.text}” should {'' if case.then else 'not '}have this label"
        for label in rule_set.problem_labels
        for case in label.cases
        if matches(label, case.text) != case.then
    ]


def check_case(rule_set: RuleSet, tag: Tag, case: RuleCase) -> list[str]:
    """Return what is wrong with one case: its row, or an evaluator that sees it otherwise."""
    as_of = case.as_of or tag.valid_from
    row, wrong = case_row(rule_set, tag, case, as_of)
    if wrong:
        return wrong
    wanted = (None if case.then == "unknown" else case.then, case.value)
    trace = outcome(tag, row, rule_set, as_of)
    seen = {"reference": (trace.result, trace.value)}
    frame_schema = {"subject_id": pl.Int64(), **{name: schema(rule_set, tag.subject)[name] for name in row}}
    frame = pl.DataFrame([{"subject_id": 1, **row}], schema=frame_schema)
    rows = evaluate(rule_set, tag.subject, frame, as_of, [tag.code]).rows(named=True)
    seen["evaluate"] = (rows[0]["outcome"], rows[0]["value"]) if rows else (False, None)
    return [
        f"expected {_say(*wanted)}, {who} gives {_say(*got)}" for who, got in seen.items() if got != wanted
    ]


def case_row(rule_set: RuleSet, tag: Tag, case: RuleCase, as_of: date) -> tuple[dict[str, object], list[str]]:
    """Return the row a case describes, and what is wrong with it.

    An age alone stands for a birthday on the as-of date; given with a birth date, the two must agree. A
    case gives every column the rule reads and no other: what is left out would silently be unknown.
    """
    full_years_of = rule_set.full_years_of(tag.subject)
    trees = [tree for tree in (tag.condition, tag.value_expression) if tree is not None]
    read = {full_years_of.get(name, name) for tree in trees for name in columns_read(tree)}
    row: dict[str, object] = {name: value for name, value in case.given.items() if name not in full_years_of}
    wrong = []
    for name, source in full_years_of.items():
        if name not in case.given:
            continue
        years, born = case.given[name], row.get(source)
        if source not in row:
            row[source] = latest_birth_date(years, as_of) if isinstance(years, int) else None
        elif (full_years(born, as_of) if isinstance(born, date) else None) != years:
            wrong.append(f"{name} {years} and {source} {born} do not agree on {as_of}")
    wrong += [f"{name} is not given" for name in sorted(read - row.keys())]
    wrong += [f"{name} is given, but the rule does not read it" for name in sorted(row.keys() - read)]
    if not tag.in_force(as_of):
        wrong.append(f"the tag is not in force on {as_of}")
    return row, wrong


def _say(result: bool | None, value: str | None) -> str:
    return _OUTCOMES[result] + (f" ({value})" if value is not None else "")
