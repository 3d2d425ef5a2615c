"""The checked tree of an expression: what is left of SQL once everything not on the whitelist is refused.

Every node knows its type and the text it stands for, so the tree is enough to interpret, lower, compile
and explain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cache
from typing import Any, Literal

from tag_rules.engine.expression.pattern import Pattern

Kind = Literal["boolean", "integer", "decimal", "string", "date", "null", "error"]
Value = bool | int | float | str | date | None
FIRST_DAY, LAST_DAY = date(1880, 1, 1), date(2200, 12, 31)
"""The days that facts and rules name: moved by the longest intervals they are still days of the calendar."""
LARGEST = 2**31 - 1
"""No number in a rule is further from zero."""


@dataclass(frozen=True)
class Type:
    """The type of a node.

    `members`: the closed list of an Enum. `exact`: made of decimal literals only (DECIMAL in SQL, not
    DOUBLE). `magnitude`: no integer of this type is further from zero; products that could wrap are
    refused by it. `unit`: what a number counts; None goes with any unit. `bound`: of a column beside which
    another says what it is at least, or at most, where it is not known.
    """

    kind: Kind
    members: tuple[str, ...] | None = None
    exact: bool = False
    magnitude: int = 0
    unit: str | None = None
    bound: Literal["at_least", "at_most"] | None = None

    @property
    def double(self) -> bool:
        """Whether values are binary fractions (DOUBLE in SQL)."""
        return self.kind == "decimal" and not self.exact


BOOLEAN = Type("boolean")
DECIMAL = Type("decimal")
STRING = Type("string")
DATE = Type("date")
NULL = Type("null")
ERROR = Type("error")


@dataclass(frozen=True)
class Node:
    """Any part of an expression; `offset` is where in the rule's text it begins, if known."""

    type: Type
    text: str
    offset: int | None = field(default=None, compare=False, kw_only=True)


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
    """A dated parameter with every value it ever takes, or `as_of` (no values)."""

    name: str
    values: tuple[Value, ...] = ()


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
class Regexp(Node):
    """A text that a regular expression of `pattern`'s subset matches somewhere."""

    operand: Node
    pattern: Pattern


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


MIRRORED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""The comparison that says the same with its sides exchanged."""
# By bound and comparison with a constant: which comparison of the bound with it makes it true, which false.
_BY_BOUND: dict[str, dict[str, tuple[str | None, str | None]]] = {
    "at_least": {
        ">=": (">=", None), ">": (">", None), "<": (None, ">="), "<=": (None, ">"), "=": (None, ">"),
        "<>": (">", None),
    },
    "at_most": {
        "<=": ("<=", None), "<": ("<", None), ">": (None, "<="), ">=": (None, "<"), "=": (None, "<"),
        "<>": ("<", None),
    },
}  # fmt: skip


def by_bound(symbol: str, left: Node, right: Node) -> tuple[str, Node, str | None, str | None] | None:
    """Return what the bound of a column decides of a comparison with another value; None without one.

    The bound's column, what it is compared with, and by which comparisons with it the whole is true or false.
    """
    match left, right:
        case Column(type=Type(bound=str(bound))), _:
            return f"{left.name}_{bound}", right, *_BY_BOUND[bound][symbol]
        case _, Column(type=Type(bound=str(bound))):
            return f"{right.name}_{bound}", left, *_BY_BOUND[bound][MIRRORED[symbol]]
    return None


def children(node: Node) -> Iterator[Node]:
    """Yield the nodes directly inside `node`, left to right."""
    for name in _parts(type(node)):  # type: ignore[arg-type]
        value = getattr(node, name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from (item for item in value if isinstance(item, Node))


def rebuild(node: Node, change: Callable[[Node], Node]) -> Node:
    """Return `node` with every direct child put through `change`."""
    changes: dict[str, Any] = {}
    for name in _parts(type(node)):  # type: ignore[arg-type]
        value = getattr(node, name)
        if isinstance(value, Node):
            changes[name] = change(value)
        elif isinstance(value, tuple):
            changes[name] = tuple(change(item) if isinstance(item, Node) else item for item in value)
    return replace(node, **changes) if changes else node


@cache
def _parts(kind: type[Node]) -> tuple[str, ...]:
    """Return the fields that may hold nodes: looked up once, for trees are walked all the time."""
    return tuple(one.name for one in fields(kind) if one.name not in ("type", "text", "offset"))


def exact(node: Node) -> Node:
    """Return `node` as if no column had a bound beside it."""
    node = rebuild(node, exact)
    bounded = isinstance(node, Column) and node.type.bound is not None
    return replace(node, type=replace(node.type, bound=None)) if bounded else node


def walk(node: Node) -> Iterator[Node]:
    """Yield `node` and everything inside it."""
    yield node
    for child in children(node):
        yield from walk(child)


def constant_values(node: Node) -> tuple[Value, ...]:
    """Return every value a literal or parameter ever takes; nothing for `as_of` and for other nodes."""
    match node:
        case Constant(value=value):
            return (value,)
        case Parameter(values=values):
            return values
    return ()


def columns_read(node: Node) -> tuple[str, ...]:
    """Return the names of the columns in `node`, each once, in order of appearance."""
    return tuple(dict.fromkeys(part.name for part in walk(node) if isinstance(part, Column)))


def parameters_read(node: Node) -> tuple[str, ...]:
    """Return the names of the dated parameters in `node` (without `as_of`), each once."""
    names = (part.name for part in walk(node) if isinstance(part, Parameter))
    return tuple(dict.fromkeys(name for name in names if name != "as_of"))
