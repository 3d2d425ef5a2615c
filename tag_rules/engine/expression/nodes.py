"""The checked tree of an expression: what is left of SQL once everything not on the whitelist is refused.

Every node knows its type and the text it stands for, so the tree is enough to interpret, lower, compile
and explain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Literal

Kind = Literal["boolean", "integer", "decimal", "string", "date", "null", "error"]
Value = bool | int | float | str | date | None


@dataclass(frozen=True)
class Type:
    """The type of a node.

    `members`: the closed list of an Enum. `exact`: made of decimal literals only (DECIMAL in SQL, not
    DOUBLE). `magnitude`: no integer of this type is further from zero; products that could wrap are
    refused by it.
    """

    kind: Kind
    members: tuple[str, ...] | None = None
    exact: bool = False
    magnitude: int = 0


BOOLEAN = Type("boolean")
DECIMAL = Type("decimal")
STRING = Type("string")
DATE = Type("date")
NULL = Type("null")
ERROR = Type("error")


@dataclass(frozen=True)
class Node:
    """Any part of an expression."""

    type: Type
    text: str


@dataclass(frozen=True)
class Constant(Node):
    """A literal; `null` only as a branch of CASE."""

    value: Value


@dataclass(frozen=True)
class Column(Node):
    """A feature of the subject."""

    name: str


@dataclass(frozen=True)
class Parameter(Node):
    """A dated parameter, or `as_of`."""

    name: str


@dataclass(frozen=True)
class Negative(Node):
    """Minus a number."""

    operand: Node


@dataclass(frozen=True)
class Arithmetic(Node):
    """A number from two numbers."""

    operator: Literal["+", "-", "*", "/", "%"]
    left: Node
    right: Node


@dataclass(frozen=True)
class Shift(Node):
    """A date moved by `sign * count` days, months or years; the end of a month stays within the month."""

    operand: Node
    sign: Literal[1, -1]
    count: Node
    unit: Literal["day", "month", "year"]


@dataclass(frozen=True)
class Comparison(Node):
    """Two values of comparable types."""

    operator: Literal["=", "<>", "<", "<=", ">", ">="]
    left: Node
    right: Node


@dataclass(frozen=True)
class Between(Node):
    """A value in a closed range."""

    operand: Node
    low: Node
    high: Node


@dataclass(frozen=True)
class Membership(Node):
    """A value in a list of constants."""

    operand: Node
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Like(Node):
    """A text that fits a pattern of `%` (any text) and `_` (one character)."""

    operand: Node
    pattern: str


@dataclass(frozen=True)
class IsNull(Node):
    """Whether a value is missing; never unknown."""

    operand: Node


@dataclass(frozen=True)
class IsTruth(Node):
    """Whether a condition is exactly true, or exactly false; never unknown."""

    operand: Node
    expected: bool


@dataclass(frozen=True)
class Not(Node):
    """The opposite; unknown stays unknown."""

    operand: Node


@dataclass(frozen=True)
class And(Node):
    """Both; false wins over unknown."""

    left: Node
    right: Node


@dataclass(frozen=True)
class Or(Node):
    """Either; true wins over unknown."""

    left: Node
    right: Node


@dataclass(frozen=True)
class Coalesce(Node):
    """The first value that is known."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Case(Node):
    """The result of the first condition that is true, else the last one."""

    conditions: tuple[Node, ...]
    results: tuple[Node, ...]
    otherwise: Node


def children(node: Node) -> Iterator[Node]:
    """Yield the nodes directly inside `node`, left to right."""
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from (item for item in value if isinstance(item, Node))


def rebuild(node: Node, change: Callable[[Node], Node]) -> Node:
    """Return `node` with every direct child put through `change`."""
    changes: dict[str, Node | tuple[Node, ...]] = {}
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, Node):
            changes[field.name] = change(value)
        elif isinstance(value, tuple):
            changes[field.name] = tuple(change(item) for item in value)
    return replace(node, **changes) if changes else node  # type: ignore[arg-type]


def walk(node: Node) -> Iterator[Node]:
    """Yield `node` and everything inside it."""
    yield node
    for child in children(node):
        yield from walk(child)


def columns_read(node: Node) -> tuple[str, ...]:
    """Return the names of the columns in `node`, each once, in order of appearance."""
    return tuple(dict.fromkeys(part.name for part in walk(node) if isinstance(part, Column)))


def parameters_read(node: Node) -> tuple[str, ...]:
    """Return the names of the dated parameters in `node` (without `as_of`), each once."""
    names = (part.name for part in walk(node) if isinstance(part, Parameter))
    return tuple(dict.fromkeys(name for name in names if name != "as_of"))
