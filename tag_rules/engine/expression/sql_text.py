"""Parts of sqlglot's tree as the rule has them, and where in its text they stand.

What belongs here: texts and offsets. What does not: what parts mean (`parse`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlglot import exp


def text_of(part: exp.Expression) -> str:
    """Return a part as a rule has it; sqlglot alone writes `$name` and casts of dates."""

    def as_written(inner: exp.Expression) -> exp.Expression:
        if isinstance(inner, exp.Placeholder) and inner.name:
            return exp.var(f":{inner.name}")
        if isinstance(inner, exp.Cast) and inner.is_type("date") and isinstance(inner.this, exp.Literal):
            return exp.var(f"date {inner.this.sql()}")
        return inner

    shown = part.transform(as_written)
    return str(shown.sql(dialect="duckdb", normalize_functions="lower", comments=False))


def start_of(part: exp.Expression) -> int | None:
    """Return where in its text a part begins, None when unknown."""
    return min((p.meta["start"] for p in part.walk() if "start" in p.meta), default=None)


def offset_of(text: str, error: Mapping[str, Any]) -> int | None:
    """Return where sqlglot stopped reading: it counts lines and the columns after which a word ends."""
    if error.get("line") is None or error.get("col") is None:
        return None
    before = sum(len(one) for one in text.splitlines(keepends=True)[: int(error["line"]) - 1])
    offset = before + int(error["col"]) - len(error.get("highlight") or "")
    return max(0, min(offset, len(text) - 1))
