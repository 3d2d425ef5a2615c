"""The counts of all tags of one kind of subject as one table, and what has to be hidden of them together.

Belongs here: laying counts out by name and area, with everything that adds up. Does not belong here: one tag
by itself (`suppression`), which sums of names there are (`sums_of_tags`), hiding more (`joint_suppression`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assets.reports.feasibility import Sum
from assets.reports.joint_suppression import Table, hide_further
from assets.reports.sums_of_tags import ALL, NameSum, name_sums
from assets.reports.suppression import SMALL
from tag_rules.engine.analysis.implied_tags import UNKNOWN, Relations

Area = tuple[str | None, ...]
"""An area as its path: (district,), (district, street) or (district, street, committee)."""
Base = tuple[Mapping[Area, int], Set[Area]]
"""How many there are by area, and in which that is hidden."""


@dataclass(frozen=True)
class Counted:
    """How many have a tag, by area, and of how many nobody can tell; and in which areas either is hidden."""

    tag_code: str
    subject: str
    held: dict[Area, int]
    unknown: dict[Area, int]
    hidden: set[Area]
    hidden_unknown: set[Area]


def hide_together(
    tags: Sequence[Counted], base: Base, relations: Relations, open_tags: Collection[str]
) -> None:
    """Hide more counts of tags of one kind of subject until all of them together tell no small one.

    Small ones are those who have a tag, of whom nobody can tell, who have it not, and who have the wider of
    two tags and not the narrower.

    Args:
        tags: with what is hidden of each by itself; more is added.
        base: how many there are.
        relations: what the rules say of the tags.
        open_tags: tags that say nothing of people, of which no count is hidden or protected.
    """
    closed = {tag.tag_code for tag in tags}.difference(open_tags)
    if not closed:
        return
    laid_out = _LaidOut(tags, base, relations)
    hidden = hide_further(laid_out.table(closed))
    for tag in tags:
        for name, areas in ((tag.tag_code, tag.hidden), (UNKNOWN + tag.tag_code, tag.hidden_unknown)):
            row = hidden[laid_out.rows[name]]
            areas |= {area for area, column in laid_out.columns.items() if row[column] and area in tag.held}


class _LaidOut:
    """Names in rows, of which the last are rests of sums, and areas in columns."""

    def __init__(self, tags: Sequence[Counted], base: Base, relations: Relations) -> None:
        self.tags, self.base = tags, base
        codes = [tag.tag_code for tag in tags]
        self.sums = name_sums(codes, relations)
        self.rows = {name: row for row, name in enumerate([ALL, *codes, *(UNKNOWN + code for code in codes)])}
        areas = dict.fromkeys([*tags[0].held, *base[0]])
        self.columns = {area: column for column, area in enumerate(areas)}
        self._is_published = np.array([area[-1] is not None for area in areas])

    def table(self, closed: Collection[str]) -> Table:
        """Return the table; `closed`: the tags of which small counts are protected."""
        told = np.vstack([self._row(self.base[0]), *self._rows(held=True), *self._rows(held=False)])
        hidden = np.vstack([self._flags(self.base[1]), *self._hidden(held=True), *self._hidden(held=False)])
        rests = np.vstack([told[self.rows[s.whole]] - told[self._parts(s)].sum(0) for s in self.sums])
        must_be_none = np.array([each.rest_is_none for each in self.sums])[:, None]
        does_not_hold = self._anywhere_below((rests < 0) | (must_be_none & (rests != 0)))
        counts = np.vstack([told, rests])
        names = {name for code in closed for name in (code, UNKNOWN + code)}
        is_closed = np.array([name in names for name in self.rows])[:, None] & np.ones_like(hidden)
        protected = [each.is_count and not names.isdisjoint((*each.parts, each.whole)) for each in self.sums]
        people = np.vstack([is_closed, np.array(protected)[:, None] & np.ones_like(does_not_hold)])
        return Table(
            counts=counts,
            hidden=np.vstack([hidden | ~self._is_published, ~must_be_none | does_not_hold]),
            is_open=np.vstack([np.zeros_like(hidden), does_not_hold]),
            # Of fewer than SMALL in all nobody can be among SMALL.
            to_protect=people & (counts > 0) & (counts < SMALL) & (told[0] >= SMALL),
            may_hide=np.vstack([is_closed & self._is_published, np.zeros_like(does_not_hold)]),
            areas=tuple(self._areas()),
            names=tuple(
                (self.rows[each.whole], (*self._parts(each), len(told) + at))
                for at, each in enumerate(self.sums)
            ),
        )

    def _parts(self, one: NameSum) -> list[int]:
        return [self.rows[name] for name in one.parts]

    def _row(self, counts: Mapping[Area, int]) -> npt.NDArray[np.int64]:
        return np.array([counts.get(area, 0) for area in self.columns], dtype=np.int64)

    def _flags(self, areas: Set[Area]) -> npt.NDArray[np.bool_]:
        return np.array([area in areas for area in self.columns])

    def _rows(self, *, held: bool) -> list[npt.NDArray[np.int64]]:
        return [self._row(tag.held if held else tag.unknown) for tag in self.tags]

    def _hidden(self, *, held: bool) -> list[npt.NDArray[np.bool_]]:
        return [self._flags(tag.hidden if held else tag.hidden_unknown) for tag in self.tags]

    def _anywhere_below(self, flags: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Return flags that are up where they are up in any area within."""
        found = flags.copy()
        for area, column in self.columns.items():
            for depth in range(1, len(area)):
                found[:, self.columns[area[:depth]]] |= flags[:, column]
        return found

    def _areas(self) -> list[Sum]:
        within: dict[Area, list[int]] = {}
        for area, column in self.columns.items():
            if len(area) > 1:
                within.setdefault(area[:-1], []).append(column)
        return [(self.columns[area], tuple(columns)) for area, columns in within.items()]
