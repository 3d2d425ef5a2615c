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

from assets.reports.statistics import statistic_of
from assets.reports.suppression import SMALL

DAY = date(2024, 3, 2)
STREETS, COMMITTEES = 3, 4
# M900 and M901 are all residents there are; who has M902 has M900; M903 is of everybody, or nearly; M904 is
# unknown of nearly all.
TAGS = ("M900", "M901", "M902", "M903", "M904")
UNKNOWN = "unknown of M904"
NESTED, ALL_THERE_ARE = ("M902", "M900"), ("M900", "M901")
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
        counts = dict(zip(TAGS, (first, people - first, inner, everybody, held), strict=True))
        counts[UNKNOWN] = people - decided
        made[f"31010600{street}", f"31010600{street}{committee:03d}"] = people, counts
    return made


def published(made: District) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The statistic of the tags, and the counts of all residents, with what is hidden."""
    places = [(*place, people, counts) for place, (people, counts) in made.items()]
    schema = ["tag_code", "subject", "street_code", "committee_code", "held", "unknown"]
    of_tags = [(tag, *place) for place in places for tag in TAGS]
    tags = pl.DataFrame(
        [
            (tag, "resident", street, area, counts[tag], counts[UNKNOWN] if tag == "M904" else 0)
            for tag, street, area, _, counts in of_tags
        ],
        schema=schema, orient="row",
    )  # fmt: skip
    everybody = pl.DataFrame(
        [("resident", "", street, area, people, 0) for street, area, people, _ in places],
        schema=schema, orient="row",
    )  # fmt: skip
    subjects = everybody.select("street_code", "committee_code", "held", subject=pl.lit("resident"))
    return statistic_of(DAY, tags, subjects), statistic_of(DAY, everybody)


class Attack:
    """One variable for every tag, and for all residents, in every committee."""

    def __init__(self, made: District) -> None:
        self.names = ["resident", *TAGS, UNKNOWN]
        self.places = list(made)
        equal, self.equals = [], []
        statistic, everybody = published(made)
        shown = {(row["tag_code"], row["area_code"]): row["count"] for row in statistic.iter_rows(named=True)}
        shown |= {("resident", row["area_code"]): row["count"] for row in everybody.iter_rows(named=True)}
        told = statistic.filter(pl.col("tag_code") == "M904").iter_rows(named=True)
        shown |= {(UNKNOWN, row["area_code"]): row["unknown"] for row in told}
        areas = {area for place in self.places for area in (place[0], place[1], "310106")}
        self.shown = {(name, area): shown.get((name, area), 0) for name in self.names for area in areas}
        for (name, area), count in self.shown.items():
            if count is not None:
                equal.append(self.row(name, area))
                self.equals.append(count)
        less = [
            self.row(tag, area) - self.row("resident", area) for tag in TAGS[:4] for _, area in self.places
        ]
        less += [
            self.row("M904", area) + self.row(UNKNOWN, area) - self.row("resident", area)
            for _, area in self.places
        ]
        less += [self.row(NESTED[0], area) - self.row(NESTED[1], area) for _, area in self.places]
        for _, area in self.places:
            equal.append(sum(self.row(tag, area) for tag in ALL_THERE_ARE) - self.row("resident", area))
            self.equals.append(0)
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


@pytest.mark.parametrize("seed", range(12))
def test_no_small_count_is_had_within_five(seed: int) -> None:
    made = district(seed)
    attack = Attack(made)
    small = [
        (tag, place[1])
        for place, (people, counts) in made.items()
        for tag in (*TAGS, UNKNOWN)
        if 0 < counts[tag] < SMALL and people >= SMALL
    ]
    assert all(attack.shown[each] is None for each in small)
    found = {each: attack.span(*each) for each in small}
    assert {each: span for each, span in found.items() if span < SMALL - 1 - 1e-6} == {}
