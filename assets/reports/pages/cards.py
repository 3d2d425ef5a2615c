"""One page per tag and the index of all: what a tag says, on what grounds, from what, and of how many.

Belongs here: gathering what a card shows from the rule set and from published counts, pure. Does not belong
here: layout (`templates/card.html`, `templates/tags.html`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from assets.reports.pages.rendering import SUBJECTS, render
from assets.reports.pages.sparkline import Drawing, sparkline
from assets.reports.unknowns import OTHER_TITLES
from tag_rules.engine.expression import columns_read, parameters_read
from tag_rules.engine.life import ACTS
from tag_rules.engine.model import Feature, Parameter, RuleSet, Tag
from tag_rules.engine.verbalise import verbalise

GIVEN = {
    "upstream": ("由市级下发，按编码对应", "Given by the city, matched code by code"),
    "roll": ("来自部门名册", "From a department's roll"),
    "manual": (
        "由居民区人工认定，须有理由、经办人和期限",
        "Set by hand by a committee, with reason, operator and expiry",
    ),
    "rule": ("由本区规则计算", "Computed by our rule"),
}

Row = dict[str, Any]


@dataclass(frozen=True)
class Published:
    """What cards show of a publication.

    `statistic`: tag_statistic of every published date. `versions`: tag_version. `reasons`: unknown_reason of
    `as_of`, the newest published date. `streets`: street code → name.
    """

    as_of: date
    statistic: pl.DataFrame
    versions: pl.DataFrame
    reasons: pl.DataFrame
    streets: Mapping[str, str]


@dataclass(frozen=True)
class Street:
    """One street's count; None is hidden. `share`: of the street with most, for the bar."""

    name: str
    count: int | None
    share: float


@dataclass(frozen=True)
class Counts:
    """How many have the tag and how many are undecided in the district; None is hidden."""

    held: int | None
    unknown: int | None
    streets: tuple[Street, ...]
    drawing: Drawing | None


@dataclass(frozen=True)
class Gap:
    """A reason for which subjects are undecided: the facts missing, late sources, how many (None: hidden)."""

    missing: tuple[str, ...]
    late: tuple[str, ...]
    subjects: int | None


def tag_pages(rule_set: RuleSet, published: Published) -> dict[str, str]:
    """Return file name → HTML of the catalogue and of one card per tag of the rule set."""
    dates = sorted(published.statistic["snapshot_date"].unique())
    statistic = _by_tag(published.statistic)
    counts = {tag.code: _counts(tag, published, statistic.get(tag.code, []), dates) for tag in rule_set.tags}
    reasons, versions = _by_tag(published.reasons), _by_tag(published.versions)
    pages = {"tags.html": _index(rule_set, published, counts)}
    neighbours = [None, *rule_set.tags, None]
    for at, tag in enumerate(rule_set.tags):
        pages[f"{tag.code}.html"] = _card(
            rule_set,
            tag,
            published.as_of,
            counts[tag.code],
            _gaps(rule_set, tag, reasons.get(tag.code, [])),
            _newest_first(versions.get(tag.code, [])),
            (neighbours[at], neighbours[at + 2]),
        )
    return pages


def _by_tag(frame: pl.DataFrame) -> dict[str, list[Row]]:
    """Return the rows of each tag, in their order."""
    rows: dict[str, list[Row]] = {}
    for row in frame.iter_rows(named=True):
        rows.setdefault(row["tag_code"], []).append(row)
    return rows


def _card(
    rule_set: RuleSet,
    tag: Tag,
    as_of: date,
    counts: Counts,
    gaps: list[Gap],
    versions: list[Row],
    neighbours: tuple[Tag | None, Tag | None],
) -> str:
    trees = [tree for tree in (tag.condition, tag.value_expression) if tree is not None]
    read = dict.fromkeys(name for tree in trees for name in columns_read(tree))
    parameters = dict.fromkeys(name for tree in trees for name in parameters_read(tree))
    features = rule_set.features.get(tag.subject, {})
    words = {
        "zh": verbalise(tag, rule_set, as_of, "zh"),
        "en": verbalise(tag, rule_set, as_of, "en"),
    }
    inputs: list[Feature] = [features[name] for name in read]
    limits: list[tuple[str, Parameter]] = [(name, rule_set.parameters[name]) for name in parameters]
    return render(
        "card.html",
        here=f"{tag.code}.html",
        tag=tag,
        acts=ACTS,
        purpose=rule_set.purposes[tag.purpose],
        given=GIVEN[tag.origin],
        words=words,
        inputs=inputs,
        limits=limits,
        counts=counts,
        gaps=gaps,
        versions=versions,
        consumers=[consumer for consumer in rule_set.consumers if tag.code in rule_set.tags_of(consumer)],
        as_of=as_of,
        rule_set_version=rule_set.version,
        before=neighbours[0],
        after=neighbours[1],
    )


def _index(rule_set: RuleSet, published: Published, counts: Mapping[str, Counts]) -> str:
    groups: dict[tuple[str, str], list[Tag]] = {}
    for tag in rule_set.tags:
        groups.setdefault((tag.level, tag.category_code), []).append(tag)
    by_subject = {
        subject: sum(tag.subject == subject for tag in rule_set.tags)
        for subject in SUBJECTS
        if any(tag.subject == subject for tag in rule_set.tags)
    }
    return render(
        "tags.html",
        here="tags.html",
        levels={
            level: [(tags[0].category_title, tags) for (of, _), tags in groups.items() if of == level]
            for level in ("municipal", "district")
        },
        counts=counts,
        by_subject=by_subject,
        total=len(rule_set.tags),
        labels=len(rule_set.problem_labels),
        as_of=published.as_of,
        rule_set_version=rule_set.version,
    )


def _counts(tag: Tag, published: Published, rows: list[Row], dates: list[date]) -> Counts:
    """Return what the rows of tag_statistic say of the tag; `dates`: all that are published."""
    newest = [row for row in rows if row["snapshot_date"] == published.as_of]
    district = next((row for row in newest if row["area_level"] == "district"), {"count": 0, "unknown": 0})
    by_street = {row["area_code"]: row["count"] for row in newest if row["area_level"] == "street"}
    most = max((count or 0 for count in by_street.values()), default=0)
    named: dict[str, int | None] = {**dict.fromkeys(published.streets, 0), **by_street}
    streets = [
        Street(published.streets.get(code, code), count, (count or 0) / most if most else 0.0)
        for code, count in named.items()
    ]
    # Hidden ones last: their order would otherwise tell how small they are.
    streets.sort(key=lambda street: (street.count is None, -(street.count or 0), street.name))
    days = {row["snapshot_date"]: row["count"] for row in rows if row["area_level"] == "district"}
    points = [(day, days.get(day, 0)) for day in dates if tag.in_force(day)]
    return Counts(
        district["count"],
        district["unknown"],
        tuple(streets) if most or None in by_street.values() else (),
        sparkline(points),
    )


def _gaps(rule_set: RuleSet, tag: Tag, reasons: list[Row]) -> list[Gap]:
    titles = {
        name: f"{f.title.zh} {f.title.en}" for name, f in rule_set.features.get(tag.subject, {}).items()
    }
    return [
        Gap(
            tuple(titles.get(name, OTHER_TITLES.get(name, name)) for name in row["missing"]),
            tuple(row["late_sources"]),
            row["subjects"],
        )
        for row in reasons
    ]


def _newest_first(versions: list[Row]) -> list[Row]:
    return sorted(versions, key=lambda row: row["version"], reverse=True)
