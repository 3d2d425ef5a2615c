"""Conditions that can never be true, that everyone meets, or that make no difference.

What belongs here: claims about one rule, each shown over every combination of its points and on every date at
which rules are apt to differ. What does not: two rules compared (`equal_tags`), cases (`boundaries`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Literal

from tag_rules.engine.analysis.boundaries import rows_of_cases
from tag_rules.engine.analysis.decision_table import Examined, examine, on_date, on_rows
from tag_rules.engine.expression import Finding, Node, nodes
from tag_rules.engine.expression.nodes import BOOLEAN
from tag_rules.engine.model import RuleSet, Tag

Claim = tuple[Literal["when", "value"], Finding]
Claims = dict[tuple[str, int], Claim]
Path = tuple[int, ...]
_TRUE = nodes.Constant(BOOLEAN, "true", True)
_FALSE = nodes.Constant(BOOLEAN, "false", False)
# Days around which months, years and leap days make rules differ that are alike on other days.
_SPECIAL_DAYS = ((2024, 2, 28), (2024, 2, 29), (2024, 3, 1), (2024, 3, 31), (2025, 2, 28), (2025, 3, 1))


def dates_of(rule_set: RuleSet, tag: Tag) -> tuple[date, ...]:
    """Return the days on which a claim must hold: the tag's first, changes of parameters, special ones."""
    changes = sorted(dated.from_ for parameter in rule_set.parameters.values() for dated in parameter.values)
    special = [date(year + 4 * more, m, d) for more in (0, 1) for year, m, d in _SPECIAL_DAYS]
    return tuple(dict.fromkeys(day for day in (tag.valid_from, *changes, *special) if tag.in_force(day)))


def claims(rule_set: RuleSet, tag: Tag, first: Examined) -> list[Claim]:
    """Return what is wrong with the conditions in `when` and `value`; `first` is the tag on its first day."""
    written = _written_twice(first)
    if not first.exhaustive:
        return list(written.values())
    proved = _proved(first)
    seen = [first.trees]
    for day in dates_of(rule_set, tag)[1:]:
        if not proved:
            break
        trees, _ = on_date(rule_set, tag, day)
        if trees in seen:  # nothing in it moves with the date
            continue
        seen.append(trees)
        later = examine(rule_set, tag, day)
        if not later.exhaustive:
            return list(written.values())
        again = _proved(later)
        proved = {key: finding for key, finding in proved.items() if key in again}
    if ("never", 0) in proved:
        proved = {("never", 0): proved["never", 0]}
    return list({**written, **proved}.values())


def cleared_by_cases(rule_set: RuleSet, tag: Tag, first: Examined) -> bool:
    """Return whether the tag's own cases alone show that nothing here could be claimed of it.

    For a rule whose combinations cannot be gone through: its cases cannot prove a claim, but disprove it.
    """
    rows = [row for examined, row in rows_of_cases(rule_set, tag, first) if examined is first]
    return not _proved(on_rows(first, rows))


def _written_twice(examined: Examined) -> Claims:
    """Return what the text alone shows."""
    twice: Claims = {}
    for key, part in _parts(examined):
        number = len(twice)
        match part:
            case nodes.Membership(items=items):
                values = [item.value for item in items if isinstance(item, nodes.Constant)]
                for value in sorted({str(value) for value in values if values.count(value) > 1}):
                    message = f"重复列出 “{value}” is listed twice in “{part.text}”"
                    twice["twice", number] = key, Finding(message, "去掉一个 take one out", part.offset)
            case nodes.Coalesce(items=items) if any(isinstance(item, nodes.Constant) for item in items[:-1]):
                message = f"后面的用不到 “{part.text}” never gets beyond its constant"
                twice["after", number] = (
                    key,
                    Finding(message, "常量放最后 put the constant last", part.offset),
                )
            case nodes.Between(low=nodes.Constant(value=low), high=nodes.Constant(value=high)):
                if low is not None and high is not None and low > high:  # type: ignore[operator]
                    message = f"永远不会成立 “{part.text}” can never be true: {low} is above {high}"
                    twice["empty", number] = (
                        key,
                        Finding(message, "小的写在前面 write the smaller one first", part.offset),
                    )
    return twice


def _parts(examined: Examined) -> Iterator[tuple[Literal["when", "value"], Node]]:
    for part in nodes.walk(examined.condition):
        yield "when", part
    for part in nodes.walk(examined.value) if examined.value is not None else ():
        yield "value", part


def _proved(examined: Examined) -> Claims:
    """Return what holds over every combination on one date."""
    condition, outcome = examined.condition, examined.outcome
    operands, branches = list(_operands(condition)), list(_branches(examined))
    without = [_replaced(condition, operand.path, operand.neutral) for operand in operands]
    seen = examined.run(
        [*without, *(operand.part for operand in operands), *(reached for _, _, reached in branches)]
    ).get_columns()
    variants, alone, reached = (
        seen[: len(operands)],
        seen[len(operands) : 2 * len(operands)],
        seen[2 * len(operands) :],
    )
    proved: Claims = {}
    if not outcome.any():
        remedy = f"没有哪种取值使它成立 no {' and '.join(examined.study.columns)} makes it true"
        proved["never", 0] = "when", Finding("永远不会成立 this can never be true", remedy, condition.offset)
    elif outcome.all():
        message = "对谁都成立 this is true of everyone whose facts are known"
        proved["always", 0] = (
            "when",
            Finding(message, "改窄条件，或不要这个标签 narrow it, or drop the tag", condition.offset),
        )
    superfluous = {number for number, variant in enumerate(variants) if outcome.eq_missing(variant).all()}
    for number in _to_report(operands, superfluous):
        operand, itself = operands[number], alone[number]
        beside = (
            "what is beside it says as much" if operand.neutral is _TRUE else "what is beside it covers it"
        )
        why = "it is never true" if not itself.any() else "it is always true" if itself.all() else beside
        message = f"不起作用 “{operand.part.text}” makes no difference here: {why}"
        proved["no effect", number] = "when", Finding(message, "去掉它 take it out", operand.part.offset)
    for number, ((key, part, _), ever) in enumerate(zip(branches, reached, strict=True)):
        if not ever.any():
            message = f"永远走不到 the branch “when {part.text}” is never reached"
            proved["branch", number] = (
                key,
                Finding(message, "去掉它，或移到前面 take it out, or move it up", part.offset),
            )
    return proved


@dataclass(frozen=True)
class _Operand:
    """What `and` or `or` joins: its place, the constant that takes it out, and where its chain begins."""

    part: Node
    path: Path
    neutral: Node
    chain: Path


def _to_report(operands: list[_Operand], superfluous: set[int]) -> list[int]:
    """Return the outermost superfluous operands, of each chain the last: without it others may matter."""
    outermost = {
        number
        for number in superfluous
        if not any(
            operands[other].path == operands[number].path[: len(operands[other].path)]
            for other in superfluous - {number}
        )
    }
    return sorted({operands[number].chain: number for number in sorted(outermost)}.values())


def _operands(node: Node, path: Path = (), chain: Path = ()) -> Iterator[_Operand]:
    for at, child in enumerate(nodes.children(node)):
        joins = isinstance(node, nodes.And | nodes.Or)
        goes_on = joins and type(child) is type(node)
        if joins and not goes_on:
            yield _Operand(child, (*path, at), _TRUE if isinstance(node, nodes.And) else _FALSE, chain)
        yield from _operands(child, (*path, at), chain if goes_on else (*path, at))


def _branches(examined: Examined) -> Iterator[tuple[Literal["when", "value"], Node, Node]]:
    """Yield each branch's condition in CASE, and the condition of getting there."""
    for key, part in _parts(examined):
        if isinstance(part, nodes.Case):
            before: list[Node] = [] if key == "when" else [examined.condition]
            for condition in part.conditions:
                yield key, condition, reduce(_and, [*before, condition])
                before.append(nodes.Not(BOOLEAN, "", nodes.IsTruth(BOOLEAN, "", condition, True)))


def _and(left: Node, right: Node) -> Node:
    return nodes.And(BOOLEAN, "", left, right)


def _replaced(node: Node, path: Path, new: Node) -> Node:
    if not path:
        return new
    children = list(nodes.children(node))
    children[path[0]] = _replaced(children[path[0]], path[1:], new)
    following = iter(children)
    return nodes.rebuild(node, lambda _: next(following))
