"""A lowered expression as a narwhals expression, which Polars, DuckDB and PySpark execute alike.

The traps this file exists for: small integers wrap, so numbers are cast to Int64 first; an Enum has no
order of text, so it is compared to a literal as it is and cast to String everywhere else; IN is a chain
of `or`, so a null stays unknown; `is true` turns unknown into false; SQL's remainder truncates where
Polars' floors; Polars divides by a literal inexactly.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

import narwhals as nw

from tag_rules.engine.expression import nodes
from tag_rules.engine.expression.nodes import Node, Type
from tag_rules.engine.expression.pattern import Text, portable

_OPERATORS: dict[str, Callable[[nw.Expr, Any], nw.Expr]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}
_DTYPES: dict[str, Any] = {
    "boolean": nw.Boolean(),
    "integer": nw.Int64(),
    "decimal": nw.Float64(),
    "string": nw.String(),
    "date": nw.Date(),
}
_OFFSETS = {"day": "d", "month": "mo", "year": "y"}


def compile_expression(node: Node, as_of: date, full_years_of: Mapping[str, str]) -> nw.Expr:
    """Return the narwhals expression of a lowered `node`; null is unknown.

    Dtypes: Boolean, Int64, Float64, String or Date, by the node's type. `full_years_of` as in `lower`.
    """
    return _Compiler(as_of, full_years_of).visit(node)


@dataclass(frozen=True)
class _Compiler:
    as_of: date
    full_years_of: Mapping[str, str]

    def visit(self, part: Node) -> nw.Expr:
        match part:
            case nodes.Constant(value=value):
                return nw.lit(value, dtype=_DTYPES[part.type.kind])
            case nodes.Column(name=name) if name in self.full_years_of:
                return _full_years(nw.col(self.full_years_of[name]), self.as_of)
            case nodes.Column(name=name):
                # An Enum's text; dates and booleans are what they are already.
                return nw.col(name).cast(_DTYPES[part.type.kind]) if _needs_cast(part) else nw.col(name)
            case nodes.Negative(operand=operand):
                return nw.lit(0, dtype=_DTYPES[part.type.kind]) - self.visit(operand)
            case nodes.Arithmetic(operator="%", left=left, right=nodes.Constant(value=int(divisor))):
                return _remainder(self.visit(left), divisor)
            case nodes.Arithmetic(operator="/", left=left, right=right):
                return _quotient(self._number(part, left), self._number(part, right))
            case nodes.Arithmetic(operator=symbol, left=left, right=right):
                return _OPERATORS[symbol](self._number(part, left), self._number(part, right))
            case nodes.Shift(operand=operand, sign=sign, count=nodes.Constant(value=int(count)), unit=unit):
                return self.visit(operand).dt.offset_by(f"{sign * count}{_OFFSETS[unit]}")
            case nodes.Comparison(operator=symbol, left=left, right=right):
                return self._compared(symbol, left, right)
            case nodes.Between(operand=operand, low=low, high=high):
                return self._compared(">=", operand, low) & self._compared("<=", operand, high)
            case nodes.Membership(operand=operand, items=items):
                return reduce(operator.or_, (self._compared("=", operand, item) for item in items))
            case nodes.Like(operand=operand, pattern=pattern):
                return self.visit(operand).str.contains(_regular_expression(pattern))
            case nodes.Regexp(operand=operand, pattern=expression):
                return self.visit(operand).str.contains(portable(expression))
            case nodes.IsNull(operand=operand):
                return self.visit(operand).is_null()
            case nodes.IsTruth(operand=operand, expected=expected):
                return (self.visit(operand) if expected else ~self.visit(operand)).fill_null(False)
            case nodes.Not(operand=operand):
                return ~self.visit(operand)
            case nodes.And(left=left, right=right):
                return self.visit(left) & self.visit(right)
            case nodes.Or(left=left, right=right):
                return self.visit(left) | self.visit(right)
            case nodes.Coalesce(items=items):
                return nw.coalesce(*(self._result(part, item) for item in items))
            case nodes.Case(conditions=conditions, results=results, otherwise=otherwise):
                branches = reversed(list(zip(conditions, results, strict=True)))
                return reduce(
                    lambda rest, branch: (
                        nw.when(self.visit(branch[0])).then(self._result(part, branch[1])).otherwise(rest)
                    ),
                    branches,
                    self._result(part, otherwise),
                )
        raise TypeError(f"not an expression: {type(part).__name__}")

    def _compared(self, symbol: str, left: Node, right: Node) -> nw.Expr:
        compare = _OPERATORS[symbol]
        match left, right:
            case nodes.Column(type=Type(members=tuple(known))), nodes.Constant(value=str(text)) if (
                text in known
            ):
                return compare(nw.col(left.name), text)
            case nodes.Constant(value=str(text)), nodes.Column(type=Type(members=tuple(known))) if (
                text in known
            ):
                return compare(nw.col(right.name), text)
        whole = "decimal" not in (left.type.kind, right.type.kind)
        one, other = self.visit(left), self.visit(right)
        exact = compare(one, other) if whole else compare(one.cast(nw.Float64()), other.cast(nw.Float64()))
        decided = nodes.by_bound(symbol, left, right)
        return exact if decided is None else nw.coalesce(exact, self._by_bound(*decided))

    def _by_bound(self, bound: str, other: Node, true: str | None, false: str | None) -> nw.Expr:
        """Return what a bound decides: true or false by a comparison with it, else unknown."""
        kind = "integer" if other.type.kind == "integer" else "decimal"
        least_or_most = nw.col(bound) if other.type.kind == "date" else nw.col(bound).cast(_DTYPES[kind])
        (symbol, outcome) = (true, True) if true is not None else (str(false), False)
        return nw.when(_OPERATORS[symbol](least_or_most, self.visit(other))).then(nw.lit(outcome))

    def _number(self, whole: Node, part: Node) -> nw.Expr:
        return self.visit(part).cast(nw.Float64()) if whole.type.kind == "decimal" else self.visit(part)

    def _result(self, whole: Node, part: Node) -> nw.Expr:
        if part.type.kind == "null":
            return nw.lit(None, dtype=_DTYPES[whole.type.kind])
        return self._number(whole, part)


def _needs_cast(column: nodes.Column) -> bool:
    return column.type.kind in ("integer", "decimal") or column.type.members is not None


def _full_years(birth_date: nw.Expr, as_of: date) -> nw.Expr:
    month, day = birth_date.dt.month(), birth_date.dt.day()
    before_birthday = (month > as_of.month) | ((month == as_of.month) & (day > as_of.day))
    years = nw.lit(as_of.year, dtype=nw.Int64()) - birth_date.dt.year().cast(nw.Int64())
    return years - before_birthday.cast(nw.Int64())


def _quotient(dividend: nw.Expr, divisor: nw.Expr) -> nw.Expr:
    """Return the quotient, divided row by row: by a literal Polars multiplies with the rounded reciprocal."""
    return dividend / nw.when(~dividend.is_null()).then(divisor)


def _remainder(dividend: nw.Expr, divisor: int) -> nw.Expr:
    size = nw.lit(abs(divisor), dtype=nw.Int64())
    zero = nw.lit(0, dtype=nw.Int64())
    return nw.when(dividend < 0).then(zero - (zero - dividend) % size).otherwise(dividend % size)


def _regular_expression(pattern: str) -> str:
    wildcards = {"%": ".*", "_": "."}
    return r"\A(?s:" + "".join(wildcards.get(c) or portable(Text(c)) for c in pattern) + r")\z"
