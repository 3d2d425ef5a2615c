"""The slow and plain meaning of an expression: one value at a time, three-valued, in Python.

What belongs here: what each node means. It is the oracle of the compiled form and folds constants, so it is
written to be read, not to be fast.
"""

from __future__ import annotations

import calendar
import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from typing import Any

from tag_rules.engine.expression import nodes
from tag_rules.engine.expression.nodes import Node, Value
from tag_rules.engine.expression.pattern import matches

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_CALCULATE: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


@dataclass(frozen=True)
class Scope:
    """Where values come from: `column(name)` of the subject at hand, `parameter(name)` at the as-of date.

    `bound(name)`: the column that says what another is at least, or at most; None where nothing is known.
    """

    column: Callable[[str], Value]
    parameter: Callable[[str], Value]
    bound: Callable[[str], Value] = lambda name: None


def interpret(node: Node, scope: Scope) -> Any:
    """Return the value of `node`; None is unknown."""
    match node:
        case nodes.Constant(value=value):
            return value
        case nodes.Column(name=name):
            return scope.column(name)
        case nodes.Parameter(name=name):
            return scope.parameter(name)
        case nodes.IsNull(operand=operand):
            return interpret(operand, scope) is None
        case nodes.IsTruth(operand=operand, expected=expected):
            return interpret(operand, scope) is expected
        case nodes.And(left=left, right=right):
            return _both(interpret(left, scope), interpret(right, scope))
        case nodes.Or(left=left, right=right):
            return _negated(_both(_negated(interpret(left, scope)), _negated(interpret(right, scope))))
        case nodes.Comparison(operator=symbol, left=left, right=right):
            return _met(symbol, left, right, scope)
        case nodes.Between(operand=operand, low=low, high=high):
            return _both(_met(">=", operand, low, scope), _met("<=", operand, high, scope))
        case nodes.Membership(operand=operand, items=items):
            missed = (_negated(_met("=", operand, item, scope)) for item in items)
            return _negated(reduce(_both, missed))
        case nodes.Coalesce(items=items):
            values = (interpret(item, scope) for item in items)
            return _as(node, next((value for value in values if value is not None), None))
        case nodes.Case(conditions=conditions, results=results, otherwise=otherwise):
            for condition, result in zip(conditions, results, strict=True):
                if interpret(condition, scope) is True:
                    return _as(node, interpret(result, scope))
            return _as(node, interpret(otherwise, scope))
        case _:
            return _strict(node, [interpret(child, scope) for child in nodes.children(node)])


def _strict(node: Node, values: list[Any]) -> Any:
    """Return the value of a node that is unknown as soon as one of its parts is."""
    if any(value is None for value in values):
        return None
    match node:
        case nodes.Not():
            return not values[0]
        case nodes.Like(pattern=pattern):
            return _fits(values[0], pattern)
        case nodes.Regexp(pattern=expression):
            return matches(expression, values[0])
        case nodes.Negative():
            return -values[0]
        case nodes.Arithmetic(operator="%"):
            return _remainder(*values)
        case nodes.Arithmetic(operator=symbol):
            return _as(node, _CALCULATE[symbol](*values))
        case nodes.Shift(sign=sign, unit=unit):
            return _shifted(values[0], sign * values[1], unit)
    raise TypeError(f"not an expression: {type(node).__name__}")


def _remainder(dividend: int, divisor: int) -> int:
    """Return what truncating division leaves: the sign is the dividend's, as in SQL."""
    remainder = abs(dividend) % abs(divisor)
    return -remainder if dividend < 0 else remainder


def _both(left: bool | None, right: bool | None) -> bool | None:
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def _negated(value: bool | None) -> bool | None:
    return None if value is None else not value


def _met(symbol: str, left: Node, right: Node, scope: Scope) -> bool | None:
    """Return whether two parts compare so; where one is not known, what its bound says."""
    known = _compared(symbol, interpret(left, scope), interpret(right, scope))
    decided = nodes.by_bound(symbol, left, right)
    if known is not None or decided is None:
        return known
    bound, other, true, false = decided
    least_or_most, value = scope.bound(bound), interpret(other, scope)
    if true is not None and _compared(true, least_or_most, value):
        return True
    return False if false is not None and _compared(false, least_or_most, value) else None


def _compared(symbol: str, left: Any, right: Any) -> bool | None:
    if left is None or right is None:
        return None
    if isinstance(left, float) or isinstance(right, float):  # as engines do: both become DOUBLE
        left, right = float(left), float(right)
    return _COMPARE[symbol](left, right)


def _as(node: Node, value: Any) -> Any:
    """Return `value` as the node's type wants it: an integer among decimals becomes one."""
    return float(value) if node.type.kind == "decimal" and value is not None else value


def _fits(text: str, pattern: str) -> bool:
    """Return whether `text` fits the LIKE pattern, by the places reached after each character."""
    places = {0}
    for character in pattern:
        if character == "%":
            places = set(range(min(places), len(text) + 1)) if places else places
        else:
            places = {at + 1 for at in places if at < len(text) and character in ("_", text[at])}
    return len(text) in places


def _shifted(start: date, count: int, unit: str) -> date:
    if unit == "day":
        return start + timedelta(days=count)
    months = start.year * 12 + start.month - 1 + count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
