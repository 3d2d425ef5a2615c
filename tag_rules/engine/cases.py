"""The owner's examples, run through both evaluators: a case that does not hold is an error.

What belongs here: turning a case into a row and comparing. What does not: the evaluators.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from tag_rules.engine.age import full_years, latest_birth_date
from tag_rules.engine.errors import did_you_mean
from tag_rules.engine.evaluate import evaluate, schema
from tag_rules.engine.expression import columns_read
from tag_rules.engine.labels.matching import labels_of
from tag_rules.engine.model import Feature, RuleCase, RuleSet, Tag
from tag_rules.engine.reference import outcome

_OUTCOMES = {True: "true", False: "false", None: "unknown"}
_LARGEST = {"Int16": 2**15, "Int32": 2**31, "Int64": 2**31}
_PYTHON: dict[str, tuple[type, ...]] = {
    "Boolean": (bool,),
    "Date": (date,),
    "Enum": (str,),
    "String": (str,),
    "Float64": (int, float),
}
_WRITTEN = {
    **dict.fromkeys(("Int16", "Int32", "Int64"), "整数 a whole number"),
    "Float64": "数字 a number",
    "Date": "日期 a day: 2024-01-31",
}
Row = dict[str, object]
Seen = tuple[bool | None, str | None]


@dataclass(frozen=True)
class CaseFinding:
    """What is wrong with case `number` (from 0) of a tag; `given` names the column at fault, if one is."""

    number: int
    message: str
    remedy: str = ""
    given: str | None = None


def broken_cases(rule_set: RuleSet) -> list[str]:
    """Return one line per case, of tags and of problem labels, that does not hold."""
    findings = check_cases(rule_set, (*rule_set.earlier, *rule_set.tags))
    return [
        f"{code}, case {finding.number + 1}: {finding.message}"
        for (code, _), findings_of_tag in findings.items()
        for finding in findings_of_tag
    ] + [
        f"{label.code}: “{case.text}” should {'' if case.then else 'not '}have this label"
        for label in rule_set.problem_labels
        for case in label.cases
        if (label.code in labels_of(rule_set.labelling, case.text)) != case.then
    ]


def check_case(rule_set: RuleSet, tag: Tag, case: RuleCase) -> list[str]:
    """Return what is wrong with one case: its row, or an evaluator that sees it otherwise."""
    alone = tag.model_copy(update={"cases": (case,)})
    return [finding.message for finding in check_cases(rule_set, [alone])[tag.code, tag.version]]


def check_cases(rule_set: RuleSet, tags: Sequence[Tag]) -> dict[tuple[str, int], list[CaseFinding]]:
    """Return what is wrong with the cases of each tag, by code and version.

    Cases of one day are evaluated together.
    """
    findings: dict[tuple[str, int], list[CaseFinding]] = {(tag.code, tag.version): [] for tag in tags}
    ready: dict[tuple[str, date], list[tuple[Tag, int, RuleCase, Row]]] = {}
    for tag in tags:
        for number, case in enumerate(tag.cases):
            as_of = case.as_of or tag.valid_from
            row, wrong = case_row(rule_set, tag, case, as_of)
            findings[tag.code, tag.version] += [CaseFinding(number, *fault) for fault in wrong]
            if not wrong and tag.condition is not None:
                ready.setdefault((tag.subject, as_of), []).append((tag, number, case, row))
    for (subject, as_of), rows in ready.items():
        fast = _evaluated(rule_set, subject, as_of, rows)
        for (tag, number, case, row), fast_result in zip(rows, fast, strict=True):
            wanted = (None if case.then == "unknown" else case.then, case.value)
            trace = outcome(tag, row, rule_set, as_of)
            got = (trace.result, trace.value)
            if fast_result not in (got, wanted):  # the two evaluators disagree: ours to mend
                got = fast_result
            if got != wanted:
                written, gives = _outcome_text(*wanted), _outcome_text(*got)
                findings[tag.code, tag.version].append(
                    CaseFinding(
                        number,
                        f"例子与规则不符：例子写 {written}，规则得出 {gives}"
                        f" expected {written}, the rule gives {gives}",
                        f"例子写错了就改成 if the case is wrong, write: then: {gives}；"
                        "不是的话改规则 otherwise change the rule",
                    )
                )
    return {
        tag: sorted(fast_result, key=lambda finding: finding.number) for tag, fast_result in findings.items()
    }


def case_row(
    rule_set: RuleSet, tag: Tag, case: RuleCase, as_of: date
) -> tuple[Row, list[tuple[str, str, str | None]]]:
    """Return the row a case describes, and what is wrong with it: message, remedy, column.

    An age alone stands for a birthday on the as-of date; given with a birth date, the two must agree. A
    case gives every column the rule reads and no other: what is left out would silently be unknown.
    """
    full_years_of = rule_set.full_years_of(tag.subject)
    features = rule_set.features.get(tag.subject, {})
    trees = [tree for tree in (tag.condition, tag.value_expression) if tree is not None]
    read = {full_years_of.get(name, name) for tree in trees for name in columns_read(tree)}
    bounds = {features[name].bound for name in read if name in features}
    row: Row = {name: value for name, value in case.given.items() if name not in full_years_of}
    wrong = _misfits(case, features)
    if not wrong:
        for name in (given for given in full_years_of if given in case.given):
            wrong += _born_as_aged(row, name, full_years_of[name], case.given[name], as_of)
        wrong += [
            (f"没有给出 {name} it is not given", f"补上 add: {name}: …", None)
            for name in sorted(read - row.keys())
        ]
        wrong += [
            (f"规则没有用到 {name} the rule does not read it", "去掉 take it out", name)
            for name in sorted(row.keys() - read - bounds)
        ]
    if not tag.in_force(as_of):
        days = f"{tag.valid_from} … {tag.valid_to or ''}"
        wrong.append(
            (f"那天标签未生效 the tag is not in force on {as_of}", f"改 as_of change it: {days}", None)
        )
    return row, wrong


def _born_as_aged(
    row: Row, name: str, source: str, years: object, as_of: date
) -> list[tuple[str, str, str | None]]:
    """Put into `row` the birth date that an age stands for; return what is wrong where one is there."""
    born = row.get(source)
    if source not in row:
        row[source] = latest_birth_date(years, as_of) if isinstance(years, int) else None
    elif (full_years(born, as_of) if isinstance(born, date) else None) != years:
        differ = f"{name} {years} 与 {source} {born} 对不上 the two do not agree on {as_of}"
        return [(differ, _born(source, years, as_of), name)]
    return []


def _born(source: str, years: object, as_of: date) -> str:
    """Return what to write for a birth date that does not fit an age."""
    born = latest_birth_date(years, as_of) if isinstance(years, int) else None
    return f"写成 write: {source}: {born}" if born else ""


def _misfits(case: RuleCase, features: Mapping[str, Feature]) -> list[tuple[str, str, str | None]]:
    """Return each given value that its feature cannot have."""
    wrong: list[tuple[str, str, str | None]] = []
    bounded = {feature.bound: feature for feature in features.values() if feature.bound}
    for name, value in case.given.items():
        feature = features.get(name) or bounded.get(name)
        if feature is None:
            meant = next((one for one, fact in features.items() if name in fact.title.zh), None)
            remedy = f"写成 write: {meant}: {value}" if meant else did_you_mean(name, features)
            wrong.append((f"没有这个特征 there is no feature “{name}”", remedy, name))
        elif value is not None and not _fits(value, feature):
            remedy = _value_meant(value, feature)
            wrong.append((f"{name} 没有这个取值 it is never {value!r}", remedy, name))
    return wrong


def _fits(value: object, feature: Feature) -> bool:
    if feature.type in _LARGEST:
        return type(value) is int and -_LARGEST[feature.type] <= value < _LARGEST[feature.type]
    if not isinstance(value, _PYTHON[feature.type]):
        return False
    if feature.type == "Float64":
        return not isinstance(value, bool)
    return not feature.members or value in feature.members


def _value_meant(value: object, feature: Feature) -> str:
    """Return what to write for a value that the feature cannot have."""
    if feature.members:
        titled = {feature.member_title(member).zh: member for member in feature.members}
        meant = titled.get(str(value))
        listed = ", ".join(f"{member}（{title}）" for title, member in titled.items())
        near = f"写成 write: {feature.name}: {meant}" if meant else did_you_mean(str(value), feature.members)
        return near or f"取值为 one of: {listed}"
    if feature.type in (*_LARGEST, "Float64") and re.fullmatch(r"-?\d+(\.\d+)?", str(value)):
        return f"不加引号，写成 without quotes: {feature.name}: {value}"
    if feature.type == "Boolean":
        return f"写 true 或 false write: {feature.name}: true"
    return f"写{_WRITTEN.get(feature.type, '文字 a text')}"


def _evaluated(
    rule_set: RuleSet, subject: str, as_of: date, rows: Sequence[tuple[Tag, int, RuleCase, Row]]
) -> list[Seen]:
    """Return what the fast evaluator gives for each row; what a tag does not read is null in its row."""
    types = schema(rule_set, subject) | {fact.name: pl.Boolean() for fact in rule_set.tag_facts(subject)}
    frame = pl.DataFrame(
        [{"subject_id": at, **row} for at, (_, _, _, row) in enumerate(rows)],
        schema={"subject_id": pl.Int64(), **types},
    )
    codes = list(dict.fromkeys(tag.code for tag, _, _, _ in rows))
    long = evaluate(rule_set, subject, frame, as_of, codes)
    outcomes = {(row[0], row[1]): (row[2], row[3]) for row in long.rows()}
    return [outcomes.get((at, tag.code), (False, None)) for at, (tag, _, _, _) in enumerate(rows)]


def _outcome_text(result: bool | None, value: str | None) -> str:
    return _OUTCOMES[result] + (f" ({value})" if value is not None else "")
