"""Small pictures for asset metadata: bars and lines as SVG inside a markdown image.

Belongs here: drawing numbers that are allowed to be shown. Does not belong here: choosing or hiding them. The
Dagster UI shows a markdown entry in place while it has fewer than 1000 characters, and behind a link above
that; it takes images by data URI alone.
"""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

_COLOURS = ("steelblue", "darkorange", "seagreen", "crimson", "slateblue", "sienna", "teal", "gray")
_HEIGHT, _WIDTH, _LABELS = 60, 240, 12
# What a data URI inside a markdown image may hold as it is.
_PLAIN = "=/:,'@!*-._~+;"


def bars(title: str, values: Sequence[float], first: str, last: str) -> str:
    """Return one bar per value from left to right, the highest as high as the picture, as markdown.

    `first` and `last` are written below the left and right end.
    """
    top, width = max(values, default=0) or 1, _WIDTH // max(len(values), 1)
    drawn = "".join(
        f"M{place * width} {_HEIGHT}v-{round(value / top * (_HEIGHT - 2), 1):g}h{width - 2}V{_HEIGHT}z"
        for place, value in enumerate(values)
    )
    return _image(title, f"<path d='{drawn}' fill='{_COLOURS[0]}'/>{_ends(first, last)}", _HEIGHT + _LABELS)


def lines(title: str, series: Mapping[str, Sequence[float]], first: str, last: str) -> str:
    """Return one line per series over the same steps, with its name and last value beside it, as markdown.

    All lines share one scale from 0; of more series than there are colours the last ones are left out.
    """
    shown = list(series.items())[: len(_COLOURS)]
    top = max((value for _, values in shown for value in values), default=0) or 1
    height = max(_HEIGHT, _LABELS * len(shown))
    parts = []
    for place, ((name, values), colour) in enumerate(zip(shown, _COLOURS, strict=False)):
        step = _WIDTH / max(len(values) - 1, 1)
        points = " ".join(
            f"{round(at * step):g},{round((1 - value / top) * (height - 4) + 2):g}"
            for at, value in enumerate(values)
        )
        parts.append(f"<polyline points='{points}' fill='none' stroke='{colour}' stroke-width='2'/>")
        parts.append(_text(_WIDTH + 6, _LABELS * (place + 1) - 2, f"{name} {values[-1]:g}", colour=colour))
    return _image(title, "".join(parts) + _ends(first, last, height), height + _LABELS, _WIDTH + 260)


def _ends(first: str, last: str, height: int = _HEIGHT) -> str:
    return _text(0, height + 10, first) + _text(_WIDTH, height + 10, last, anchor="end")


def _text(x: int, y: int, label: str, anchor: str = "start", colour: str = "gray") -> str:
    label = label.replace("&", "&amp;").replace("<", "&lt;")
    return f"<text x='{x}' y='{y}' fill='{colour}' font-size='10' text-anchor='{anchor}'>{label}</text>"


def _image(title: str, drawn: str, height: int, width: int = _WIDTH) -> str:
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}'>{drawn}</svg>"
    return f"![{title}](data:image/svg+xml,{quote(svg, safe=_PLAIN)})"
