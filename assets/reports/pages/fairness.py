"""The fairness page of a publication: tag rates by group, and where absence would read as "no need".

Belongs here: rates and what is worth a question, from counted groups, pure. Does not belong here: counting
(`reports/fairness.py`), layout (`templates/fairness.html`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Any

import polars as pl

from assets.reports.fairness import AGE_BANDS, OFF_CLOUD, ON_CLOUD, UNRECORDED
from assets.reports.pages.rendering import render
from tag_rules.engine.model import RuleSet, Tag

DIMENSIONS = {
    "on_cloud": ("是否上云", "On the community cloud"),
    "age_band": ("年龄段", "Age band"),
    "sex": ("性别", "Sex"),
    "registration_type": ("户籍类别", "Kind of registration"),
    "street": ("街镇", "Street"),
}
_GROUPS = {
    ON_CLOUD: ("已上云", "on cloud"),
    OFF_CLOUD: ("未上云或无记录", "not on cloud, or not recorded"),
    "male": ("男", "male"),
    "female": ("女", "female"),
    "unknown": ("不详", "unknown"),
    "local": ("本市", "local"),
    "non_local": ("外省市", "non-local"),
    "hong_kong_macau_taiwan": ("港澳台", "HK, Macau, Taiwan"),
    "foreign": ("外籍", "foreign"),
    UNRECORDED: ("未记录", UNRECORDED),
    **{name: (f"{name}岁".replace("+岁", "岁以上"), "") for name, _ in AGE_BANDS},
}
# A difference counts when it is at least a fifth and more than chance would give twice in a hundred times.
_LEAST_RATIO, _STANDARD_ERRORS = 0.8, 2.33


@dataclass(frozen=True)
class Cell:
    """One tag in one group. `rate`: of those decided, None where it cannot be shown. `heat`: 0 to 1."""

    rate: float | None
    unknown_rate: float | None
    heat: float
    hidden: bool


@dataclass(frozen=True)
class Question:
    """A tag that people off the cloud have less often: rates of both and the share undecided off it."""

    tag: Tag
    on_cloud: float
    off_cloud: float
    undecided_off_cloud: float | None


def fairness_page(rule_set: RuleSet, rates: pl.DataFrame, streets: Mapping[str, str], as_of: date) -> str:
    """Return the page as HTML.

    Args:
        rates: the frame `reports/fairness`.
        streets: street code → name.
    """
    tags = {tag.code: tag for tag in rule_set.tags}
    tables = {}
    for dimension in DIMENSIONS:
        of_dimension = rates.filter(pl.col("dimension") == dimension)
        if not of_dimension.is_empty():
            groups = _ordered(of_dimension["group"].unique().to_list(), streets)
            rows = [
                (tags[str(code)], _cells(part, groups))
                for (code,), part in of_dimension.group_by("tag_code", maintain_order=True)
                if str(code) in tags
            ]
            tables[dimension] = ([_title(group, streets) for group in groups], rows)
    return render(
        "fairness.html",
        here="fairness.html",
        dimensions=DIMENSIONS,
        tables=tables,
        questions=questions(rule_set, rates),
        as_of=as_of,
        rule_set_version=rule_set.version,
    )


def questions(rule_set: RuleSet, rates: pl.DataFrame) -> list[Question]:
    """Return the tags that people off the cloud have clearly less often than those on it, worst first."""
    questions = []
    cloud = rates.filter(pl.col("dimension") == "on_cloud")
    for tag in rule_set.tags:
        groups = {row["group"]: row for row in cloud.filter(pl.col("tag_code") == tag.code).to_dicts()}
        on, off = groups.get(ON_CLOUD), groups.get(OFF_CLOUD)
        on_rate, off_rate = _rate(on), _rate(off)
        if on is None or off is None or on_rate is None or off_rate is None:
            continue
        decided = [_decided(row) for row in (on, off)]
        pooled = (on["held"] + off["held"]) / sum(decided)
        error = sqrt(pooled * (1 - pooled) * sum(1 / count for count in decided))
        if off_rate < on_rate * _LEAST_RATIO and on_rate - off_rate > _STANDARD_ERRORS * error:
            questions.append(Question(tag, on_rate, off_rate, off["unknown"] / off["total"]))
    return sorted(questions, key=lambda question: question.off_cloud / question.on_cloud)


def _rate(row: Mapping[str, int | None] | None) -> float | None:
    """Return the share of those decided who have the tag; None where it is hidden or nobody is decided."""
    if row is None or None in (row["held"], row["total"], row["unknown"]):
        return None
    decided = _decided(row)
    return (row["held"] or 0) / decided if decided else None


def _decided(row: Mapping[str, Any]) -> int:
    """Return of how many people of a group the tag is known, from before where it is kept while unknown.

    Who keeps a tag counts as held and as unknown, so this is a little less where many do.
    """
    return int(max(row["total"] - row["unknown"], row["held"]))


def _cells(part: pl.DataFrame, groups: list[str]) -> list[Cell]:
    by_group = {row["group"]: row for row in part.to_dicts()}
    rates = {group: _rate(by_group.get(group)) for group in groups}
    most = max((rate for rate in rates.values() if rate), default=0.0)
    cells = []
    for group in groups:
        row, rate = by_group.get(group), rates[group]
        hidden = row is not None and None in (row["held"], row["total"], row["unknown"])
        unknown = row["unknown"] / row["total"] if row and not hidden and row["total"] else None
        cells.append(Cell(rate, unknown, (rate or 0.0) / most if most else 0.0, hidden))
    return cells


def _ordered(groups: list[str], streets: Mapping[str, str]) -> list[str]:
    order = [*_GROUPS, *streets]
    return sorted(groups, key=lambda g: (g == UNRECORDED, order.index(g) if g in order else len(order), g))


def _title(group: str, streets: Mapping[str, str]) -> tuple[str, str]:
    return _GROUPS.get(group, (streets.get(group, group), ""))
