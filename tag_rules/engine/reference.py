"""The slow oracle: one tag on one row in plain Python, and why it comes out as it does.

What belongs here: the outcome and its trace, which is the explanation people get. The fast way is `evaluate`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tag_rules.engine.age import full_years
from tag_rules.engine.expression import Node, Scope, interpret, nodes, parameters_read
from tag_rules.engine.model import RuleSet, Tag

_WORDS = {True: "true", False: "false", None: "unknown"}


@dataclass(frozen=True)
class Condition:
    """One condition of a rule as it was met: its text, the values it saw, and what it gave."""

    text: str
    facts: tuple[tuple[str, object], ...]
    result: bool | None

    def __str__(self) -> str:
        facts = ", ".join(f"{name} = {'unknown' if value is None else value}" for name, value in self.facts)
        return f"{_WORDS[self.result]:8}{self.text}" + (f"    [{facts}]" if facts else "")


@dataclass(frozen=True)
class Trace:
    """What a tag's rule gives for one row, and why.

    `result`: True, False or None (unknown). `value`: the level or grade when true. `note`: why no rule
    applied.
    """

    tag_code: str
    result: bool | None
    value: str | None
    conditions: tuple[Condition, ...]
    note: str = ""

    def __str__(self) -> str:
        head = f"{self.tag_code}: {_WORDS[self.result]}" + (
            f" ({self.value})" if self.value is not None else ""
        )
        return "\n".join(
            [head + (f" – {self.note}" if self.note else ""), *(f"  {c}" for c in self.conditions)]
        )


def outcome(tag: Tag, row: Mapping[str, object], rule_set: RuleSet, as_of: date) -> Trace:
    """Return the outcome of a tag for one row of features (base columns; ages are derived) with its trace.

    Raises KeyError when the row lacks a column the rule reads: missing is not unknown. A tag that it reads is
    what the row says, else what that tag's rule gives.
    """
    if tag.condition is None:
        return Trace(tag.code, False, None, (), f"no rule of ours: it comes from {tag.origin}")
    if not tag.in_force(as_of):
        return Trace(tag.code, False, None, (), f"not in force on {as_of}")
    full_years_of = rule_set.full_years_of(tag.subject)
    by_tag = {fact.name: str(fact.tag) for fact in rule_set.tag_facts(tag.subject)}

    def column(name: str) -> nodes.Value:
        if name in full_years_of:
            born = row[full_years_of[name]]
            return full_years(born, as_of) if isinstance(born, date) else None
        if name in by_tag and name not in row:
            read = rule_set.at(as_of).tag(by_tag[name])
            ours = read.condition is not None or not read.in_force(as_of)
            return outcome(read, row, rule_set, as_of).result if ours else None
        return row[name]  # type: ignore[return-value]

    def bound(name: str) -> nodes.Value:
        return row.get(name)  # type: ignore[return-value]

    scope = Scope(column, lambda name: rule_set.parameter_at(name, as_of), bound)
    result = interpret(tag.condition, scope)
    value = interpret(tag.value_expression, scope) if tag.value_expression is not None and result else None
    conditions = tuple(_condition(part, scope) for part in _conditions(tag.condition))
    return Trace(tag.code, result, None if value is None else str(value), conditions)


def _conditions(node: Node) -> Iterator[Node]:
    """Yield the conditions that and, or and not join."""
    match node:
        case nodes.And(left=left, right=right) | nodes.Or(left=left, right=right):
            yield from _conditions(left)
            yield from _conditions(right)
        case nodes.Not(operand=operand):
            yield from _conditions(operand)
        case _:
            yield node


def _known(column: nodes.Column, scope: Scope) -> object:
    """Return a column's value; where it is not known, its bound in words, if that is."""
    value, bound = scope.column(column.name), column.type.bound
    if value is not None or bound is None:
        return value
    limit = scope.bound(f"{column.name}_{bound}")
    words = {"at_least": "至少 at least", "at_most": "至多 at most"}
    return None if limit is None else f"{words[bound]} {limit}"


def _condition(node: Node, scope: Scope) -> Condition:
    facts: list[tuple[str, object]] = [
        (part.name, _known(part, scope)) for part in nodes.walk(node) if isinstance(part, nodes.Column)
    ]
    facts = list(dict(facts).items())
    facts += [(f":{name}", scope.parameter(name)) for name in parameters_read(node)]
    return Condition(node.text, tuple(facts), interpret(node, scope))
