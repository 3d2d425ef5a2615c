"""Ten times as many rules as are shipped, each of them one that somebody could write.

Belongs here: nine narrower rules for each shipped one. Does not belong here: what they take (`measure.py`).
"""

from __future__ import annotations

from dataclasses import replace

from tag_rules.engine.expression import nodes
from tag_rules.engine.expression.nodes import Constant, Node
from tag_rules.engine.model import RuleSet, Tag

TEN = 10
"""So many times as many rules in the wider set."""
# By subject, the number that the narrower rules ask about, and how much of it one of them covers.
_BANDS: dict[str, tuple[str, float]] = {
    "resident": ("age", 10),
    "household": ("residents", 1),
    "dwelling": ("residents", 1),
    "building": ("dwellings", 20),
    "compound": ("share_60_plus", 0.1),
    "committee": ("share_60_plus", 0.1),
}


def ten_times(rule_set: RuleSet) -> RuleSet:
    """Return the shipped rules and for each nine more, all different.

    Each of the nine moves every number of the rule (`age >= 60` becomes `age >= 61` and so on) and asks for a
    band of one more (residents of ten years of age, households of so many people): twice as many tags are
    true, not ten times as many.
    """
    wider = [*rule_set.tags]
    for tag in rule_set.tags:
        if tag.condition is not None:
            wider += [_narrower(tag, step) for step in range(1, TEN)]
    return replace(rule_set, tags=tuple(wider))


def _narrower(tag: Tag, step: int) -> Tag:
    assert tag.condition is not None
    condition = _moved(tag.condition, step)
    if tag.subject in _BANDS:
        band = _band(*_BANDS[tag.subject], step)
        condition = nodes.And(nodes.BOOLEAN, f"{tag.code} {step} and {band.text}", condition, band)
    return tag.model_copy(
        update={"code": f"{tag.code}.{step}", "condition": condition, "value_expression": None}
    )


def _moved(node: Node, step: int) -> Node:
    """Return a condition with every number and every dated parameter but the day itself moved by a step."""
    match node:
        case nodes.Parameter(name="as_of"):
            return node
        case nodes.Parameter(values=(int() | float(), *_)) | Constant(value=int() | float()) if _is_number(
            node
        ):
            by = step if node.type.kind == "integer" else step / 100
            return nodes.Arithmetic(
                node.type, f"{node.text} + {by}", "+", node, Constant(node.type, str(by), by)
            )
    return nodes.rebuild(node, lambda part: _moved(part, step))


def _is_number(node: Node) -> bool:
    return node.type.kind in ("integer", "decimal")


def _band(name: str, width: float, step: int) -> Node:
    kind = nodes.Type("integer") if isinstance(width, int) else nodes.DECIMAL
    low = Constant(kind, str(width * step), width * step)
    high = Constant(kind, str(width * (step + 1)), width * (step + 1))
    column = nodes.Column(kind, name, name)
    at_least = nodes.Comparison(nodes.BOOLEAN, f"{name} >= {low.text}", ">=", column, low)
    below = nodes.Comparison(nodes.BOOLEAN, f"{name} < {high.text}", "<", column, high)
    return nodes.And(nodes.BOOLEAN, f"{at_least.text} and {below.text}", at_least, below)
