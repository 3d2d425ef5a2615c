"""The page beside a review list: for each pair, why the two may be one person, in words and as a picture.

Belongs here: laying out the page; it needs no network and prints. Does not belong here: the weights
(`linkage/words`, `linkage/waterfall`). Codes stand on it, no name and no address.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import polars as pl

from assets.registry.linkage.waterfall import waterfall
from assets.registry.linkage.words import Step, strength
from assets.registry.review.lists import REASONS

_STYLE = (
    "body{font:15px/1.6 system-ui,'Noto Sans SC',sans-serif;max-width:60rem;margin:1rem auto;padding:0 1rem}"
    "section{break-inside:avoid;border-top:1px solid #ccc;padding:.6rem 0}svg{max-width:100%;height:auto}"
    "h2{font-size:1.05rem;margin:.2rem 0}p{margin:.2rem 0}"
)


def page(title: str, candidates: pl.DataFrame) -> str:
    """Return the page of a committee's pairs.

    Args:
        candidates: rows of the frame `duplicate_candidate`.
    """
    sections = [_section(row) for row in candidates.iter_rows(named=True)]
    return (
        f"<!doctype html><html lang='zh-CN'><head><meta charset='utf-8'><title>{escape(title)}</title>"
        f"<meta name='viewport' content='width=device-width'><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(title)}</h1><p>绿色支持同一人，红色反对；末行为合计。"
        " Green speaks for one person, red against; the last line is the sum.</p>"
        f"{''.join(sections)}</body></html>"
    )


def _section(row: Mapping[str, Any]) -> str:
    steps = [Step(**step) for step in row["steps"] or ()]
    words = "；".join(f"{step.zh}（{strength(step.weight)}）" for step in steps[1:])
    drawn = waterfall(steps) if steps else ""
    pair = f"{row['person_code']} · {row['other_person_code']}"
    return (
        f"<section><h2>{escape(pair)}</h2><p>{escape(REASONS[str(row['reason'])])}</p>"
        f"<p>{escape(words)}</p>{drawn}</section>"
    )
