"""Where a committee has people who need something and no facility for it, or too few: with the reasons.

Belongs here: comparing lists of a profile with one another, pure. Does not belong here: counting, or what is
hidden: only what the lists show is used, and what they hide is said to be hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from assets.reports.community import Community, Gap

SCHEMA = pl.Schema(
    {
        "committee_code": pl.String(), "item": pl.String(), "number": pl.Int64(), "unknown": pl.Int64(),
        "suppressed": pl.Boolean(), "reason_zh": pl.String(), "reason_en": pl.String(),
    }
)  # fmt: skip
Counts = Mapping[str, Mapping[str, Any]]
"""By tag: count and unknown, None where hidden."""


def gaps(
    counts: Mapping[str, Counts], supply: Mapping[str, Mapping[str, int]], rules: Community
) -> pl.DataFrame:
    """Return one row per committee and gap: `SCHEMA`; item is `gap:<code>`, number who asked for it.

    Args:
        counts: by committee and tag.
        supply: by committee and kind of facility; a committee whose resources are not known is not in it.
        rules: what is needed for whom.
    """
    rows = [
        row
        for committee, there in sorted(supply.items())
        for rule in rules.gaps
        if (row := _gap(committee, counts.get(committee, {}), there, rule)) is not None
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _gap(committee: str, counts: Counts, there: Mapping[str, int], rule: Gap) -> tuple[object, ...] | None:
    nobody = {"count": 0, "unknown": 0}
    want, people = counts.get(rule.want, nobody), counts.get(rule.people.tag, nobody)
    places = sum(there.get(kind, 0) for kind in rule.facilities)
    wanted = want["count"] is None or want["count"] > 0
    meant_for = people["count"] or 0
    too_many = meant_for > places * rule.people.per_place
    if not (too_many or (wanted and not places)):
        return None
    zh, en = _reasons(want, people["count"], places, rule)
    hidden = want["count"] is None
    return (committee, f"gap:{rule.code}", want["count"], want["unknown"], hidden, zh, en)


def _reasons(want: Mapping[str, Any], meant_for: int | None, places: int, rule: Gap) -> tuple[str, str]:
    """Return why it is a gap, in both languages."""
    zh, en = [], []
    if want["count"] is None:
        zh.append("表示需要的人数未显示")
        en.append("how many want it is not shown")
    elif want["count"]:
        zh.append(f"{want['count']:,}人表示需要")
        en.append(f"{want['count']:,} say they want it")
    if want["unknown"]:
        zh.append(f"另有{want['unknown']:,}人未问到")
        en.append(f"{want['unknown']:,} more have not been asked")
    if meant_for:
        zh.append(f"{rule.people.zh}{meant_for:,}人")
        en.append(f"{meant_for:,} are {rule.people.en}")
    if places:
        zh.append(f"现有{places}处，按每处{rule.people.per_place:,}人不足")
        en.append(f"{places} there, too few at {rule.people.per_place:,} to one")
    else:
        zh.append("没有设施")
        en.append("there is none")
    return "，".join(zh), "; ".join(en)
