"""How well an area's records fit together: each item now and over the published dates, and by committee.

Belongs here: putting counts of `record_quality` side by side, pure. Does not belong here: counting, hiding,
and judging those who keep records: committees with most to mend stand first because help goes there first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assets.reports.pages.area_facts import Area, Facts, share
from assets.reports.pages.sparkline import Drawing, sparkline
from assets.reports.quality_charts import SHOWN
from assets.reports.record_quality import BASES, ITEMS, base_of

MATCHED = "household_matched"


@dataclass(frozen=True)
class QualityLine:
    """One item in one area. `count`: None is hidden; `share`: of all of its kind, None where not told.

    `whole`: whether the item is all of a kind, which has no share. `drawing`: the counts over the dates.
    """

    item: str
    title: str
    whole: bool
    count: int | None
    share: float | None
    drawing: Drawing | None


@dataclass(frozen=True)
class Rates:
    """One committee: share of each item of `SHOWN`, None where not told; its matched households drawn."""

    area: Area
    shares: Sequence[float | None]
    drawing: Drawing | None


def quality_lines(facts: Facts, area: str) -> list[QualityLine]:
    """Return a line per item that the area has or had on one of the dates drawn."""
    there = facts.records.get(area, {})
    return [
        QualityLine(
            item,
            title,
            item in BASES,
            facts.record(area, item),
            share_of(facts, area, item),
            course_of(facts, area, item),
        )
        for item, title in ITEMS.items()
        if item in there and facts.as_of in there.get(base_of(item) or item, {})
    ]


def committee_rates(facts: Facts, street: str) -> list[Rates]:
    """Return the committees of a street, the smallest share of matched households first.

    Those whose share is hidden stand last in the order of their codes: their place would tell it.
    """
    rates = [
        Rates(
            area,
            [share_of(facts, area.code, item) for item in SHOWN],
            course_of(facts, area.code, MATCHED),
        )
        for area in facts.committees(street)
    ]
    matched = list(SHOWN).index(MATCHED)
    return sorted(rates, key=lambda row: (row.shares[matched] is None, row.shares[matched] or 0.0))


def share_of(facts: Facts, area: str, item: str) -> float | None:
    """Return the share of all of its kind that an item is; None where one of the two counts is not told."""
    base = base_of(item)
    return share(facts.record(area, item), facts.record(area, base)) if base else None


def course_of(facts: Facts, area: str, item: str) -> Drawing | None:
    """Return an item's counts over the dates on which the area had any of its kind; hidden ones break it."""
    there = facts.records.get(area, {})
    own = there.get(item, {})
    days = sorted(there.get(base_of(item) or item, {}))
    return sparkline([(day, own.get(day, (0, 0))[0]) for day in days])
