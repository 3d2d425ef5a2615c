"""How many subjects have a tag, by area: the table `tag_statistic`.

Belongs here: counting. Does not belong here: which counts are too small to show (`suppression`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Set
from datetime import date

import polars as pl

from assets.reports.counts import held_and_unknown
from assets.reports.suppression import SMALL, hidden_areas, possible
from assets.reports.tag_table import LEVELS, Area, Base, Counted, areas_within, hide_together, items_of
from tag_rules.engine.analysis.implied_tags import Relations

SCHEMA = pl.Schema(
    {
        "snapshot_date": pl.Date(),
        "area_level": pl.String(),
        "area_code": pl.String(),
        "tag_code": pl.String(),
        "subject": pl.String(),
        "count": pl.Int64(),
        "unknown": pl.Int64(),
        "suppressed": pl.Boolean(),
    }
)
DISTRICT, STREET, COMMITTEE = LEVELS
_PLACE = ("subject", "street_code", "committee_code")
NO_RELATIONS = Relations()


def tag_statistic(
    snapshot_date: date,
    outcomes: Mapping[str, pl.DataFrame],
    subjects: pl.DataFrame | None = None,
    open_tags: Collection[str] = (),
    relations: Relations = NO_RELATIONS,
    quality: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return `statistic_of` for outcomes that are all here (data model section 4)."""
    return statistic_of(snapshot_date, tag_counts(outcomes), subjects, open_tags, relations, quality)


def subject_counts(frames: Mapping[str, pl.DataFrame | pl.LazyFrame]) -> pl.DataFrame:
    """Return how many subjects there are: subject, street_code, committee_code, held; one row per place.

    Args:
        frames: by kind of subject, a frame with a row for each and the codes of its place.
    """
    return pl.concat(
        frame.lazy()
        .select(pl.lit(subject).alias("subject"), pl.col("street_code", "committee_code").cast(pl.String))
        .group_by(*_PLACE)
        .agg(pl.len().cast(pl.Int64).alias("held"))
        for subject, frame in frames.items()
    ).collect()


def tag_counts(outcomes: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return tag_code, subject, street_code, committee_code, held and unknown: one row per tag and place.

    Counts of parts of the subjects may be added up.
    """
    return held_and_unknown(
        outcomes["true_outcome"], outcomes["undecided_subject"], outcomes["undecided_set"], [*_PLACE]
    )


def statistic_of(
    snapshot_date: date,
    counts: pl.DataFrame,
    subjects: pl.DataFrame | None = None,
    open_tags: Collection[str] = (),
    relations: Relations = NO_RELATIONS,
    quality: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return one row per area, tag and subject with some true or unknown outcome: `SCHEMA`, sorted.

    count: subjects for which the tag is true and not disputed; null and `suppressed` where it is small or
    would give a small one away. unknown: subjects for which it is not decidable; null for the same reasons,
    on its own account. A zero that is hidden has a row like any other. What is hidden of a tag by area is
    decided here alone, other reports ask this table. The district is the first six digits of a street code
    (GB/T 2260); a subject without a street is of the district, one without a committee of its street.

    Args:
        counts: of `tag_counts`.
        subjects: how many there are by place, where readers know: subject, street_code, committee_code, held.
            A count that leaves few of them is hidden like a small one.
        open_tags: tags that say nothing of people (sensitivity open): of these no count is hidden.
        relations: what the rules say of each other, which readers know: no small count follows from that.
        quality: record_quality of the same date, where readers know it too.
    """
    bases, items = _bases(subjects), items_of(quality)
    by_subject = _counted(counts, bases, open_tags)
    for subject, tags in by_subject.items():
        if subject in bases:
            hide_together(tags, bases[subject], relations, open_tags, items.get(subject, {}))
    rows = [row for tags in by_subject.values() for tag in tags for row in _rows(snapshot_date, tag)]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort(SCHEMA.names()[1:5])


def _counted(
    counts: pl.DataFrame, bases: Mapping[str, Base], open_tags: Collection[str]
) -> dict[str, list[Counted]]:
    """Return the tags by subject, with what is hidden of each by itself; arguments of `statistic_of`."""
    placed = _placed(counts)
    path = ["district", "street_code", "committee_code"]
    # A tag's zeros are counts too: where only small ones are left to hide each other, zeros hide with them.
    areas = placed.select(path).unique().sort(path)
    tags = placed.select("tag_code", "subject").unique().sort("tag_code", "subject")
    everywhere = (
        tags.join(areas, how="cross", maintain_order="left_right")
        .join(placed, on=[*tags.columns, *path], how="left", nulls_equal=True, maintain_order="left")
        .select(*path, pl.col("held", "unknown").fill_null(0))
        .rows()
    )
    by_subject: dict[str, list[Counted]] = {}
    for place, (tag_code, subject) in enumerate(tags.iter_rows()):
        leaves = everywhere[place * areas.height : (place + 1) * areas.height]
        count = _by_area([(row[:3], row[3]) for row in leaves])
        unknown = _by_area([(row[:3], row[4]) for row in leaves])
        hidden, hidden_unknown = set[Area](), set[Area]()
        if tag_code not in open_tags:
            hidden, hidden_unknown = _hidden_of(count, unknown, bases.get(subject))
        tag = Counted(tag_code, subject, count, unknown, hidden, hidden_unknown)
        by_subject.setdefault(subject, []).append(tag)
    return by_subject


def _rows(snapshot_date: date, tag: Counted) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a tag: none of an area where nobody has it, unless that is hidden."""
    for area in tag.held:
        is_hidden, is_hidden_unknown = area in tag.hidden, area in tag.hidden_unknown
        none = not tag.held[area] + tag.unknown[area] and not (is_hidden or is_hidden_unknown)
        if area[-1] is None or none:
            continue
        shown = None if is_hidden else tag.held[area]
        shown_unknown = None if is_hidden_unknown else tag.unknown[area]
        level = LEVELS[len(area) - 1]
        yield (snapshot_date, level, area[-1], tag.tag_code, tag.subject, shown, shown_unknown, is_hidden)


def _placed(counts: pl.DataFrame) -> pl.DataFrame:
    """Return the counts with their district, each committee in one street; no row where nobody has one."""
    # Whatever a subject's row says of the street: a committee that counted in two would have two rows.
    of_committee = pl.col("street_code").min().over("committee_code")
    street = pl.when(pl.col("committee_code").is_not_null()).then(of_committee).otherwise("street_code")
    district = pl.col("street_code").str.slice(0, 6)
    return (
        counts.with_columns(street_code=street)
        .with_columns(district=district.fill_null(district.drop_nulls().min()))
        .drop_nulls("district")
        .group_by("tag_code", "subject", "district", "street_code", "committee_code")
        .agg(pl.col("held", "unknown").sum())
    )


def _by_area(leaves: list[tuple[Area, int]]) -> dict[Area, int]:
    """Return the sums of all areas, larger areas first."""
    sums: dict[Area, int] = {}
    for depth in (1, 2, 3):
        for path, count in leaves:
            sums[path[:depth]] = sums.get(path[:depth], 0) + count
    return sums


def _bases(subjects: pl.DataFrame | None) -> dict[str, Base]:
    """Return by subject how many there are in every area, and in which that is hidden."""
    if subjects is None:
        return {}
    placed = _placed(subjects.with_columns(tag_code=pl.lit(""), unknown=pl.lit(0, pl.Int64)))
    leaves: dict[str, list[tuple[Area, int]]] = {}
    path = ("district", "street_code", "committee_code")
    for subject, held, *area in placed.select("subject", "held", *path).iter_rows():
        leaves.setdefault(subject, []).append((tuple(area), held))
    counts = {subject: _by_area(of_subject) for subject, of_subject in leaves.items()}
    return {subject: (of_all, frozenset(_hidden(of_all))) for subject, of_all in counts.items()}


def _hidden_of(
    count: dict[Area, int], unknown: dict[Area, int], base: Base | None
) -> tuple[set[Area], set[Area]]:
    """Return in which areas the count is hidden, and in which for how many nobody can tell.

    Who knows how many there are takes from them for how many nobody can tell, and has among how many a count
    can be: where these are few, the latter is hidden like a small count.
    """
    if base is None:
        return _hidden(count), _hidden(unknown)
    of_all, of_hidden = base
    everybody = {area: of_all.get(area, 0) for area in count}
    hidden_unknown = _hidden(unknown, everybody, of_hidden)
    least = possible(unknown, areas_within(unknown), hidden_unknown, everybody)
    # Who keeps a tag while nobody can tell is counted both times.
    most = {area: max(count[area], everybody[area] - least[area][0]) for area in count}
    return _hidden(count, most, of_hidden), hidden_unknown


def _hidden(
    counts: dict[Area, int], most: dict[Area, int] | None = None, of_hidden: Set[Area] = frozenset()
) -> set[Area]:
    """Return in which areas counts are hidden; `of_hidden`: those of which the number of all is hidden.

    Nearly all of them would tell how many there are: then it is shown in none of these areas.
    """
    hidden = _hidden_by_itself(counts, most)
    near = {area for area in of_hidden if most and counts.get(area) and most[area] - counts[area] < SMALL}
    return hidden | (of_hidden & counts.keys()) if near else hidden


def _hidden_by_itself(counts: dict[Area, int], most: dict[Area, int] | None) -> set[Area]:
    few_left = most is not None and any(0 < most[area] - count < SMALL for area, count in counts.items())
    if not few_left and not any(0 < count < SMALL for count in counts.values()):
        return set()  # nothing is small, so nothing has to be protected
    unpublished = frozenset(area for area in counts if area[-1] is None)
    return hidden_areas(counts, areas_within(counts), unpublished, most)
