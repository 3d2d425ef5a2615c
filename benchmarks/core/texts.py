"""A rule's condition at one date as other engines read it.

Belongs here: SQL of DuckDB, ClickHouse and Spark, and the row engine's language, from a lowered expression.
Does not belong here: what a rule means (`tag_rules`): equal results are checked, not assumed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tag_rules.engine.expression import nodes
from tag_rules.engine.expression.nodes import Node

DIALECTS = ("duckdb", "clickhouse", "spark")


def as_sql(node: Node, dialect: str) -> str:
    """Return a lowered condition as SQL; null is unknown. TypeError for what no shipped rule says."""

    def of(part: Node) -> str:
        return as_sql(part, dialect)

    match node:
        case nodes.Constant(value=value):
            return _literal(value, dialect)
        case nodes.Column(name=name):
            return name
        case nodes.Comparison(operator=symbol, left=left, right=right):
            return _compared(symbol, left, right, of)
        case nodes.Between(operand=operand, low=low, high=high):
            return f"({_compared('>=', operand, low, of)} and {_compared('<=', operand, high, of)})"
        case nodes.Membership(operand=operand, items=items):
            return f"({' or '.join(_compared('=', operand, item, of) for item in items)})"
        case nodes.Arithmetic(operator="+" | "-" | "*" | "%" as symbol, left=left, right=right):
            return f"({of(left)} {symbol} {of(right)})"
        case nodes.And(left=left, right=right):
            return f"({of(left)} and {of(right)})"
        case nodes.Or(left=left, right=right):
            return f"({of(left)} or {of(right)})"
        case nodes.Not(operand=operand):
            return f"(not {of(operand)})"
        case nodes.IsNull(operand=operand):
            return f"({of(operand)} is null)"
        case nodes.IsTruth(operand=operand, expected=expected):
            return f"coalesce({'' if expected else 'not '}{of(operand)}, false)"
        case nodes.Coalesce(items=items):
            return f"coalesce({', '.join(map(of, items))})"
        case nodes.Case(conditions=conditions, results=results, otherwise=otherwise):
            branches = "".join(
                f" when {of(when)} then {of(then)}" for when, then in zip(conditions, results, strict=True)
            )
            return f"case{branches} else {of(otherwise)} end"
    raise TypeError(f"no SQL for {type(node).__name__}: {node.text}")


def _compared(symbol: str, left: Node, right: Node, of: Callable[[Node], str]) -> str:
    exact = f"({of(left)} {symbol} {of(right)})"
    decided = nodes.by_bound(symbol, left, right)
    if decided is None:
        return exact
    bound, other, true, false = decided
    said, outcome = (true, "true") if true is not None else (false, "false")
    return f"coalesce({exact}, case when {bound} {said} {of(other)} then {outcome} end)"


def _literal(value: nodes.Value, dialect: str) -> str:
    match value:
        case None | bool():
            return {None: "null", True: "true", False: "false"}[value]
        case date():
            return f"toDate32('{value}')" if dialect == "clickhouse" else f"date '{value}'"
        case str():
            return f"'{value}'"
    return str(value)


def as_rows_language(node: Node) -> tuple[str, str]:
    """Return when a lowered condition is true and when it is false, as the row engine's expressions.

    It has no unknown, so each is said for itself. Dates are numbers of days since 1970-01-01 there.
    """
    match node:
        case nodes.Column(name=name):
            return f"({name} == true)", f"({name} == false)"
        case nodes.Comparison(operator=symbol, left=left, right=right):
            known = " and ".join(f"{name} != null" for name in nodes.columns_read(node))
            sign = {"=": "==", "<>": "!="}.get(symbol, symbol)
            compared = f"({_value(left)} {sign} {_value(right)})"
            return f"({known} and {compared})", f"({known} and not {compared})"
        case nodes.Membership(operand=operand, items=items):
            either = [nodes.Comparison(nodes.BOOLEAN, node.text, "=", operand, item) for item in items]
            both = [as_rows_language(one) for one in either]
            return f"({' or '.join(t for t, _ in both)})", f"({' and '.join(f for _, f in both)})"
        case nodes.And(left=left, right=right):
            (lt, lf), (rt, rf) = as_rows_language(left), as_rows_language(right)
            return f"({lt} and {rt})", f"({lf} or {rf})"
        case nodes.Or(left=left, right=right):
            (lt, lf), (rt, rf) = as_rows_language(left), as_rows_language(right)
            return f"({lt} or {rt})", f"({lf} and {rf})"
        case nodes.Not(operand=operand):
            return as_rows_language(operand)[::-1]
        case nodes.IsNull(operand=nodes.Column(name=name)):
            return f"({name} == null)", f"({name} != null)"
        case nodes.IsTruth(operand=operand, expected=expected):
            is_true, is_false = as_rows_language(operand)
            wanted = is_true if expected else is_false
            return wanted, f"(not {wanted})"
        case nodes.Case(conditions=(when,), results=(then,), otherwise=nodes.Constant(value=None)):
            (wt, _), (tt, tf) = as_rows_language(when), as_rows_language(then)
            return f"({wt} and {tt})", f"({wt} and {tf})"
    raise TypeError(f"no expression of rows for {type(node).__name__}: {node.text}")


def _value(part: Node) -> str:
    """Return a value as the row engine writes it."""
    match part:
        case nodes.Column(name=name):
            return name
        case nodes.Constant(value=bool() as truth):
            return "true" if truth else "false"
        case nodes.Constant(value=date() as day):
            return str((day - date(1970, 1, 1)).days)
        case nodes.Constant(value=str() as text):
            return f"'{text}'"
        case nodes.Constant(value=number):
            return str(number)
        case nodes.Arithmetic(operator=symbol, left=left, right=right):
            return f"({_value(left)} {symbol} {_value(right)})"
    raise TypeError(f"no value for {type(part).__name__}: {part.text}")
