"""Statistic, records, profiles and the fairness page of one date, read by one reader: no small count is had
within five.

The reader knows what is shown anywhere, that areas and groups add up, that everybody has a tag, has it not or
nobody can tell, which items of the records are parts of which, and what the rules say of tags and items: who
has one has another, or has it not.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator

import numpy as np
import polars as pl
import pytest

from assets.reports.fairness import groups_of, tag_rates
from assets.reports.feasibility import ANY, Intervals, Sum, Sums, narrowed
from assets.reports.record_quality import PARTS
from assets.reports.sums_of_tags import further_sums
from assets.reports.suppression import SMALL
from assets.reports.tag_relations import known_relations
from tests.assets.reports.item_conditions import COUNTED_OTHERWISE, counted
from tests.one_date import DAY, OneDate
from tests.shipped import shipped_rules

OUTCOMES = ("true_outcome", "undecided_subject", "undecided_set")
FACTS = {"household": "households", "dwelling": "dwellings"}
DISTRICT = "310106"
Cell = tuple[str, str]
"""A tag, `?` and a tag (nobody can tell), `-` and a tag (has it not) or an item; and an area or group."""


def rates(date: OneDate) -> pl.DataFrame:
    frames = date.frames
    features = {subject: frames[f"features/{subject}"] for subject in ("resident", "household")}
    outcomes = {name: frames[f"tagging/{name}"] for name in OUTCOMES}
    return tag_rates(
        frames["reports/tag_statistic"],
        frames["reports/record_quality"],
        [outcomes],
        features,
        DAY,
        known_relations(shipped_rules(), DAY),
    )


def told(date: OneDate, subject: str) -> list[tuple[str, str, int | None]]:
    """Everything that is shown or hidden of a kind of subject, table by table: name, area or group, count."""
    statistic = date.frames["reports/tag_statistic"].filter(pl.col("subject") == subject)
    quality = date.frames["reports/record_quality"].filter(pl.col("item").str.starts_with(subject))
    profile = date.frames["reports/committee_profile"].filter(pl.col("item") == FACTS.get(subject, ""))
    of_groups = rates(date).filter(pl.col("subject") == subject)
    group = pl.when(pl.col("dimension") == "street").then("group").otherwise(_group())
    unknown = pl.format("?{}", "tag_code")
    tables = [
        statistic.select("tag_code", "area_code", "count"),
        statistic.select(unknown, "area_code", "unknown"),
        quality.select("item", "area_code", "count"),
        profile.select(pl.lit(subject), "committee_code", "number"),
        of_groups.select("tag_code", group.alias("group"), "held"),
        of_groups.select(unknown, group.alias("group"), "unknown"),
        of_groups.select(pl.lit(subject), group.alias("group"), "total").unique(),
    ]
    return [row for table in tables for row in table.iter_rows()]


def _group() -> pl.Expr:
    return pl.format("{}:{}", "dimension", "group")


class Reader:
    """What one reader of all tables knows of the counts of one kind of subject."""

    def __init__(self, date: OneDate, subject: str) -> None:
        self.subject = subject
        self.shown: dict[Cell, int | None] = {}
        for name, area, count in told(date, subject):
            assert self.shown.setdefault((name, area), count) == count, (name, area, "is told in two ways")
        self.items = sorted({name for name, _ in self.shown if name.startswith(f"{subject}_")})
        self.tags = sorted({name for name, _ in self.shown if name[0] in "MD"})
        rest = [f"{mark}{name}" for name in (*self.tags, *self.items) for mark in ("-", "--")]
        self.names = [subject, *self.items, *self.tags, *(f"?{tag}" for tag in self.tags), *rest]
        self.said = list(_said(date, subject, self.names))
        self.names += [f"- {number}" for number in range(len(self.said))]
        self.sums = list(self._sums())
        self.names += dict.fromkeys(whole for whole, _ in self.sums if whole not in self.names)
        feature = date.frames[f"features/{subject}"].select("committee_code", "street_code")
        self.committees: dict[str, str] = dict(sorted(feature.drop_nulls().unique().iter_rows()))
        self.streets = sorted(feature["street_code"].drop_nulls().unique())
        self.groups = sorted({area for _, area in self.shown if ":" in area})
        nowhere = [f"{area}?" for area in (DISTRICT, *self.streets)]
        self.places = [DISTRICT, *self.streets, *self.committees, *nowhere, *self.groups]
        self.known = narrowed(self._bounds(), Sums(self._areas()), Sums(self._parts()))

    def span(self, name: str, place: str) -> int:
        """How far apart the least and the most are that a count can be."""
        return int(self.known.widths[self.names.index(name), self.places.index(place)])

    def _bounds(self) -> Intervals:
        least = np.zeros((len(self.names), len(self.places)), dtype=np.int64)
        most = np.full(least.shape, ANY, dtype=np.int64)
        for row, name in enumerate(self.names):
            for column, place in enumerate(self.places):
                is_told = name[0] != "-" and place[-1] != "?" and not (":" in place and name in self.items)
                count = self.shown.get((name, place), 0) if is_told else None  # what has no row is none
                if count is not None:
                    least[row, column] = most[row, column] = count
        return Intervals(least, most)

    def _areas(self) -> list[Sum]:
        at = {place: number for number, place in enumerate(self.places)}
        within = {DISTRICT: [*self.streets, f"{DISTRICT}?"]} | {
            street: [f"{street}?", *(code for code, of in self.committees.items() if of == street)]
            for street in self.streets
        }
        sums = [(at[whole], [at[part] for part in parts]) for whole, parts in within.items()]
        dimensions = sorted({group.split(":")[0] for group in self.groups})
        of_dimension = [[at[group] for group in self.groups if group.startswith(each)] for each in dimensions]
        return [*sums, *((at[DISTRICT], parts) for parts in of_dimension)]

    def _parts(self) -> list[Sum]:
        at = {name: number for number, name in enumerate(self.names)}
        return [(at[whole], [at[part] for part in parts]) for whole, parts in self.sums]

    def _sums(self) -> Iterator[tuple[str, list[str]]]:
        """Yield what adds up by name and what follows; what is made of several names begins with `-`."""
        for whole, parts in self._wholes():
            yield whole, list(parts)
            *told, rest = parts
            if len(told) > 1:
                for of, members in further_sums(whole, told, rest):
                    yield _one(of), [_one(each) for each in members]

    def _wholes(self) -> list[tuple[str, tuple[str, ...]]]:
        wholes: list[tuple[str, tuple[str, ...]]] = [
            (self.subject, (tag, f"?{tag}", f"-{tag}")) for tag in self.tags
        ]
        wholes += [(self.subject, (item, f"-{item}")) for item in self.items]
        wholes += [(PARTS[item], (item, f"--{item}")) for item in self.items if item in PARTS]
        wholes += [(whole, (*parts, f"- {number}")) for number, (whole, parts) in enumerate(self.said)]
        return wholes


def _one(name: Hashable) -> str:
    return name if isinstance(name, str) else f"-{name}"


def _said(date: OneDate, subject: str, names: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Whole and parts, beside which some may be left, of what the rules say and what is so of everybody here.

    Somebody who has a tag by hand may have it without the wider one: such a relation misleads the reader.
    """
    people = _people(date, subject)
    relations = known_relations(shipped_rules(), DAY)
    for narrower, wider in relations.within:
        both = {narrower, wider}
        if both.issubset(names) and both <= people.keys() and people[narrower] <= people[wider]:
            yield wider, (narrower,)
    told = [name for name in names if name[0] != "-" and name != subject]
    known = [pair for pair in relations.apart if people.keys() >= set(pair)]
    apart = {frozenset(pair) for pair in known if people[pair[0]].isdisjoint(people[pair[1]])}
    apart |= {frozenset((tag, f"?{tag}")) for tag in told}
    for pair in sorted(map(sorted, apart)):
        if set(pair).issubset(told):
            group = list(pair)
            for name in told:
                if all(frozenset((name, other)) in apart for other in group):
                    group.append(name)
            yield subject, tuple(group)


def _people(date: OneDate, subject: str) -> dict[str, set[int]]:
    """The ids of those who have a tag, of whom nobody can tell (`?`), and whom an item counts, by name."""
    true, undecided, sets = (date.frames[f"tagging/{name}"] for name in OUTCOMES)
    held = true.filter(pl.col("status") != "disputed").select("subject", "subject_id", name="tag_code")
    unknown = undecided.join(sets, on="undecided_set")
    told = unknown.select("subject", "subject_id", name=pl.format("?{}", "tag_code"))
    items = {item: ids for item, ids in counted(date, subject).items() if item not in COUNTED_OTHERWISE}
    people = defaultdict[str, set[int]](set, items)
    rows = pl.concat([held, told]).filter(pl.col("subject") == subject)
    for name, at in rows.select("name", "subject_id").iter_rows():
        people[name].add(at)
    return people


def small_counts(date: OneDate, subject: str) -> list[Cell]:
    """Every count of people or households below SMALL: of those who have a tag, of whom nobody can tell."""
    feature = date.frames[f"features/{subject}"]
    areas = [
        feature.select("subject_id", pl.col(name).alias("place"))
        for name in ("street_code", "committee_code")
    ]
    of_groups = groups_of(subject, feature, DAY)
    areas += [
        of_groups.select("subject_id", place=pl.format("{}:{}", pl.lit(name), name))
        for name in of_groups.columns[1:]
        if name != "street"
    ]
    where = pl.concat([*areas, feature.select("subject_id", place=pl.lit(DISTRICT))]).drop_nulls()
    true, undecided, sets = (date.frames[f"tagging/{name}"] for name in OUTCOMES)
    held = true.filter(pl.col("status") != "disputed").select("subject", "subject_id", name="tag_code")
    unknown = undecided.join(sets, on="undecided_set")
    told = unknown.select("subject", "subject_id", name=pl.format("?{}", "tag_code"))
    rows = pl.concat([held, told]).filter(pl.col("subject") == subject).join(where, on="subject_id")
    sizes = where.group_by("place").len("size")
    counts = rows.group_by("name", "place").len().join(sizes, on="place")
    few = counts.filter(pl.col("len") < SMALL, pl.col("size") >= SMALL)
    return sorted(few.select("name", "place").iter_rows())


@pytest.mark.parametrize("subject", ["resident", "household"])
def test_no_small_count_is_had_within_five(one_date: OneDate, subject: str) -> None:
    reader = Reader(one_date, subject)
    few = small_counts(one_date, subject)
    assert len(few) > 100
    assert {cell: reader.span(*cell) for cell in few if reader.span(*cell) < SMALL - 1} == {}
