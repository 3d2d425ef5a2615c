"""A picture of one pair's match weights: from any two records to this pair, one bar per field.

Belongs here: drawing what `words.py` says, as SVG without scripts or links. Does not belong here: choosing
pairs (`review.py`).
"""

from collections.abc import Sequence
from html import escape

from assets.registry.linkage.words import Step

_ROW, _LABEL, _PLOT, _RIGHT = 22, 330, 360, 70
_FOR, _AGAINST, _START = "#2f7f4f", "#b5473c", "#777777"


def waterfall(steps: Sequence[Step]) -> str:
    """Return the steps as an SVG: each bar begins where the one above it ended, the last line is the sum.

    Steps without a weight are named without a bar.
    """
    ends, total = [], 0.0
    for step in steps:
        begin, total = total, total + (step.weight or 0.0)
        ends.append((begin, total))
    reach = [edge for pair in ends for edge in pair] + [0.0]
    low, high = min(reach), max(reach)
    scale = _PLOT / max(high - low, 1.0)

    def place(weight: float) -> float:
        return round(_LABEL + (weight - low) * scale, 1)

    height = _ROW * (len(steps) + 2)
    drawn = [
        f"<line x1='{place(0)}' x2='{place(0)}' y1='0' y2='{height - _ROW}' stroke='#bbbbbb'/>",
    ]
    for row, (step, (begin, end)) in enumerate(zip(steps, ends, strict=True)):
        top = row * _ROW
        drawn.append(_text(_LABEL - 8, top + 15, f"{step.zh} {step.en}", "end"))
        if step.weight is None:
            continue
        colour = _START if row == 0 else _FOR if step.weight >= 0 else _AGAINST
        left, width = min(place(begin), place(end)), max(abs(place(end) - place(begin)), 1)
        drawn.append(
            f"<rect x='{left}' y='{top + 4}' width='{width:.1f}' height='{_ROW - 8}' fill='{colour}'/>"
        )
        drawn.append(_text(left + width + 4, top + 15, f"{step.weight:+.1f}", "start"))
    drawn.append(_text(_LABEL - 8, height - _ROW + 8, "合计 together", "end"))
    drawn.append(_text(place(total), height - _ROW + 8, f"{total:+.1f}", "middle"))
    drawn.append(_text(place(0), height - 3, "0 = 各半 even", "middle"))
    width = _LABEL + _PLOT + _RIGHT
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}' "
        f"font-family='sans-serif' font-size='11'>{''.join(drawn)}</svg>"
    )


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f"<text x='{x}' y='{y}' text-anchor='{anchor}' fill='#333333'>{escape(words)}</text>"
