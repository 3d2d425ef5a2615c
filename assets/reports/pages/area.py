"""A page per street and per committee: who lives there, what they need, what is there, how good the data are.

Belongs here: choosing what stands on them, pure. Does not belong here: layout (`templates/area.html`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assets.reports.committee_profile import ROUNDED
from assets.reports.coverage import SHARES
from assets.reports.pages.area_facts import (
    Area,
    Facts,
    TagLine,
    Titles,
    alarms_of,
    history_of,
    item_titles,
    profile_of,
    share,
    tag_line,
    tags_of,
)
from assets.reports.pages.area_quality import committee_rates, quality_lines
from assets.reports.pages.rendering import render
from assets.reports.quality_charts import SHOWN
from tag_rules.engine.model import Ledger, RuleSet

LISTS = {
    "feature": ("特征", "Characteristics"),
    "needs": ("需求清单", "Needs"),
    "resources": ("资源清单", "Resources"),
    "services": ("服务清单", "Services"),
    "gaps": ("短板清单", "Gaps"),
}

_HISTORIES = (("category", "tag_category", "类别", "category"), ("source", "case_source", "来源", "source"))
"""What cases are counted by over the years: the column, the list of its codes, and what it is called."""


def area_pages(facts: Facts, rule_set: RuleSet) -> Iterator[tuple[str, str]]:
    """Give file name and HTML of every street's and committee's page."""
    titles = item_titles(facts, rule_set)
    shares = {row["committee_code"]: row for row in facts.coverage.iter_rows(named=True)}
    for area in facts.areas.values():
        yield f"{area.code}.html", _page(facts, rule_set, area, titles, shares.get(area.code))


def _page(
    facts: Facts,
    rule_set: RuleSet,
    area: Area,
    titles: Titles,
    shares: Mapping[str, Any] | None,
) -> str:
    households = facts.record(area.code, "household")
    street = facts.areas.get(area.parent or "")
    return render(
        "area.html",
        here=f"{area.code}.html",
        area=area,
        street=street,
        district=facts.district,
        residents=facts.record(area.code, "resident"),
        households=households,
        on_cloud=share(facts.record(area.code, "household_on_cloud"), households),
        matched=share(facts.record(area.code, "household_matched"), households),
        lists=_lists(facts, area, titles) if street else {},
        list_titles=LISTS,
        rounded=ROUNDED,
        units=facts.titles.get("unit", {}),
        alarms=alarms_of(facts, rule_set, area),
        histories=[
            (zh, en, facts.titles.get(titles_of, {}), *history_of(facts, area.code, by))
            for by, titles_of, zh, en in _HISTORIES
        ],
        categories=tags_of(facts, rule_set, area.code),
        ledgers=[(ledger, _in_ledger(facts, rule_set, area, ledger)) for ledger in rule_set.ledgers],
        committees=[
            (each, facts.record(each.code, "resident"), facts.record(each.code, "household"))
            for each in facts.committees(area.code)
        ],
        quality=quality_lines(facts, area.code),
        rates=[] if street else committee_rates(facts, area.code),
        rate_titles=[title.split(" ", 1) for title in SHOWN.values()],
        shares=_shares(shares),
        before=facts.before,
        as_of=facts.as_of,
        rule_set_version=rule_set.version,
    )


def _lists(
    facts: Facts, area: Area, titles: Mapping[str, tuple[str, str]]
) -> dict[str, list[dict[str, Any]]]:
    return {
        kind: [row | {"title": titles.get(row["item"], (row["item"], ""))} for row in rows]
        for kind, rows in profile_of(facts, area.code).items()
    }


def _in_ledger(facts: Facts, rule_set: RuleSet, area: Area, ledger: Ledger) -> list[TagLine]:
    lines = [tag_line(facts, area.code, rule_set.tag(code), drawn=False) for code in ledger.tags]
    return [line for line in lines if line.count is None or line.count or line.unknown]


def _shares(row: Mapping[str, Any] | None) -> list[tuple[str, float | None]]:
    if row is None:
        return []
    named = {"on_cloud_share": "已上云户 Households on the cloud", **SHARES}
    return [(title, row[name]) for name, title in named.items()]
