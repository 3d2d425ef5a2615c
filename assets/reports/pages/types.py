"""The page of the community analysis (社区分析工具): what types of areas are like, need, have and lack.

Belongs here: putting the profiles of a type's committees together, pure. Does not belong here: which type a
committee is of (`community`), counting: sums are of what profiles show, so with hidden counts they are least.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from assets.reports.community import community
from assets.reports.pages.area_facts import Area, Facts, Titles, item_titles
from assets.reports.pages.rendering import render
from tag_rules.engine.model import RuleSet, Title

MOST = 6


@dataclass(frozen=True)
class Kind:
    """One type: its committees, medians of facts (thousandths), and its lists, the most first."""

    code: str
    title: Title
    committees: tuple[Area, ...]
    residents: int
    medians: dict[str, float | None]
    needs: list[dict[str, Any]]
    gaps: list[dict[str, Any]]
    resources: list[dict[str, Any]]


def types_page(facts: Facts, rule_set: RuleSet) -> str:
    """Return the page as HTML."""
    typed = (
        facts.profile.filter(pl.col("item").str.starts_with("type:"))
        .select("committee_code", type=pl.col("item").str.strip_prefix("type:"))
        .unique("committee_code")
    )
    profile = facts.profile.join(typed, on="committee_code")
    titles = item_titles(facts, rule_set)
    rules = community()
    return render(
        "types.html",
        here="types.html",
        kinds=[
            _kind(facts, profile.filter(pl.col("type") == code), code, title, titles)
            for code, title in rules.titles.items()
            if code in typed["type"]
        ],
        not_typed=facts.profile["committee_code"].n_unique() - typed.height,
        rules=rules,
        as_of=facts.as_of,
        rule_set_version=rule_set.version,
    )


def _kind(facts: Facts, profile: pl.DataFrame, code: str, title: Title, titles: Titles) -> Kind:
    def median(item: str) -> float | None:
        value = profile.filter(pl.col("item") == item)["number"].median()
        return float(value) if isinstance(value, int | float) else None

    codes = profile["committee_code"].unique().sort()
    return Kind(
        code,
        title,
        tuple(facts.areas.get(each, Area(each, each)) for each in codes),
        int(profile.filter(pl.col("item") == "residents")["number"].sum()),
        {name: median(name) for name in ("share_60_plus", "share_rented", "share_on_cloud")},
        _most(profile, "needs", titles),
        _most(profile, "gaps", titles),
        _most(profile, "resources", titles),
    )


def _most(profile: pl.DataFrame, kind: str, titles: Titles) -> list[dict[str, Any]]:
    """Return the items that most committees of the type have, with what their numbers add up to."""
    items = profile.filter((pl.col("list_kind") == kind) & ~pl.col("item").str.starts_with("missing:"))
    added = items.group_by("item", "unit").agg(
        committees=pl.col("committee_code").n_unique(),
        number=pl.col("number").sum(),
        unknown=pl.col("unknown").sum(),
        some_hidden=pl.col("suppressed").any(),
    )
    most = added.sort("committees", "number", "item", descending=[True, True, False]).head(MOST)
    return [row | {"title": titles.get(row["item"], (row["item"], ""))} for row in most.to_dicts()]
