"""How often tags are given to different groups of people: by age band, sex, street, registration, on-cloud.

Belongs here: counting by group, with small counts hidden. Does not belong here: whether a difference is
fair. People differ in need; a difference is a question to ask of the data first, and the report asks it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

import polars as pl

from assets.reports.counts import held_and_unknown
from assets.reports.statistics import DISTRICT, NO_RELATIONS, STREET
from assets.reports.suppression import SMALL, hidden_groups, left_of_groups
from assets.reports.tag_table import Area, Counted, hide_together
from tag_rules.engine.age import latest_birth_date
from tag_rules.engine.analysis.implied_tags import Relations

SCHEMA = pl.Schema(
    {
        "tag_code": pl.String(),
        "subject": pl.String(),
        "dimension": pl.String(),
        "group": pl.String(),
        "total": pl.Int64(),
        "held": pl.Int64(),
        "unknown": pl.Int64(),
    }
)
AGE_BANDS = (("0-13", 0), ("14-17", 14), ("18-34", 18), ("35-59", 35), ("60-79", 60), ("80+", 80))
UNRECORDED = "not recorded"
GROUPED = ("resident", "household")
"""The kinds of subject whose tags are counted by group: people."""
ON_CLOUD, OFF_CLOUD = "on cloud", "not on cloud"
_WHOLE: Area = ("",)
"""All groups of a dimension, as an area; a group is one within."""
Shown = dict[str, tuple[int | None, int | None]]
"""By group: held and unknown, None where hidden."""


def tag_rates(
    statistic: pl.DataFrame,
    quality: pl.DataFrame,
    outcomes: Iterable[Mapping[str, pl.DataFrame]],
    features: Mapping[str, pl.DataFrame],
    as_of: date,
    relations: Relations = NO_RELATIONS,
) -> pl.DataFrame:
    """Return one row per tag and group of residents or of households: `SCHEMA`, sorted.

    Residents by age_band, sex, street, registration_type and on_cloud (of their household; not on record
    counts as off), households by street and on_cloud. total: people in the group. held: those with the tag,
    disputed ones aside. unknown: those for whom it is undecided. Each is null where it is small, leaves few
    of its group or would give a small one away within its dimension; by street, total is what `quality`
    shows, held and unknown are what the statistic shows, and none is shown of people of no street.

    Args:
        quality: record_quality of the same date.
        statistic: tag_statistic of the same `outcomes` (data model section 4), which come as one or more
            parts of the subjects; `features` section 3 by subject.
        relations: what the rules say of each other, which readers know.
    """
    groups = {
        subject: groups_of(subject, frame, as_of) for subject, frame in features.items() if subject in GROUPED
    }
    # People alike in every dimension are one kind: there are a few thousand kinds, and many more people.
    kinds = {
        subject: each.drop("subject_id").unique().with_row_index("kind") for subject, each in groups.items()
    }
    kind_of = {
        subject: each.join(kinds[subject], on=each.columns[1:]).select("subject_id", "kind")
        for subject, each in groups.items()
    }
    counts: dict[str, list[pl.DataFrame]] = {subject: [] for subject in groups}
    for part in outcomes:
        for subject, counted in counts.items():
            counted.append(_by_kind(subject, part, kind_of[subject]))
    rates = []
    for subject, parts in counts.items():
        if parts:
            by_kind = pl.concat(parts).join(kinds[subject], on="kind")
            rates.append(_of_subject(subject, statistic, quality, by_kind, groups[subject], relations))
    return pl.concat([SCHEMA.to_frame(), *rates]).sort("tag_code", "dimension", "group")


def groups_of(subject: str, frame: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return subject_id and one String column per dimension."""
    cloud = "household_on_cloud" if subject == "resident" else "on_cloud"
    # Nothing on record about the cloud is nothing from the cloud: both are without its records.
    on_cloud = pl.when(pl.col(cloud)).then(pl.lit(ON_CLOUD)).otherwise(pl.lit(OFF_CLOUD))
    columns = {"street": pl.col("street_code"), "on_cloud": on_cloud}
    if subject == "resident":
        columns |= {
            "age_band": _age_band(as_of),
            "sex": pl.col("sex").cast(pl.String),
            "registration_type": pl.col("registration_type").cast(pl.String),
        }
    return frame.select(
        "subject_id", *(kind.fill_null(UNRECORDED).alias(name) for name, kind in columns.items())
    )


def _age_band(as_of: date) -> pl.Expr:
    # From the oldest band down: the first whose latest birth date is not before somebody's.
    band = pl.when(pl.col("birth_date").is_null()).then(pl.lit(None, pl.String))
    for name, years in reversed(AGE_BANDS):
        born = latest_birth_date(years, as_of)
        band = band.when(pl.col("birth_date") <= born).then(pl.lit(name))  # type: ignore[assignment]
    return band.otherwise(pl.lit(None, pl.String))


def _by_kind(subject: str, outcomes: Mapping[str, pl.DataFrame], kind_of: pl.DataFrame) -> pl.DataFrame:
    true, undecided = (
        outcomes[table].filter(pl.col("subject") == subject).join(kind_of, on="subject_id")
        for table in ("true_outcome", "undecided_subject")
    )
    return held_and_unknown(true, undecided, outcomes["undecided_set"], ["kind"])


def _of_subject(
    subject: str,
    statistic: pl.DataFrame,
    quality: pl.DataFrame,
    by_kind: pl.DataFrame,
    groups: pl.DataFrame,
    relations: Relations,
) -> pl.DataFrame:
    codes = by_kind["tag_code"].unique().sort().to_list()
    of_subject = statistic.filter(pl.col("subject") == subject)
    by_street = _by_street(of_subject)
    hidden_totals = _hidden_totals(of_subject)
    street_totals = _street_totals(quality, subject)
    rows: list[tuple[object, ...]] = []
    for dimension in groups.columns[1:]:
        totals = dict(groups.group_by(dimension).len().iter_rows())
        # Another choice of what to hide in a street would give away what either hides.
        if dimension == "street":
            shown_totals = {street: street_totals.get(street) for street in totals}
            shown = {code: _of_streets(by_street.get(code, {}), totals) for code in codes}
        else:
            hidden = hidden_groups(totals, total_is_shown=True)
            shown_totals = {group: None if group in hidden else count for group, count in totals.items()}
            counted = by_kind.group_by("tag_code", dimension).agg(pl.col("held", "unknown").sum())
            of_groups: dict[str, dict[str, tuple[int, int]]] = {
                code: dict.fromkeys(totals, (0, 0)) for code in codes
            }
            for code, name, with_tag, open_ in counted.iter_rows():
                of_groups[code][name] = with_tag, open_
            shown = _of_dimension(subject, of_groups, totals, hidden, hidden_totals, relations)
        rows += [
            (code, subject, dimension, group, shown_totals[group], *shown[code][group])
            for code in codes
            for group in totals
        ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _of_streets(told: Shown, streets: Iterable[str]) -> Shown:
    """Return what the statistic shows of streets; of people of no street nothing."""
    return {street: (None, None) if street == UNRECORDED else told.get(street, (0, 0)) for street in streets}


def _of_dimension(
    subject: str,
    of_groups: Mapping[str, Mapping[str, tuple[int, int]]],
    totals: Mapping[str, int],
    hidden: Collection[str],
    hidden_totals: Collection[tuple[str, int]],
    relations: Relations,
) -> dict[str, Shown]:
    """Return what is shown of a dimension's groups, by tag: first by itself, then by what tags say together.

    Args:
        subject: of whom the tags are.
        of_groups: held and unknown by tag and group.
        totals: how many there are.
        hidden: the groups of which that is not shown.
        hidden_totals: of `_hidden_totals`.
        relations: what the rules say of each other.
    """
    tags = [
        _counted(
            subject, code, counts, totals, ((code, 0) not in hidden_totals, (code, 1) not in hidden_totals)
        )
        for code, counts in of_groups.items()
    ]
    not_shown = {("", group) for group in hidden}
    hide_together(tags, (_by_area(totals), not_shown), relations, (), {}, fixed=(_WHOLE,))
    return {
        tag.tag_code: {
            group: (
                None if ("", group) in tag.hidden else tag.held["", group],
                None if ("", group) in tag.hidden_unknown else tag.unknown["", group],
            )
            for group in totals
        }
        for tag in tags
    }


def _counted(
    subject: str,
    code: str,
    counts: Mapping[str, tuple[int, int]],
    totals: Mapping[str, int],
    are_shown: tuple[bool, bool],
) -> Counted:
    """Return a tag's counts by group and of all, with what is hidden of it alone; arguments of `_shown`."""
    shown = _shown(counts, totals, are_shown)
    held, unknown = (_by_area({group: both[at] for group, both in counts.items()}) for at in (0, 1))
    hidden, hidden_unknown = (
        {("", group) for group, both in shown.items() if both[at] is None} | (set() if is_shown else {_WHOLE})
        for at, is_shown in enumerate(are_shown)
    )
    return Counted(code, subject, held, unknown, hidden, hidden_unknown)


def _by_area(counts: Mapping[str, int]) -> dict[Area, int]:
    """Return the counts of groups as those of areas within all."""
    return {_WHOLE: sum(counts.values()), **{("", group): count for group, count in counts.items()}}


def _street_totals(quality: pl.DataFrame, subject: str) -> dict[str, int]:
    """Return by street how many there are, where that is shown."""
    shown = quality.filter(
        pl.col("area_level") == STREET, pl.col("item") == subject, pl.col("count").is_not_null()
    )
    return dict(shown.select("area_code", "count").iter_rows())


def _by_street(statistic: pl.DataFrame) -> dict[str, Shown]:
    """Return by tag and street what the statistic shows: held and unknown, None where hidden."""
    streets: dict[str, Shown] = {}
    rows = statistic.filter(pl.col("area_level") == STREET)
    for code, street, held, unknown in rows.select("tag_code", "area_code", "count", "unknown").iter_rows():
        streets.setdefault(code, {})[street] = held, unknown
    return streets


def _hidden_totals(statistic: pl.DataFrame) -> set[tuple[str, int]]:
    """Return (tag, 0) where the statistic does not show how many hold it, (tag, 1) how many are unknown."""
    district = statistic.filter(pl.col("area_level") == DISTRICT)
    return {
        (code, at)
        for at, measure in enumerate(("count", "unknown"))
        for code in district.filter(pl.col(measure).is_null())["tag_code"]
    }


def _shown(
    counts: Mapping[str, tuple[int, int]], totals: Mapping[str, int], are_shown: tuple[bool, bool]
) -> Shown:
    """Return held and unknown of a dimension's groups, None where hidden.

    A reader takes from how many there are those of whom nobody can tell, and has among how many the others
    are: who is left of a group is a count as well.

    Args:
        counts: held and unknown by group.
        totals: how many there are.
        are_shown: whether the sums of both are shown elsewhere.
    """
    held, unknown = ({group: both[at] for group, both in counts.items()} for at in (0, 1))
    no_unknown = hidden_groups(unknown, are_shown[1], totals)
    left = left_of_groups(unknown, no_unknown, are_shown[1], totals)
    left = {group: max(held[group], left[group]) for group in held}  # who keeps a tag meanwhile is in both
    no_held = hidden_groups(held, are_shown[0], left)
    # Nearly all of a group tell how many there are, where that is hidden.
    of_hidden = hidden_groups(totals, total_is_shown=True)
    for counts_of, most, not_shown in ((unknown, totals, no_unknown), (held, left, no_held)):
        if any(counts_of[group] and most[group] - counts_of[group] < SMALL for group in of_hidden):
            not_shown |= of_hidden
    return {
        group: (None if group in no_held else held[group], None if group in no_unknown else unknown[group])
        for group in counts
    }
