"""Everything that is counted and published, as a linear program: no small count is had within five.

The attacker knows every shown count, that areas add up, how many subjects an area has where that is shown,
for how many nobody can tell where that is, which tag means that another one is true as well, and which two of
them are all there are.
"""

from datetime import date
from itertools import product

import numpy as np
import polars as pl
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from assets.reports.statistics import NO_RELATIONS, statistic_of
from assets.reports.suppression import SMALL
from tag_rules.engine.analysis.implied_tags import Relations

DAY = date(2024, 3, 2)
STREETS, COMMITTEES = 3, 4
# M900 and M901 are all residents there are; who has M902 has M900; M903 is of everybody, or nearly; M904 is
# unknown of nearly all. Who has M905 or M906 has M900, and nobody has both. Who has M907 has M904. M908 and
# M909 exclude each other. M907 is unknown of the same people as M904, and M909 as M908.
TAGS = ("M900", "M901", "M902", "M903", "M904", "M905", "M906", "M907", "M908", "M909")
UNKNOWNS = ("?M904", "?M907", "?M908", "?M909")
NESTED = (("M902", "M900"), ("M905", "M900"), ("M906", "M900"), ("M907", "M904"))
SAME = (("?M904", "?M907"), ("?M908", "?M909"))
APART = (("M905", "M906"), ("M908", "M909"), ("?M908", "M909"), ("M908", "?M909"), ("M904", "?M907"))
ALL_THERE_ARE = ("M900", "M901")
KNOWN = Relations(
    within=(*NESTED, *SAME, *((b, a) for a, b in SAME)),
    apart=(*APART, ALL_THERE_ARE, ("?M904", "M907")),
    whole=(ALL_THERE_ARE,),
)
District = dict[tuple[str, str], tuple[int, dict[str, int]]]


def district(seed: int) -> District:
    """By street and committee: how many residents, and how many have each tag; many of them few."""
    chooser = np.random.default_rng(seed)
    made = {}
    for street, committee in product(range(STREETS), range(COMMITTEES)):
        people = int(chooser.choice([3, 9, 12, 30, 200]))
        first = (
            int(chooser.integers(0, people + 1))
            if chooser.random() < 0.5
            else people - int(chooser.integers(0, 4))
        )
        inner = int(min(first, chooser.integers(0, 8)))
        everybody = people - int(chooser.choice([0, 0, 0, 2, 8]) if people > 8 else 0)
        decided = int(min(people, chooser.choice([0, 2, 4, 6, 30])))
        held = int(chooser.integers(0, decided + 1))
        fifth = int(chooser.integers(0, first + 1))
        sixth = int(min(first - fifth, chooser.integers(0, 9)))
        undecided = int(min(people, chooser.integers(0, 7)))
        eighth = int(chooser.integers(0, people - undecided + 1))
        ninth = people - undecided - eighth - int(min(people - undecided - eighth, chooser.choice([0, 0, 3])))
        seventh = int(min(held, chooser.integers(0, 8)))
        counted = (first, people - first, inner, everybody, held, fifth, sixth, seventh, eighth, ninth)
        counts = dict(zip(TAGS, counted, strict=True))
        unknown = (people - decided, people - decided, undecided, undecided)
        counts |= dict(zip(UNKNOWNS, unknown, strict=True))
        made[f"31010600{street}", f"31010600{street}{committee:03d}"] = people, counts
    return made


def published(made: District, relations: Relations) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The statistic of the tags, and the counts of all residents, with what is hidden."""
    places = [(*place, people, counts) for place, (people, counts) in made.items()]
    schema = ["tag_code", "subject", "street_code", "committee_code", "held", "unknown"]
    of_tags = [(tag, *place) for place in places for tag in TAGS]
    tags = pl.DataFrame(
        [
            (tag, "resident", street, area, counts[tag], counts.get(f"?{tag}", 0))
            for tag, street, area, _, counts in of_tags
        ],
        schema=schema, orient="row",
    )  # fmt: skip
    everybody = pl.DataFrame(
        [("resident", "", street, area, people, 0) for street, area, people, _ in places],
        schema=schema, orient="row",
    )  # fmt: skip
    subjects = everybody.select("street_code", "committee_code", "held", subject=pl.lit("resident"))
    hidden = statistic_of(DAY, tags, subjects, relations=relations)
    return hidden, statistic_of(DAY, everybody)


class Attack:
    """One variable for every tag, its unknowns and all residents, in every committee.

    The reader knows what lies within what; the statistic was made by who knew `relations`.
    """

    def __init__(self, made: District, relations: Relations) -> None:
        self.names = ["resident", *TAGS, *UNKNOWNS]
        self.places = list(made)
        statistic, everybody = published(made, relations)
        told = {(row["tag_code"], row["area_code"]): row for row in statistic.iter_rows(named=True)}
        areas = {area for place in self.places for area in (place[0], place[1], "310106")}
        self.shown: dict[tuple[str, str], int | None] = {
            (row["tag_code"] or "resident", row["area_code"]): row["count"]
            for row in everybody.iter_rows(named=True)
        }
        for name, area in product(self.names[1:], areas):
            row = told.get((name.removeprefix("?"), area), {"count": 0, "unknown": 0})
            self.shown[name, area] = row["unknown" if name in UNKNOWNS else "count"]
        cells = [cell for cell in product(self.names, areas) if self.shown.get(cell, 0) is not None]
        within = list(NESTED)
        equal = [self.row(*cell) for cell in cells] + [
            self.row(name, area) - self.row(other, area) for name, other in SAME for _, area in self.places
        ]
        equal += [
            sum(self.row(tag, area) for tag in ALL_THERE_ARE) - self.row("resident", area)
            for _, area in self.places
        ]
        self.equals = [self.shown.get(cell, 0) for cell in cells]
        self.equals += [0] * (len(equal) - len(self.equals))
        exclusive = [("resident", (tag, f"?{tag}" if f"?{tag}" in UNKNOWNS else tag)) for tag in TAGS] + [
            ("resident", ("M908", "M909", "?M908")),
            ("M900", ("M905", "M906")),
        ]
        less = [
            sum(self.row(part, area) for part in set(parts)) - self.row(whole, area)
            for whole, parts in [*exclusive, *((wider, (narrower,)) for narrower, wider in within)]
            for _, area in self.places
        ]
        self.equal, self.less = csr_matrix(np.array(equal)), csr_matrix(np.array(less))

    def row(self, name: str, area: str) -> np.ndarray:
        """The coefficients of a count of an area: of its committees."""
        row = np.zeros(len(self.names) * len(self.places))
        for at, place in enumerate(self.places):
            if area in place or area == "310106":
                row[self.names.index(name) * len(self.places) + at] = 1
        return row

    def span(self, name: str, area: str) -> float:
        """How far apart the least and the most are that a count can be."""
        ends = [
            linprog(
                sign * self.row(name, area), A_ub=self.less, b_ub=np.zeros(self.less.shape[0]),
                A_eq=self.equal, b_eq=self.equals, bounds=(0, None), method="highs",
            ).fun
            for sign in (1, -1)
        ]  # fmt: skip
        return float(-ends[1] - ends[0])


def had_within_five(seed: int, relations: Relations) -> dict[tuple[str, str], float]:
    """The small counts that a reader has within five, with how far apart their least and most are."""
    made = district(seed)
    attack = Attack(made, relations)
    small = [
        (name, place[1])
        for place, (people, counts) in made.items()
        for name in (*TAGS, *UNKNOWNS)
        if 0 < counts[name] < SMALL and people >= SMALL
    ]
    assert all(attack.shown[each] is None for each in small)
    found = {each: attack.span(*each) for each in small}
    return {each: span for each, span in found.items() if span < SMALL - 1 - 1e-6}


@pytest.mark.parametrize("seed", [*range(12), 59])
def test_no_small_count_is_had_within_five(seed: int) -> None:
    assert had_within_five(seed, KNOWN) == {}


def test_who_does_not_know_what_tags_say_of_each_other_hides_too_little() -> None:
    assert had_within_five(2, NO_RELATIONS)
