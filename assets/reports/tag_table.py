"""The counts of all tags of one kind of subject as one table, and what has to be hidden of them together.

Belongs here: laying counts out by name and area, with everything that adds up. Does not belong here: one tag
by itself (`suppression`), which sums of names there are (`sums_of_tags`), hiding more (`joint_suppression`).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from assets.reports.feasibility import ContradictionError, Sum
from assets.reports.joint_suppression import Table, hide_further
from assets.reports.sums_of_tags import ALL, NameSum, further_sums, name_sums
from assets.reports.suppression import SMALL
from tag_rules.engine.analysis.implied_tags import UNKNOWN, Relations

Area = tuple[str | None, ...]
"""An area as its path: (district,), (district, street) or (district, street, committee)."""
Base = tuple[Mapping[Area, int], Set[Area]]
"""How many there are by area, and in which that is hidden."""
Items = dict[str, dict[tuple[str, str], int | None]]
"""By item, area level and code: how many; None is hidden, and what is not there is none."""
LEVELS = ("district", "street", "committee")
"""What areas are, by the length of their path less one."""


@dataclass(frozen=True)
class Counted:
    """How many have a tag, by area, and of how many nobody can tell; and in which areas either is hidden."""

    tag_code: str
    subject: str
    held: dict[Area, int]
    unknown: dict[Area, int]
    hidden: set[Area]
    hidden_unknown: set[Area]


def areas_within(areas: Iterable[Area]) -> dict[Area, list[Area]]:
    """Return by area those right within it."""
    within: dict[Area, list[Area]] = {}
    for area in areas:
        if len(area) > 1:
            within.setdefault(area[:-1], []).append(area)
    return within


def items_of(quality: pl.DataFrame | None) -> dict[str, Items]:
    """Return by subject what record_quality tells of it, but for the number of all."""
    found: dict[str, Items] = {}
    if quality is None:
        return found
    for level, code, item, count in quality.select("area_level", "area_code", "item", "count").iter_rows():
        subject, _, of_all = item.partition("_")
        if of_all:
            found.setdefault(subject, {}).setdefault(item, {})[level, code] = count
    return found


def hide_together(
    tags: Sequence[Counted],
    base: Base,
    relations: Relations,
    open_tags: Collection[str],
    items: Items,
    fixed: Collection[Area] = (),
) -> None:
    """Hide more counts of tags of one kind of subject until all of them together tell no small one.

    Small ones are those who have a tag, of whom nobody can tell, who have it not, and who have the wider of
    two tags and not the narrower.

    Args:
        tags: with what is hidden of each by itself; more is added.
        base: how many there are.
        relations: what the rules say of the tags.
        open_tags: tags that say nothing of people, of which no count is hidden or protected.
        items: what else is told of the same people; what is hidden of that was decided before.
        fixed: areas that are told elsewhere: hiding them here would not help.
    """
    closed = {tag.tag_code for tag in tags}.difference(open_tags)
    if not closed:
        return
    laid_out = _LaidOut(tags, base, relations, items)
    try:
        hidden = hide_further(laid_out.table(closed, fixed))
    except ContradictionError:
        # A hidden item is not what the rules make of it, so readers cannot go by it either.
        laid_out = _LaidOut(tags, base, relations, {})
        hidden = hide_further(laid_out.table(closed, fixed))
    for tag in tags:
        for name, areas in ((tag.tag_code, tag.hidden), (UNKNOWN + tag.tag_code, tag.hidden_unknown)):
            row = hidden[laid_out.rows[name]]
            areas |= {area for area, column in laid_out.columns.items() if row[column] and area in tag.held}


class _LaidOut:
    """Names in rows, of which the last are rests of sums, and areas in columns."""

    def __init__(self, tags: Sequence[Counted], base: Base, relations: Relations, items: Items) -> None:
        self.tags, self.base = tags, base
        named = {
            name
            for kind in (relations.within, relations.apart, relations.whole)
            for each in kind
            for name in each
        }
        self.items = {name: item for name, item in items.items() if name in named}
        codes = [tag.tag_code for tag in tags]
        self.sums = name_sums(codes, self.items, relations)
        names = [ALL, *codes, *(UNKNOWN + code for code in codes), *self.items]
        self.rows = {name: row for row, name in enumerate(names)}
        areas = dict.fromkeys([*tags[0].held, *base[0]])
        self.columns = {area: column for column, area in enumerate(areas)}
        self._rest_is_none = np.array([each.rest_is_none for each in self.sums])[:, None]
        self._is_published = np.array([area[-1] is not None for area in areas])

    def table(self, closed: Collection[str], fixed: Collection[Area]) -> Table:
        """Return the table; `closed`: the tags of which small counts are protected."""
        is_free = self._is_published & ~self._flags(frozenset(fixed))
        told, hidden, untold = self._told()
        rests, is_open = self._rests(told, untold)
        hidden = np.vstack([hidden | ~self._is_published, ~self._rest_is_none | is_open])
        names = {name for code in closed for name in (code, UNKNOWN + code)}
        is_closed = np.array([name in names for name in self.rows])[:, None] & np.ones_like(told, np.bool_)
        protected = [each.is_count and not names.isdisjoint((*each.parts, each.whole)) for each in self.sums]
        people = np.vstack([is_closed, np.array(protected)[:, None] & np.ones_like(is_open)])
        counts, is_open, sums, further = self._with_further_sums(
            np.vstack([told, rests]), np.vstack([np.zeros_like(untold), is_open])
        )

        def filled(flags: npt.NDArray[np.bool_], value: bool = False) -> npt.NDArray[np.bool_]:
            below = np.full((len(counts) - len(flags), flags.shape[1]), value)
            return np.vstack([flags, below])

        return Table(
            counts=counts,
            hidden=filled(hidden, value=True),
            is_open=is_open,
            # Of fewer than SMALL in all nobody can be among SMALL.
            to_protect=filled(people) & (counts > 0) & (counts < SMALL) & (told[0] >= SMALL),
            untold=filled(untold & self._is_published & (told[0] >= SMALL)),
            may_hide=filled(is_closed & is_free),
            areas=tuple(self._areas()),
            names=sums,
            further=further,
        )

    def _with_further_sums(
        self, counts: npt.NDArray[np.int64], is_open: npt.NDArray[np.bool_]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_], tuple[Sum, ...], tuple[Sum, ...]]:
        """Return counts and flags with a row more for each count that has no name, sums, and further ones."""
        rows = dict[Hashable, int](self.rows.items())
        first_rest = len(rows)
        rows |= {at: first_rest + at for at in range(len(self.sums))}
        all_counts, all_open, further = list(counts), list(is_open), list[Sum]()
        for at, one in enumerate(self.sums):
            if len(one.parts) == 1:
                continue
            for whole, parts in further_sums(one.whole, one.parts, at):
                members = [rows[part] for part in parts]
                if whole not in rows:
                    rows[whole] = len(all_counts)
                    all_counts.append(sum(all_counts[member] for member in members))
                    all_open.append(np.any([all_open[member] for member in members], axis=0))
                further.append((rows[whole], tuple(members)))
        sums = tuple(
            (self.rows[one.whole], (*self._parts(one), first_rest + at)) for at, one in enumerate(self.sums)
        )
        return np.vstack(all_counts), np.vstack(all_open), sums, tuple(further)

    def _told(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """Return the counts of names that are told of, which are hidden, and of which we do not know either.

        Of an item that is hidden only that is known here.
        """
        counts = [self._row(self.base[0])]
        counts += [self._row(each) for tags in ("held", "unknown") for each in self._of_tags(tags)]
        hidden = [self._flags(self.base[1])]
        hidden += [self._flags(each) for name in ("hidden", "hidden_unknown") for each in self._of_tags(name)]
        no_item = np.zeros(len(self.columns), dtype=np.bool_)
        untold = [no_item] * len(hidden)
        for item in self.items.values():
            told = [item.get((LEVELS[len(area) - 1], area[-1] or ""), 0) for area in self.columns]
            counts.append(np.array([count or 0 for count in told], dtype=np.int64))
            untold.append(np.array([count is None for count in told]) | ~self._is_published)
            hidden.append(untold[-1])
        return np.vstack(counts), np.vstack(hidden), np.vstack(untold)

    def _rests(
        self, told: npt.NDArray[np.int64], untold: npt.NDArray[np.bool_]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        """Return the rests of all sums, and where a relation does not hold: any number may be left there."""
        members = [[self.rows[each.whole], *self._parts(each)] for each in self.sums]
        rests = np.vstack([told[rows[0]] - told[rows[1:]].sum(0) for rows in members])
        not_seen = np.vstack([untold[rows].any(0) for rows in members])
        rests[not_seen] = 0
        contradicted = (rests < 0) | (self._rest_is_none & (rests != 0))
        # One that fails somewhere may fail where it cannot be seen.
        not_seen &= contradicted.any(1)[:, None]
        return rests, self._anywhere_below(contradicted | not_seen)

    def _of_tags(self, name: str) -> list[Any]:
        return [getattr(tag, name) for tag in self.tags]

    def _parts(self, one: NameSum) -> list[int]:
        return [self.rows[name] for name in one.parts]

    def _row(self, counts: Mapping[Area, int]) -> npt.NDArray[np.int64]:
        return np.array([counts.get(area, 0) for area in self.columns], dtype=np.int64)

    def _flags(self, areas: Set[Area]) -> npt.NDArray[np.bool_]:
        return np.array([area in areas for area in self.columns])

    def _anywhere_below(self, flags: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Return flags that are up where they are up in any area within."""
        found = flags.copy()
        for area, column in self.columns.items():
            for depth in range(1, len(area)):
                found[:, self.columns[area[:depth]]] |= flags[:, column]
        return found

    def _areas(self) -> list[Sum]:
        return [
            (self.columns[area], tuple(self.columns[each] for each in within))
            for area, within in areas_within(self.columns).items()
        ]
