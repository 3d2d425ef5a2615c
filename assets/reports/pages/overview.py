"""The first page of a published date: the district at a glance.

Belongs here: choosing what stands on it, pure. Does not belong here: layout (`templates/index.html`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from assets.intake.quarantine.reason_codes import REASONS
from assets.reports.code_titles import written_titles
from assets.reports.pages.area_facts import BASES, Area, Facts, TagLine, alarms_of, share, tag_line
from assets.reports.pages.rendering import render
from assets.reports.pages.sparkline import Drawing, sparkline
from assets.reports.unknowns import OTHER_TITLES, ranking
from tag_rules.engine.model import RuleSet, Tag

MOST_CHANGES, MOST_GAPS, MOST_REFUSED = 10, 10, 8
NOT_GOOD = ("late", "missing", "partial", "damaged")
"""States of a source that a reader is told of."""


@dataclass(frozen=True)
class Cell:
    """One street's rate of a tag: per hundred of its subjects, or the count where those are not counted."""

    rate: float | None
    unknown_share: float | None
    heat: float


def overview(facts: Facts, rule_set: RuleSet) -> str:
    """Return the page as HTML."""
    told = [tag_line(facts, facts.district.code, tag) for tag in rule_set.tags]
    columns = heat_columns(rule_set, told)
    return render(
        "index.html",
        here="index.html",
        facts=facts,
        on_cloud=share(
            facts.record(facts.district.code, "household_on_cloud"),
            facts.record(facts.district.code, "household"),
        ),
        held=sum(line.count or 0 for line in told),
        unknown=sum(line.unknown or 0 for line in told),
        mostly_unknown=[line for line in told if line.mostly_unknown],
        changed=_most_changed(told),
        causes=written_titles()["cause"],
        columns=columns,
        heat=_heat(facts, columns),
        coverage=[(street, _coverage(facts, street.code)) for street in facts.streets],
        refused=_refused(facts),
        refused_rows=facts.quarantine.filter(pl.col("snapshot_date") == facts.as_of)["rows"].sum(),
        refused_drawn=_refused_over_time(facts),
        gaps=_gaps(facts, rule_set),
        not_good=_not_good(facts),
        alarms=alarms_of(facts, rule_set, facts.district),
        as_of=facts.as_of,
        rule_set_version=rule_set.version,
    )


def heat_columns(rule_set: RuleSet, told: Sequence[TagLine]) -> list[Tag]:
    """Return what the heat map shows: of every ledger of tags the one that most in the district have."""
    counts = {line.tag.code: line.count or 0 for line in told}
    columns = []
    for ledger in rule_set.ledgers:
        codes = [code for code in ledger.tags if rule_set.tag(code).subject != "case"]
        best = max(codes, key=lambda code: (counts.get(code, 0), code), default=None)
        if best is not None and counts.get(best):
            columns.append(rule_set.tag(best))
    return list({tag.code: tag for tag in columns}.values())


def _rate(facts: Facts, area: str, tag: Tag) -> float | None:
    line = tag_line(facts, area, tag, drawn=False)
    if tag.subject not in BASES:
        return None if line.count is None else float(line.count)
    rate = share(line.count, facts.record(area, BASES[tag.subject]))
    return None if rate is None else rate * 100


def _heat(facts: Facts, columns: Sequence[Tag]) -> list[tuple[Area, list[Cell]]]:
    """Return the cells of every street, each column as hot as its share of the column's highest rate."""
    most = {
        tag.code: max((_rate(facts, street.code, tag) or 0.0 for street in facts.streets), default=0.0)
        for tag in columns
    }
    rows = []
    for street in facts.streets:
        cells = []
        for tag in columns:
            rate, line = _rate(facts, street.code, tag), tag_line(facts, street.code, tag, drawn=False)
            heat = (rate or 0.0) / most[tag.code] if most[tag.code] else 0.0
            cells.append(Cell(rate, line.unknown_share, heat))
        rows.append((street, cells))
    return rows


def _coverage(facts: Facts, area: str) -> dict[str, Any]:
    households = facts.record(area, "household")
    return {
        "residents": facts.record(area, "resident"),
        "households": households,
        "on_cloud": share(facts.record(area, "household_on_cloud"), households),
        "matched": share(facts.record(area, "household_matched"), households),
    }


def _most_changed(told: Sequence[TagLine]) -> list[TagLine]:
    changed = [line for line in told if line.change]
    return sorted(changed, key=lambda line: (-abs(line.change or 0), line.tag.code))[:MOST_CHANGES]


def _refused(facts: Facts) -> list[dict[str, Any]]:
    """Return the reasons most rows were refused for, with how many and from which sources."""
    today = facts.quarantine.filter(pl.col("snapshot_date") == facts.as_of)
    by_reason = (
        today.group_by("reason_code")
        .agg(pl.col("rows").sum(), sources=pl.col("source").sort_by("rows", descending=True))
        .sort("rows", "reason_code", descending=[True, False])
    )
    return [
        row | {"reason": REASONS.get(row["reason_code"]), "named": _named(facts, row["sources"])}
        for row in by_reason.head(MOST_REFUSED).iter_rows(named=True)
    ]


def _named(facts: Facts, sources: Sequence[str]) -> str:
    names = [_source(facts, source)[0] for source in sources[:3]]
    return "、".join(names) + (f" 等{len(sources)}个来源" if len(sources) > 3 else "")


def _source(facts: Facts, source: str) -> tuple[str, str]:
    return facts.titles.get("source", {}).get(source, (source, source))


def _refused_over_time(facts: Facts) -> Drawing | None:
    days = dict(facts.quarantine.group_by("snapshot_date").agg(pl.col("rows").sum()).iter_rows())
    return sparkline([(day, days.get(day, 0)) for day in facts.dates])


def _gaps(facts: Facts, rule_set: RuleSet) -> list[dict[str, Any]]:
    """Return which facts to collect, what decides most first."""
    titles = {
        feature.name: (feature.title.zh, feature.title.en)
        for features in rule_set.features.values()
        for feature in features.values()
    }
    codes = {tag.code: tag for tag in rule_set.tags}
    return [
        row
        | {
            "title": titles.get(row["missing"], (OTHER_TITLES.get(row["missing"], row["missing"]), "")),
            "tags": [codes[code] for code in row["tags"] if code in codes],
        }
        for row in ranking(facts.reasons).head(MOST_GAPS).iter_rows(named=True)
    ]


def _not_good(facts: Facts) -> list[dict[str, Any]]:
    said = written_titles()["source_state"]
    bad = facts.status.filter(pl.col("state").cast(pl.String).is_in(list(NOT_GOOD)))
    return [
        row | {"title": _source(facts, row["source"]), "said": said[str(row["state"])]}
        for row in bad.iter_rows(named=True)
    ]
