"""No small count can be had from what is shown, whatever a reader knows of the hidden ones."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assets.reports.suppression import SMALL, hidden_areas
from tests.assets.reports.derivation import possible_values

TREES = st.lists(
    st.lists(st.integers(0, 2) | st.integers(3, 5) | st.integers(0, 9), min_size=1, max_size=3),
    min_size=1,
    max_size=3,
)
PLACES = st.sets(st.tuples(st.integers(0, 2), st.integers(0, 3)), max_size=2)
SMALLEST, SUMS = 10 + SMALL, 60
"""Ends of what the tests try, beyond what they ask for."""
Area = tuple[int, ...]
Tree = tuple[dict[Area, int], dict[Area, list[Area]]]


def tree_of(streets: list[list[int]]) -> Tree:
    counts: dict[Area, int] = {(): sum(map(sum, streets))}
    children: dict[Area, list[Area]] = {(): [(at,) for at in range(len(streets))]}
    for at, committees in enumerate(streets):
        counts[(at,)] = sum(committees)
        children[(at,)] = [(at, below) for below in range(len(committees))]
        counts |= {(at, below): count for below, count in enumerate(committees)}
    return counts, children


def shown_of(counts: dict[Area, int], hidden: set[Area]) -> dict[Area, int]:
    return {area: count for area, count in counts.items() if area not in hidden}


def least_of(counts: dict[Area, int], hidden: set[Area]) -> dict[Area, range]:
    """What a reader knows: a hidden count is at least 1, unless a zero is hidden below the same area."""
    known = {}
    for area in hidden:
        above = area
        while above in hidden and above:
            above = above[:-1]
        zeros = [other for other in hidden if other[: len(above)] == above and not counts[other]]
        least = int(not any(len(zero) <= len(area) for zero in zeros))
        known[area] = range(least, SMALLEST if len(area) == 2 else SUMS)
    return known


def read_off(
    counts: dict[Area, int], children: dict[Area, list[Area]], hidden: set[Area], of: Area
) -> set[int]:
    return possible_values(of, (), children, shown_of(counts, hidden), least_of(counts, hidden))


ONES = [1] * 6


@given(TREES)
@example([ONES])
@example([ONES, ONES])
@example([[*ONES, 0], ONES])
@example([[1, 0], [1, 0], [1, 1], [1, 1]])
@example([ONES, [5, 9], [7]])
@example([[2, 2, 2], [9]])
def test_a_small_hidden_smallest_area_may_be_anything_up_to_not_small(streets: list[list[int]]) -> None:
    counts, children = tree_of(streets)
    hidden = hidden_areas(counts, children)
    for area in hidden - children.keys():
        if 0 < counts[area] < SMALL:
            found = read_off(counts, children, hidden, area)
            assert found >= set(range(1, SMALL + 1)), (area, found)


@given(TREES)
@example([ONES, [5, 9], [7]])
@example([[1, 1, 1], [1, 1, 1]])
def test_a_hidden_small_parent_is_not_determined(streets: list[list[int]]) -> None:
    counts, children = tree_of(streets)
    hidden = hidden_areas(counts, children)
    for area in children:
        if 0 < counts[area] < SMALL:
            found = read_off(counts, children, hidden, area)
            assert len(found) > 1 and max(found) >= SMALL, (area, found)


@given(TREES)
@example([[4, 4, 4], [9]])
@example([[4, 4], [4, 4, 4]])
@example([[4, 4, 0]])
def test_who_takes_every_hidden_one_for_small_reads_none_off_their_sum(streets: list[list[int]]) -> None:
    counts, children = tree_of(streets)
    hidden = hidden_areas(counts, children)
    smallest = hidden - children.keys()
    if all(counts[area] < SMALL for area in smallest):
        small = {area: range(known[0], SMALL) for area, known in least_of(counts, hidden).items()}
        unseen = small | {area: range(SUMS) for area in children}
        for area in smallest:
            found = possible_values(area, (), children, shown_of(counts, hidden), unseen)
            assert len(found) > 1, (area, found)


@given(TREES, PLACES)
@example([[3, 9, 9]], {(0, 1)})
@example([[4, 3, 9], [9]], {(0, 1)})
@example([[1, 1, 4, 9]], {(0, 2)})
@example([[6], [1], [9]], {(0, 0)})
@example([[6, 1, 1, 0], [9], [9]], {(0, 0)})
def test_nor_does_who_knows_the_unpublished_counts(streets: list[list[int]], places: set[Area]) -> None:
    counts, children = tree_of(streets)
    unpublished = frozenset(places & counts.keys())
    hidden = hidden_areas(counts, children, unpublished) - unpublished
    for area in hidden - children.keys():
        if 0 < counts[area] < SMALL:
            found = read_off(counts, children, hidden, area)
            assert found >= set(range(1, SMALL + 1)), (area, found)


@given(TREES, PLACES)
@example([[3, 8, 9]], {(0, 0)})
def test_a_small_unpublished_count_is_protected_too(streets: list[list[int]], places: set[Area]) -> None:
    counts, children = tree_of(streets)
    unpublished = frozenset(places & counts.keys())
    hidden = hidden_areas(counts, children, unpublished)
    for area in unpublished:
        if 0 < counts[area] < SMALL:
            found = read_off(counts, children, hidden, area)
            assert found >= set(range(1, SMALL + 1)), (area, found)


@given(TREES)
def test_every_small_count_is_hidden(streets: list[list[int]]) -> None:
    counts, children = tree_of(streets)
    small = {area for area, count in counts.items() if 0 < count < SMALL}
    assert small <= hidden_areas(counts, children)


@pytest.mark.parametrize(
    ("streets", "hidden"),
    [
        ([[5, 6], [0, 70]], set()),
        # The smallest other one is hidden, and so is one below it.
        ([[3], [20, 30], [100, 100]], {(0,), (0, 0), (1,), (1, 0)}),
        # Two small ones are enough when they leave each other room.
        ([[1, 1, 30, 40]], {(0, 0), (0, 1), (0, 2)}),
        ([[2, 4, 30, 40]], {(0, 0), (0, 1)}),
        ([[4, 4, 30, 40]], {(0, 0), (0, 1), (0, 2)}),
        # Nobody learns that of a rare tag every committee has few.
        ([[1, 2, 3, 4], [2, 3, 4, 1]], {(at, below) for at in (0, 1) for below in range(4)}),
        # Zeros are hidden before a sum is, and only as the last thing left.
        ([[*ONES, 0], [9, 20]], {(0, at) for at in range(7)}),
        ([[1, 1, 0], [9, 20], [50]], {(0,), (0, 0), (0, 1), (1,), (1, 0)}),
        ([[3, 0], [3, 0], [0]], {(0,), (0, 0), (1,), (1, 0)}),
        ([[2, 0], [3, 0], [0]], {(0,), (0, 0), (0, 1), (1,), (1, 0), (1, 1), (2,), (2, 0)}),
        # With no other committee the street is hidden, and with no other street the district.
        ([[1, 1, 1, 1, 1, 1], [9, 20], [50]], {(0,), *((0, at) for at in range(6)), (1,), (1, 0)}),
        ([[1, 1, 1, 1, 1, 1]], {(), (0,), *((0, at) for at in range(6))}),
    ],
)
def test_no_more_is_hidden_than_needed(streets: list[list[int]], hidden: set[Area]) -> None:
    counts, children = tree_of(streets)
    assert hidden_areas(counts, children) == hidden


def test_a_large_unpublished_rest_protects_nobody() -> None:
    counts, children = tree_of([[3, 50, 20, 30]])
    assert hidden_areas(counts, children, frozenset({(0, 1)})) == {(0, 0), (0, 2)}


def test_two_published_ones_cover_for_a_small_unpublished_one() -> None:
    # With one alone a reader could take the difference for its count, and the audit would refuse the street.
    counts, children = tree_of([[3, 8, 9, 20]])
    assert hidden_areas(counts, children, frozenset({(0, 0)})) == {(0, 0), (0, 1), (0, 2)}
