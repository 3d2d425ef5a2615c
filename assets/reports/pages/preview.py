"""The page of a preview: what a change of rules would do, tag by tag and street by street.

Belongs here: putting counts, rules and words side by side, pure. Does not belong here: comparing or hiding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from assets.reports.pages.label_changes import LabelChange
from assets.reports.pages.rendering import render
from assets.reports.previews import DISTRICT
from tag_rules.engine.model import RuleSet, Tag
from tag_rules.engine.preview import MEASURES, Preview, who_is_counted
from tag_rules.engine.verbalise import verbalise

_MOVES = ("gained", "lost", "became_unknown")
Shown = Mapping[str, int | None]


@dataclass(frozen=True)
class Area:
    """One street's counts, and for each measure its share of the largest count shown, for the bars."""

    name: str
    counts: Shown
    shares: Mapping[str, float]


@dataclass(frozen=True)
class Version:
    """A tag in one of the two rule sets: None where it is not there or not in force.

    `stage`: of what is not for everybody, who is counted, in both languages.
    """

    tag: Tag | None
    words_zh: tuple[str, ...]
    words_en: tuple[str, ...]
    stage: tuple[str, str] | None = None


@dataclass(frozen=True)
class Change:
    """One changed tag: both versions, the district's counts, and those of each street."""

    tag: Tag
    before: Version
    after: Version
    district: Shown
    areas: tuple[Area, ...]


def preview_page(
    preview: Preview,
    shown: pl.DataFrame,
    rule_sets: tuple[RuleSet, RuleSet],
    against: str,
    streets: Mapping[str, str],
    labels: Sequence[LabelChange] = (),
) -> str:
    """Return the page as HTML.

    Args:
        shown: the counts that may be shown (`previews.shown_counts`).
        rule_sets: before and after.
        against: what the rules before were called by who asked.
        streets: street code → name.
        labels: the problem labels that are given to other texts.
    """
    changes = [_change(code, preview, shown, rule_sets, streets) for code in preview.changed]
    return render(
        "preview.html",
        linked=False,
        preview=preview,
        against=against,
        changes=changes,
        measures=MEASURES,
        labels=labels,
    )


def _change(
    code: str,
    preview: Preview,
    shown: pl.DataFrame,
    rule_sets: tuple[RuleSet, RuleSet],
    streets: Mapping[str, str],
) -> Change:
    versions = [_version(code, rule_set, preview) for rule_set in rule_sets]
    tag = versions[1].tag or versions[0].tag
    assert tag is not None
    rows = {
        row["street_code"]: {name: row[name] for name in MEASURES}
        for row in shown.filter(pl.col("tag_code") == code).iter_rows(named=True)
    }
    district = rows.pop(DISTRICT)
    most = max((row[name] or 0 for row in rows.values() for name in _MOVES), default=0)
    areas = [
        Area(
            streets.get(street, street),
            row,
            {name: (row[name] or 0) / most if most else 0.0 for name in MEASURES},
        )
        for street, row in rows.items()
    ]
    areas.sort(key=lambda area: (-sum(area.counts[name] or 0 for name in _MOVES), area.name))
    return Change(tag, versions[0], versions[1], district, tuple(areas))


def _version(code: str, rule_set: RuleSet, preview: Preview) -> Version:
    then = rule_set.at(preview.as_of).tags
    tag = next((tag for tag in then if tag.code == code and tag.in_force(preview.as_of)), None)
    if tag is None:
        return Version(None, (), ())
    zh = verbalise(tag, rule_set, preview.as_of, "zh")
    en = verbalise(tag, rule_set, preview.as_of, "en")
    return Version(tag, tuple(zh), tuple(en), who_is_counted(tag, preview.as_of))
