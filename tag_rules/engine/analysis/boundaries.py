"""Whether a tag's cases stand on both sides of every place where its rule turns.

A side is shown by a case right beside the turn in which that comparison decides: were it answered otherwise,
the outcome would be another. A side on which it never decides needs no case. What belongs here: which cases
are missing, with an example. What does not: whether a case holds (`cases`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from tag_rules.engine.age import full_years
from tag_rules.engine.analysis.breakpoints import Threshold
from tag_rules.engine.analysis.decision_table import Examined, examine
from tag_rules.engine.analysis.ordered_domain import OrderedDomain, ordered_domain
from tag_rules.engine.cases import case_row
from tag_rules.engine.expression import Node, Scope, interpret, nodes
from tag_rules.engine.expression.nodes import BOOLEAN, Value
from tag_rules.engine.model import RuleSet, Tag

_NEAR_DECIMAL = 1.0
_OUTCOMES: dict[bool | None, str] = {True: "true", False: "false", None: "unknown"}
Row = dict[str, Value]
CaseRow = tuple[Examined, Row]


@dataclass(frozen=True)
class Missing:
    """A case that is missing: what for, an example, and the comparison in `when` or `value` it is about."""

    message: str
    remedy: str
    key: str
    offset: int | None = None


@dataclass
class _Shown:
    """What the cases show of one threshold: the sides, and whether a value right at it is among them."""

    sides: set[bool] = field(default_factory=set)
    exact: bool = False


def missing_cases(rule_set: RuleSet, tag: Tag, first: Examined) -> list[Missing]:
    """Return what the cases of a tag do not show; `first` is the tag on its first day."""
    rows = rows_of_cases(rule_set, tag, first)
    return [
        *_missing_outcomes(tag, first),
        *_missing_sides(first, rows),
        *_missing_at_new_values(rule_set, tag, rows),
    ]


def _missing_at_new_values(rule_set: RuleSet, tag: Tag, rows: Sequence[CaseRow]) -> list[Missing]:
    """Return what no case of their own days shows of the values that parameters took since the first day."""
    trees = [tree for tree in (tag.condition, tag.value_expression) if tree is not None]
    read = {name: rule_set.parameters[name] for tree in trees for name in nodes.parameters_read(tree)}
    last = tag.valid_to or date.max
    days = sorted(
        {one.from_ for each in read.values() for one in each.values if tag.valid_from < one.from_ < last}
    )
    missing = []
    for day, end in zip(days, [*days, last][1:], strict=True):
        before = {
            name: each.model_copy(update={"values": tuple(one for one in each.values if one.from_ < day)})
            for name, each in read.items()
        }
        unchanged = examine(replace(rule_set, parameters={**rule_set.parameters, **before}), tag, day)
        old = frozenset((one.column, one.position) for one in unchanged.study.thresholds)
        then = [(examined, row) for examined, row in rows if day <= examined.as_of < end]
        missing += _missing_sides(examine(rule_set, tag, day), then, old)
    return missing


def rows_of_cases(rule_set: RuleSet, tag: Tag, first: Examined) -> list[CaseRow]:
    """Return the cases as rows of the columns the rule reads, each with the rule on its date."""
    on = {first.as_of: first}
    rows = []
    for case in tag.cases:
        as_of = case.as_of or tag.valid_from
        given, wrong = case_row(rule_set, tag, case, as_of)
        if wrong:
            continue
        if as_of not in on:
            on[as_of] = examine(rule_set, tag, as_of)
        row: Row = dict(given)  # type: ignore[arg-type]
        for name, source in rule_set.full_years_of(tag.subject).items():
            born = row.get(source)
            row[name] = full_years(born, as_of) if isinstance(born, date) else None
        rows.append((on[as_of], row))
    return rows


def _missing_outcomes(tag: Tag, first: Examined) -> list[Missing]:
    possible = {True, False, None}
    if first.exhaustive:
        possible = set(first.outcome.unique())
    shown = {None if case.then == "unknown" else case.then for case in tag.cases}
    return [
        Missing(
            f"缺少这种结果的例子 no case of {tag.code} is {_OUTCOMES[result]}",
            _of_outcome(first, result),
            "cases",
        )
        for result in (True, False, None)
        if result in possible - shown
    ]


def _of_outcome(first: Examined, result: bool | None) -> str:
    """Return a case with an outcome, with as few facts missing as can be."""
    if not first.exhaustive:
        return "补一个 add one"
    rows = first.frame.filter(first.outcome.eq_missing(pl.lit(result, pl.Boolean)))
    return f"补一个 add: - {_case(first, _fewest_nulls(rows))}"


def _missing_sides(
    first: Examined, rows: Sequence[CaseRow], known: frozenset[tuple[str, int]] = frozenset()
) -> list[Missing]:
    """Return the sides that no row shows of the thresholds, but for those that are `known`."""
    shown = {one.name: _Shown() for one in first.study.thresholds}
    for examined, row in rows:
        for threshold in examined.study.thresholds:
            _look(shown.setdefault(threshold.name, _Shown()), examined, threshold, row)
    missing, done = [], set()
    for threshold in first.study.thresholds:
        seen, place = shown[threshold.name], (threshold.column, threshold.position)
        for above in (True, False):
            # Of a decimal one side may stand off a little, if the other is right at the boundary.
            wanted = above not in seen.sides or (above and not seen.exact)
            if (*place, above) in done or not wanted or place in known:
                continue
            example = _example(first, threshold, above, rows)
            if example is not None:
                done.add((*place, above))
                missing.append(_missing(first, threshold, *example))
    return missing


def _look(shown: _Shown, examined: Examined, threshold: Threshold, row: Row) -> None:
    """Note what a case shows of a threshold."""
    line, value = _line(examined, threshold), row.get(threshold.column)
    if value is None:
        return
    place = line.position(value)
    exact = place in (threshold.position - 1, threshold.position)
    decimal = examined.study.features[threshold.column].type == "Float64"
    edge = line.value(threshold.position)
    near = exact or (decimal and abs(float(value) - float(edge)) <= _NEAR_DECIMAL)  # type: ignore[arg-type]
    # Of a rule that cannot be examined as a whole only values at the boundary are asked.
    if near and (not examined.exhaustive or _decides(examined, threshold, row)):
        shown.sides.add(place >= threshold.position)
        shown.exact |= exact


def _example(
    first: Examined, threshold: Threshold, above: bool, rows: Sequence[CaseRow]
) -> tuple[Examined, str, Row] | None:
    """Return a row right at the threshold in which it decides, near a case if possible; None without any."""
    for examined, row in rows:
        then = next((one for one in examined.study.thresholds if one.name == threshold.name), None)
        if then is not None and row.get(then.column) is not None:
            moved = {**row, then.column: _readable_edge(examined, then, above)}
            if _decides(examined, then, moved):
                return examined, then.column, moved
    edge = _edge(first, threshold, above)
    if not first.exhaustive:
        row = {name: values[-1] for name, values in first.breakpoints.items()}
        return first, threshold.column, {**row, threshold.column: edge}
    answered = [_answered(first, threshold, answer) for answer in (True, False)]
    trees = [tree for pair in zip(*answered, strict=True) for tree in pair if tree is not None]
    seen = first.run(trees).with_columns(at=first.frame[threshold.column] == edge)
    differs = seen["0"].ne_missing(seen["1"])
    if first.value is not None:
        differs |= seen["2"].ne_missing(seen["3"]) & (seen["0"].fill_null(False) | seen["1"].fill_null(False))
    deciding = first.frame.filter(differs & seen["at"].fill_null(False))
    if deciding.is_empty():
        return None
    example = _fewest_nulls(deciding)
    return first, threshold.column, {**example, threshold.column: _readable_edge(first, threshold, above)}


def _fewest_nulls(rows: pl.DataFrame) -> Row:
    """Return the first of the rows with the fewest nulls."""
    nulls = pl.sum_horizontal(pl.all().is_null().cast(pl.Int32)).alias("/nulls")
    return rows.with_columns(nulls).sort("/nulls", maintain_order=True).drop("/nulls").row(0, named=True)


def _missing(first: Examined, threshold: Threshold, examined: Examined, column: str, row: Row) -> Missing:
    day = f", as_of: {examined.as_of}" if examined.as_of != first.tag.valid_from else ""
    in_condition = any(part is threshold.comparison for part in nodes.walk(first.condition))
    return Missing(
        "缺少界限处的例子 "
        f"no case of {first.tag.code} shows “{threshold.comparison.text}” at its boundary: "
        f"{column} {_written(row[column])}",
        f"例如 for example: {_case(examined, row, day)}",
        "when" if in_condition else "value",
        threshold.comparison.offset,
    )


def _case(examined: Examined, row: Row, day: str = "") -> str:
    """Return a row as a case of the rule file."""
    result, value = _outcome(examined.condition, examined.value, row)
    given = ", ".join(f"{name}: {_written(row[name])}" for name in examined.study.columns if name in row)
    level = f', value: "{value}"' if value is not None else ""
    return f"{{given: {{{given}}}{day}, then: {_OUTCOMES[result]}{level}}}"


def _decides(examined: Examined, threshold: Threshold, row: Row) -> bool:
    """Return whether the outcome would be another if the comparison were answered otherwise."""
    yes, no = (_outcome(*_answered(examined, threshold, answer), row) for answer in (True, False))
    return yes != no


def _answered(examined: Examined, threshold: Threshold, answer: bool) -> tuple[Node, Node | None]:
    """Return condition and value with the threshold's comparison answered."""
    constant = nodes.Constant(BOOLEAN, str(answer).lower(), answer)

    def visit(part: Node) -> Node:
        return constant if part is threshold.comparison else nodes.rebuild(part, visit)

    return visit(examined.condition), None if examined.value is None else visit(examined.value)


def _outcome(condition: Node, value: Node | None, row: Row) -> tuple[bool | None, str | None]:
    scope = Scope(row.__getitem__, lambda name: None)
    result = interpret(condition, scope)
    level = interpret(value, scope) if value is not None and result else None
    return result, None if level is None else str(level)


def _edge(examined: Examined, threshold: Threshold, above: bool) -> Value:
    """Return the value right at the threshold, on the wanted side."""
    return _line(examined, threshold).value(threshold.position - (0 if above else 1))


def _readable_edge(examined: Examined, threshold: Threshold, above: bool) -> Value:
    """Return the value at the threshold; on the side that is a hair beside a written decimal, one near it."""
    at, beside = _edge(examined, threshold, above), _edge(examined, threshold, not above)
    if isinstance(at, float) and isinstance(beside, float) and len(repr(beside)) < len(repr(at)):
        return round(beside + (0.1 if above else -0.1), 6)
    return at


def _line(examined: Examined, threshold: Threshold) -> OrderedDomain:
    line = ordered_domain(examined.study.features[threshold.column])
    if line is None:
        raise ValueError(f"{threshold.column} has no order")
    return line


def _written(value: Value) -> str:
    """Return a value as a rule file has it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(round(value, 6)) if isinstance(value, float) else str(value)
