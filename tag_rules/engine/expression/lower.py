"""An expression at one date: parameters become literals, constant parts are folded, ages become birth dates.

What belongs here: rewriting that keeps the meaning. What does not: any engine's expressions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from tag_rules.engine.age import latest_birth_date
from tag_rules.engine.expression import nodes
from tag_rules.engine.expression.interpret import Scope, interpret
from tag_rules.engine.expression.nodes import Column, Comparison, Constant, Node, Value


def lower(
    node: Node, as_of: date, parameter: Callable[[str], Value], full_years_of: Mapping[str, str]
) -> Node:
    """Return `node` without parameters, and without ages where a birth date can be compared instead.

    `full_years_of` names, for each derived age column, the date column it is the full years of.
    """

    def visit(part: Node) -> Node:
        part = nodes.rebuild(part, visit)
        if isinstance(part, nodes.Parameter) or (
            not isinstance(part, Constant)
            and any(True for _ in nodes.children(part))
            and all(isinstance(child, Constant) for child in nodes.children(part))
        ):
            return Constant(part.type, part.text, interpret(part, constants))
        return _age_as_birth_date(part, as_of, full_years_of) or part

    def no_column(name: str) -> Value:
        raise LookupError(f"{name} is not a constant")

    constants = Scope(no_column, parameter)
    return visit(node)


def _age_as_birth_date(node: Node, as_of: date, full_years_of: Mapping[str, str]) -> Node | None:
    match node:
        case Comparison(left=Column(name=name), right=Constant(value=int(years))) if name in full_years_of:
            return _compared(node, node.operator, full_years_of[name], years, as_of)
        case Comparison(left=Constant(value=int(years)), right=Column(name=name)) if name in full_years_of:
            return _compared(node, nodes.MIRRORED[node.operator], full_years_of[name], years, as_of)
        case nodes.Between(
            operand=Column(name=name), low=Constant(value=int(youngest)), high=Constant(value=int(oldest))
        ) if name in full_years_of:
            at_least = _compared(node, ">=", full_years_of[name], youngest, as_of)
            at_most = _compared(node, "<=", full_years_of[name], oldest, as_of)
            return nodes.And(nodes.BOOLEAN, node.text, at_least, at_most) if at_least and at_most else None
    return None


def _compared(node: Node, operator: str, source: str, years: int, as_of: date) -> Node | None:
    """Return an age comparison as one of the birth date; None when that lies outside the calendar."""
    turned, turned_next = latest_birth_date(years, as_of), latest_birth_date(years + 1, as_of)
    if turned is None or turned_next is None:
        return None
    column = Column(nodes.DATE, source, source)

    def born(symbol: str, day: date) -> Comparison:
        return Comparison(nodes.BOOLEAN, node.text, symbol, column, Constant(nodes.DATE, str(day), day))  # type: ignore[arg-type]

    match operator:
        case ">=":
            return born("<=", turned)
        case ">":
            return born("<=", turned_next)
        case "<":
            return born(">", turned)
        case "<=":
            return born(">", turned_next)
        case "=":
            return nodes.And(nodes.BOOLEAN, node.text, born(">", turned_next), born("<=", turned))
        case _:
            return nodes.Or(nodes.BOOLEAN, node.text, born("<=", turned_next), born(">", turned))
