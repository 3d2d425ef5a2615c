"""What the pages of areas show, from published frames: tags of an area with what is undecided, its figures.

Belongs here: putting published counts side by side, pure. Does not belong here: counting, or deciding which
counts are hidden (`statistics`, `suppression`): a count that is null here is hidden there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from assets.problems.trends.alarms import in_words
from assets.reports.pages.sparkline import Drawing, sparkline
from tag_rules.engine.model import RuleSet, Tag

Row = dict[str, Any]
Titles = Mapping[str, tuple[str, str]]
"""Chinese and English name by code."""
YEARS = 4
"""Calendar years that a history shows."""
MOSTLY = 0.5
"""From this share undecided on, a count is said to be of a few of many."""
BASES = {"resident": "resident", "household": "household", "dwelling": "dwelling"}
"""By subject of a tag: the item of record_quality that counts all of them."""


@dataclass(frozen=True)
class Area:
    """A district, street or committee; `parent` is the code of the street of a committee."""

    code: str
    name: str
    parent: str | None = None


@dataclass(frozen=True)
class TagLine:
    """One tag in one area. None is hidden; `change`: since the published date before, None where not told.

    unknown_share: of all subjects of the kind there, None where their number is not told.
    """

    tag: Tag
    count: int | None
    unknown: int | None
    change: int | None
    unknown_share: float | None
    drawing: Drawing | None

    @property
    def mostly_unknown(self) -> bool:
        """Whether at least as many are undecided as are known to have it or not."""
        return self.unknown_share is not None and self.unknown_share >= MOSTLY


@dataclass(frozen=True)
class Facts:
    """What a published date says of all areas.

    `before`: the published date before it. `statistic` and `quality`: tag_statistic and record_quality of the
    dates drawn. `profile`, `coverage`, `reasons` and `status`: of `as_of`. `quarantine`: quarantine_summary
    of the dates drawn. `changes`: cause, change, edits of the date; `causes`: tag code → the cause of most
    of its edits. `failed`: checks of the gate that failed, table, name and severity. `history`:
    committee_code, year, category (of problems; null: not labelled), source, cases. `alarms`: problems/alarm.
    `titles`: by list of codes the Chinese and English title of each code.
    """

    as_of: date
    before: date | None
    statistic: pl.DataFrame
    quality: pl.DataFrame
    profile: pl.DataFrame
    coverage: pl.DataFrame
    quarantine: pl.DataFrame
    reasons: pl.DataFrame
    status: pl.DataFrame
    changes: Mapping[str, int | None]
    causes: Mapping[str, str]
    failed: Sequence[tuple[str, str, str]]
    areas: Mapping[str, Area]
    district: Area
    publication: int
    history: pl.DataFrame
    alarms: pl.DataFrame
    titles: Mapping[str, Titles] = field(default_factory=dict)

    @cached_property
    def streets(self) -> list[Area]:
        """All streets, by code."""
        return [area for _, area in sorted(self.areas.items()) if area.parent is None]

    def committees(self, street: str) -> list[Area]:
        """Return the committees of a street, by code."""
        return [area for _, area in sorted(self.areas.items()) if area.parent == street]

    @cached_property
    def dates(self) -> list[date]:
        """The published dates drawn, oldest first."""
        return sorted(self.statistic["snapshot_date"].unique())

    @cached_property
    def counts(self) -> dict[str, dict[str, dict[date, tuple[int | None, int | None]]]]:
        """By area, tag and date: count and unknown; None is hidden, no entry means nobody."""
        return _nested(self.statistic, "tag_code", "count", "unknown")

    @cached_property
    def records(self) -> dict[str, dict[str, dict[date, tuple[int | None, int | None]]]]:
        """By area, item of record_quality and date: the count, twice."""
        return _nested(self.quality, "item", "count", "count")

    def record(self, area: str, item: str) -> int | None:
        """Return how many records of an item an area has; None is hidden."""
        return self.records.get(area, {}).get(item, {}).get(self.as_of, (0, 0))[0]


def _nested(
    frame: pl.DataFrame, name: str, first: str, second: str
) -> dict[str, dict[str, dict[date, tuple[int | None, int | None]]]]:
    nested: dict[str, dict[str, dict[date, tuple[int | None, int | None]]]] = {}
    for area, item, day, *counts in frame.select(
        "area_code", name, "snapshot_date", pl.col(first).alias("_first"), pl.col(second).alias("_second")
    ).iter_rows():
        nested.setdefault(area, {}).setdefault(item, {})[day] = (counts[0], counts[1])
    return nested


def tag_line(facts: Facts, area: str, tag: Tag, drawn: bool = True) -> TagLine:
    """Return how a tag stands in an area; `drawn`: with its course over the dates."""
    days = facts.counts.get(area, {}).get(tag.code, {})
    count, unknown = days.get(facts.as_of, (0, 0))
    earlier = days.get(facts.before, (0, 0))[0] if facts.before else None
    base = facts.record(area, BASES[tag.subject]) if tag.subject in BASES else None
    points = [(day, days.get(day, (0, 0))[0]) for day in facts.dates if tag.in_force(day)]
    return TagLine(
        tag,
        count,
        unknown,
        count - earlier if count is not None and earlier is not None else None,
        min(1.0, unknown / base) if unknown is not None and base else None,
        sparkline(points) if drawn and any(number for _, number in points) else None,
    )


def tags_of(facts: Facts, rule_set: RuleSet, area: str) -> list[tuple[Any, list[TagLine]]]:
    """Return the tags that somebody there has or may have, by category: its title and the tags.

    A committee's own tags are not counted there: they are its characteristics.
    """
    of_area = facts.counts.get(area, {})
    groups: dict[tuple[str, str], list[Tag]] = {}
    for tag in rule_set.tags:
        count, unknown = of_area.get(tag.code, {}).get(facts.as_of, (0, 0))
        if (count is None or count or unknown) and not (tag.subject == "committee" and area in facts.areas):
            groups.setdefault((tag.level, tag.category_code), []).append(tag)
    return [
        (tags[0].category_title, [tag_line(facts, area, tag) for tag in tags]) for tags in groups.values()
    ]


def item_titles(facts: Facts, rule_set: RuleSet) -> Titles:
    """Return what items of profiles are called: facts and kinds, tags, problem labels."""
    titles = dict(facts.titles.get("profile_item", {}))
    titles |= {each.code: (each.title.zh, each.title.en) for each in rule_set.problem_labels}
    return titles | {each.code: (each.title.zh, each.title.en) for each in rule_set.tags}


def alarms_of(facts: Facts, rule_set: RuleSet, area: Area) -> list[str]:
    """Return what is unusual in an area in words, the highest first; of the district, in all areas."""
    labels = {label.code: label.title.zh for label in rule_set.problem_labels}
    found = facts.alarms.filter(pl.col("area_level").is_in(["district", "street", "committee"]))
    if area is not facts.district:
        found = found.filter(pl.col("area_code") == area.code)
    names = {code: each.name for code, each in facts.areas.items()}
    return [
        in_words(row, names.get(row["area_code"], facts.district.name), labels[row["label_code"]])
        for row in found.sort("score", descending=True).iter_rows(named=True)
        if row["label_code"] in labels
    ]


def history_of(facts: Facts, committee: str, by: str) -> tuple[list[int], list[tuple[str, list[int]]]]:
    """Return the years there are, and by category or source how many cases came in each, most first."""
    of_committee = facts.history.filter(pl.col("committee_code") == committee)
    cases = of_committee.group_by(by, "year").agg(pl.col("cases").sum())
    years = sorted(cases["year"].unique())[-YEARS:]
    by_code: dict[str, dict[int, int]] = {}
    for code, year, number in cases.select(by, "year", "cases").iter_rows():
        by_code.setdefault(code, {})[year] = number
    rows = [(code, [of.get(year, 0) for year in years]) for code, of in by_code.items()]
    return years, sorted((row for row in rows if any(row[1])), key=lambda row: (-sum(row[1]), row[0] or "~"))


def share(part: int | None, whole: int | None) -> float | None:
    """Return a share of shown counts; None where one is hidden or nobody is there."""
    return part / whole if part is not None and whole else None


def profile_of(facts: Facts, committee: str) -> dict[str, list[Row]]:
    """Return the items of a committee's four lists, in their order."""
    lists: dict[str, list[Row]] = {
        "feature": [], "needs": [], "gaps": [], "resources": [], "services": [],
    }  # fmt: skip
    of_committee = facts.profile.filter(pl.col("committee_code") == committee).sort("rank")
    for row in of_committee.iter_rows(named=True):
        lists[row["list_kind"]].append(row)
    return lists
