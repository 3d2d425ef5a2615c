"""Match weights in words: why two records may be one person, said to a reviewer, Chinese first.

Belongs here: one pair's weights as sentences. Does not belong here: the picture of them (`waterfall.py`). No
value of a person is in them: they name the field and how it agrees, the reviewer has the records beside.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assets.registry.linkage.comparisons import Comparison
from assets.registry.linkage.learn import Model

_STRENGTHS = (
    (6.0, "强烈支持", "strongly for"),
    (3.0, "支持", "for"),
    (1.0, "略支持", "slightly for"),
    (-1.0, "几乎不说明问题", "says little"),
    (-3.0, "略反对", "slightly against"),
    (-6.0, "反对", "against"),
    (float("-inf"), "强烈反对", "strongly against"),
)


@dataclass(frozen=True)
class Step:
    """One field's part: how it agrees in words, and its weight in bits; None where it says nothing."""

    zh: str
    en: str
    weight: float | None


def steps(pair: Mapping[str, Any], compared: Sequence[Comparison], model: Model) -> list[Step]:
    """Return where every pair starts, then one step per field, the heaviest first, then the fields not known.

    Args:
        pair: one row of `Linked.pairs`.
    """
    home = bool(pair["against_home"])
    others = ("同一家的两人", "two people of one home") if home else ("随意两条记录", "any two records")
    start = Step(f"起点:{others[0]}", f"start: {others[1]}", model.prior(home))
    known, missing = [], []
    for comparison in compared:
        field = comparison.field
        level = comparison.level_of(pair[f"gamma_{field.name}"])
        if level is None:
            missing.append(
                Step(f"{field.title_zh}:有一方未知", f"{field.title_en}: unknown on one side", None)
            )
            continue
        weight = float(pair[f"weight_{field.name}"])
        known.append(Step(f"{field.title_zh}:{level.zh}", f"{field.title_en}: {level.en}", weight))
    return [start, *sorted(known, key=lambda step: -abs(step.weight or 0)), *missing]


def explained(pair: Mapping[str, Any], compared: Sequence[Comparison], model: Model) -> str:
    """Return a pair's weights as lines of text: what each field says and how strongly, then the verdict."""
    lines = [f"{step.zh} {strength(step.weight)}({step.en})" for step in steps(pair, compared, model)]
    chance = 100 * float(pair["probability"])
    lines.append(f"合计:同一人的可能约 {chance:.3g}%(together: {chance:.3g} % likely one person)")
    return "\n".join(lines)


def strength(weight: float | None) -> str:
    """Return in words how strongly a weight speaks, and by which factor it changes the odds."""
    if weight is None:
        return "不计 not counted"
    zh, en = next((zh, en) for least, zh, en in _STRENGTHS if weight >= least)
    times = 2 ** min(abs(weight), 40)
    odds = f"{times:,.0f}" if times >= 10 else f"{times:.1f}"
    return f"{zh} {en},×{odds}" if weight >= 0 else f"{zh} {en},÷{odds}"
