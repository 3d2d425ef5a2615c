"""Where along each column a rule can change its mind, found in its checked tree.

A comparison of one column, moved or scaled as it may be, with a constant turns at most twice along it.
Two plain columns compared turn where they pass each other. Everything between such places is alike, so a few
points of each stretch stand for all of it. What belongs here: thresholds and points. What does not: running
the rule over them (`grid`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from tag_rules.engine.analysis.ordered_domain import OrderedDomain, ordered_domain
from tag_rules.engine.expression import Node, Scope, columns_read, interpret, nodes
from tag_rules.engine.expression.nodes import Value
from tag_rules.engine.model import Feature

_TURNS = {"=": (">=", ">"), "<>": (">=", ">"), ">=": (">=",), "<": (">=",), ">": (">",), "<=": (">",)}
_MONOTONE = (nodes.Column, nodes.Constant, nodes.Negative, nodes.Arithmetic, nodes.Shift)


@dataclass(frozen=True)
class Threshold:
    """A comparison's turn along a column: at `position` on its line and above it sees another side.

    `name` says which turn of the rule it is, whatever the date; `position` moves with the date.
    """

    name: int
    column: str
    position: int
    comparison: Node


@dataclass
class Study:
    """What the trees of one tag compare at one date. `complete`: nothing was met that is not understood."""

    features: Mapping[str, Feature]
    columns: list[str] = field(default_factory=list)
    thresholds: list[Threshold] = field(default_factory=list)
    texts: dict[str, set[str]] = field(default_factory=dict)
    links: list[tuple[str, str]] = field(default_factory=list)
    complete: bool = True
    turns: int = 0

    def breakpoints(self) -> dict[str, tuple[Value, ...]]:
        """Return the values that stand for all values of each column; null is the first of each."""
        return {name: (None, *self._points(name)) for name in self.columns}

    def _points(self, name: str) -> Iterable[Value]:
        feature, group = self.features[name], self._group(name)
        if feature.type == "Boolean":
            return (False, True)
        if feature.members:
            return feature.members
        line = ordered_domain(feature)
        if line is None:
            texts = {text for one in group for text in self.texts.get(one, ())}
            texts |= {text for one in group for text in self.features[one].members or ()}
            return _text_points(texts, len(group))
        turns = {one.position for one in self.thresholds if one.column in group}
        return tuple(line.value(place) for place in _places(line, turns, len(group)))

    def _group(self, name: str) -> set[str]:
        """Return the columns that `name` is compared with, directly or through others, and itself."""
        group, size = {name}, 0
        while len(group) > size:
            size = len(group)
            group |= {end for link in self.links if group & set(link) for end in link}
        return group


def study(trees: Sequence[Node], features: Mapping[str, Feature]) -> Study:
    """Return what lowered trees compare; `features` names every column in them."""
    studied = Study(features, list(dict.fromkeys(name for tree in trees for name in columns_read(tree))))
    for tree in trees:
        for part in nodes.walk(tree):
            match part:
                case nodes.Comparison(operator=symbol, left=left, right=right):
                    _compare(studied, part, symbol, left, right)
                case nodes.Between(operand=operand, low=low, high=high):
                    _compare(studied, part, ">=", operand, low)
                    _compare(studied, part, "<=", operand, high)
                case nodes.Membership(operand=operand, items=items):
                    for item in items:
                        _compare(studied, part, "=", operand, item)
                case nodes.Like(operand=operand) | nodes.Regexp(operand=operand):
                    read = (features[name] for name in columns_read(operand))
                    studied.complete &= all(feature.members for feature in read)
    return studied


def _compare(studied: Study, part: Node, symbol: str, left: Node, right: Node) -> None:
    if left.type.kind == "boolean":  # what it compares is met inside it
        return
    for one, other in product(_alternatives(left), _alternatives(right)):
        match columns_read(one), columns_read(other):
            case ((), ()):
                continue
            case ((name,), ()):
                _turn(studied, part, symbol, name, one, other)
            case ((), (name,)):
                _turn(studied, part, symbol, name, other, one, mirrored=True)
            case ((name,), (other_name,)) if _comparable(studied.features, one, other):
                studied.links.append((name, other_name))
            case _:
                studied.complete = False


def _alternatives(node: Node) -> Iterator[Node]:
    """Yield what an operand can be, once coalesce and case have chosen."""
    match node:
        case nodes.Coalesce(items=items):
            for item in items:
                yield from _alternatives(item)
        case nodes.Case(results=results, otherwise=otherwise):
            for result in (*results, otherwise):
                yield from _alternatives(result)
        case nodes.Constant(value=None):
            return
        case _:
            inside = list(nodes.children(node))
            for chosen in product(*(tuple(_alternatives(child)) for child in inside)):
                replaced = iter(chosen)
                yield nodes.rebuild(node, lambda _, replaced=replaced: next(replaced))  # type: ignore[misc]


def _turn(
    studied: Study, part: Node, symbol: str, name: str, side: Node, constant: Node, mirrored: bool = False
) -> None:
    """Record where `side`, which reads one column, passes `constant`."""
    feature = studied.features[name]
    line = ordered_domain(feature)
    if line is None:
        plain = isinstance(side, nodes.Column)
        studied.complete &= plain
        if plain and isinstance(constant, nodes.Constant) and isinstance(constant.value, str):
            studied.texts.setdefault(name, set()).add(constant.value)
        return
    reads = sum(isinstance(inner, nodes.Column) for inner in nodes.walk(side))
    if reads != 1 or not all(_is_monotone(inner) for inner in nodes.walk(side)):
        studied.complete = False
        return
    # Turning the sides round swaps where the equal case belongs.
    turns = _TURNS[symbol]
    if mirrored and len(turns) == 1:
        turns = (">",) if turns == (">=",) else (">=",)
    for turn in turns:
        comparison = nodes.Comparison(nodes.BOOLEAN, part.text, turn, side, constant)  # type: ignore[arg-type]
        place = _place(line, comparison, turn)
        if place is not None:
            studied.thresholds.append(Threshold(studied.turns, name, place, part))
        studied.turns += 1


def _place(line: OrderedDomain, comparison: nodes.Comparison, turn: str) -> int | None:
    """Return the first position from which a comparison with a constant is answered otherwise."""
    match comparison:
        case nodes.Comparison(left=nodes.Column(), right=nodes.Constant(value=constant)) if (
            constant is not None and type(constant) is type(line.value(line.home))
        ):
            place = line.position(constant) + (turn == ">")
            return place if line.low < place <= line.high else None
    return line.first(lambda value: _holds(comparison, value))


def _is_monotone(part: Node) -> bool:
    return isinstance(part, _MONOTONE) and not (isinstance(part, nodes.Arithmetic) and part.operator == "%")


def _holds(comparison: Node, value: Value) -> bool:
    return interpret(comparison, Scope(lambda _: value, lambda _: None)) is True


def _comparable(features: Mapping[str, Feature], one: Node, other: Node) -> bool:
    """Return whether two plain columns of one kind are compared: those the points are made for."""
    plain = isinstance(one, nodes.Column) and isinstance(other, nodes.Column) and one.name != other.name
    return plain and one.type.kind == other.type.kind


def _places(line: OrderedDomain, turns: set[int], columns: int) -> list[int]:
    """Return positions: of every stretch its ends, and as many of it as columns may differ within it."""
    if not turns:
        return [min(line.home + more, line.high) for more in range(columns)]
    inside = sorted(turn for turn in turns if line.low < turn <= line.high)
    if not inside:
        return [line.low if max(turns) <= line.low else line.high]
    places = set(range(max(line.low, inside[0] - columns), inside[0]))
    for start, end in zip(inside, [*(turn - 1 for turn in inside[1:]), line.high], strict=True):
        places |= set(range(start, min(start + columns, end + 1)))
        if end != line.high:
            places.add(end)
    return sorted(places)


def _text_points(texts: set[str], columns: int) -> list[str]:
    """Return every text named, and texts before, between and after them."""
    points = {"", *texts, *("\x00" * more for more in range(1, columns + 1))}
    for text in texts:
        points |= {text + "\x00" * more for more in range(1, columns + 1)}
    return sorted(points)
