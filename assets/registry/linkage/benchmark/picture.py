"""The threshold curve as a picture: precision, recall and F1 of single pairs over the threshold.

Belongs here: drawing, as SVG without scripts or links. Does not belong here: the numbers (`scores.py`).
"""

import polars as pl

_LINES = (
    ("precision", "精确率 precision", "#2b6cb0"),
    ("recall", "召回率 recall", "#c05621"),
    ("f1", "F1", "#2f7f4f"),
)
_WIDTH, _HEIGHT, _LEFT, _TOP = 560, 300, 50, 30


def threshold_curve(curve: pl.DataFrame, chosen: float) -> str:
    """Return the curve (of `scores.curve`) as an SVG, with the threshold that linkage chose by itself."""
    low, high = float(curve["threshold"][0]), float(curve["threshold"][-1])

    def across(weight: float) -> float:
        return round(_LEFT + (weight - low) / (high - low) * _WIDTH, 1)

    def down(share: float) -> float:
        return round(_TOP + (1 - share) * _HEIGHT, 1)

    drawn = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        drawn.append(f"<path d='M{_LEFT} {down(share)}h{_WIDTH}' stroke='#e2e2e2'/>")
        drawn.append(_text(_LEFT - 6, down(share) + 4, f"{share:g}", "end"))
    for weight in range(int(low), int(high) + 1, 10):
        drawn.append(_text(across(weight), _TOP + _HEIGHT + 16, f"{weight:+d}", "middle"))
    for place, (column, title, colour) in enumerate(_LINES):
        steps = curve.select("threshold", column).iter_rows()
        points = " ".join(f"{across(weight)},{down(share)}" for weight, share in steps)
        drawn.append(f"<polyline points='{points}' fill='none' stroke='{colour}' stroke-width='2'/>")
        drawn.append(_text(_LEFT + 10 + 170 * place, 18, title, "start", colour))
    drawn.append(
        f"<line x1='{across(chosen)}' x2='{across(chosen)}' y1='{_TOP}' y2='{_TOP + _HEIGHT}' "
        "stroke='#333333' stroke-dasharray='4 3'/>"
    )
    drawn.append(_text(across(chosen) + 5, _TOP + 14, "所选阈值 chosen", "start"))
    drawn.append(
        _text(
            _LEFT + _WIDTH / 2,
            _TOP + _HEIGHT + 36,
            "阈值:匹配权重(比特) threshold: match weight in bits",
            "middle",
        )
    )
    size = f"width='{_LEFT + _WIDTH + 20}' height='{_TOP + _HEIGHT + 48}'"
    head = f"<svg xmlns='http://www.w3.org/2000/svg' {size} font-family='sans-serif' font-size='11'>"
    return head + "<rect width='100%' height='100%' fill='white'/>" + "".join(drawn) + "</svg>"


def _text(x: float, y: float, words: str, anchor: str, colour: str = "#333333") -> str:
    return f"<text x='{x}' y='{y}' text-anchor='{anchor}' fill='{colour}'>{words}</text>"
