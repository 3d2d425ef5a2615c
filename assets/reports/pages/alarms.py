"""The page of what is rising: problems of which an area has more cases than is usual, and how cases close.

Belongs here: choosing and ordering, pure. Does not belong here: finding rises (`assets/problems/trends`),
layout (`templates/alarms.html`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from assets.reports.pages.rendering import render
from tag_rules.engine.model import RuleSet

LEVELS = {
    "district": ("全区", "district"),
    "street": ("街镇", "street"),
    "committee": ("居民区", "committee"),
}


@dataclass(frozen=True)
class Rise:
    """One alarm as a line: where, what, how many, and how wide its two bars are (of 100)."""

    area: str
    level: tuple[str, str]
    label: tuple[str, str]
    cases: int
    usual: int
    unusual_from: int
    bar: int
    usual_bar: int


def alarms_page(
    rule_set: RuleSet, alarms: pl.DataFrame, handled: pl.DataFrame, names: Mapping[str, str], as_of: date
) -> str:
    """Return the page as HTML.

    Args:
        rule_set: for the titles of labels.
        alarms: `problem_alarm` of the date.
        handled: the frame `problems/handling` of the date; empty where it is not kept any more.
        names: of areas, by code.
        as_of: the published date.

    """
    titles = {label.code: (label.title.zh, label.title.en) for label in rule_set.problem_labels}
    slowest = handled.filter(pl.col("cases") >= 10).sort(
        "days_of_nine_in_ten", descending=True, nulls_last=True
    )
    return render(
        "alarms.html",
        here="alarms.html",
        weeks=_weeks(alarms, names, titles),
        handled=[(" ".join(titles.get(row["label_code"], ())), row) for row in slowest.iter_rows(named=True)],
        as_of=as_of,
        rule_set_version=rule_set.version,
    )


def _weeks(
    alarms: pl.DataFrame, names: Mapping[str, str], titles: Mapping[str, tuple[str, str]]
) -> dict[date, list[Rise]]:
    """Return the rises by week, the newest week first, and within one the wide area before the narrow."""
    most = max(alarms.get_column("cases").max() or 1, 1)
    weeks: dict[date, list[Rise]] = {}
    # A rise of one committee is often its street's and the district's too.
    wide = pl.col("area_level").replace_strict({level: at for at, level in enumerate(LEVELS)}, default=None)
    shown = alarms.filter(pl.col("area_level").is_in(list(LEVELS))).sort(
        "week_start", wide, "cases", "area_code", "label_code", descending=[True, False, True, False, False]
    )
    for row in shown.iter_rows(named=True):
        line = Rise(
            names.get(row["area_code"], row["area_code"]),
            LEVELS[row["area_level"]],
            titles.get(row["label_code"], (row["label_code"], "")),
            row["cases"],
            row["usual"],
            row["unusual_from"],
            round(100 * row["cases"] / most),
            round(100 * row["usual"] / most),
        )
        weeks.setdefault(row["week_start"], []).append(line)
    return weeks
