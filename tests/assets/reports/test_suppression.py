"""No small count can be had from what is shown: neither by linear algebra nor from too small a remainder."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assets.reports.suppression import hidden_areas

TREES = st.lists(
    st.lists(st.integers(0, 3) | st.integers(0, 12) | st.integers(0, 200), min_size=1, max_size=5),
    min_size=1,
    max_size=5,
)
Area = tuple[int, ...]


def tree_of(streets: list[list[int]]) -> tuple[dict[Area, int], dict[Area, list[Area]]]:
    counts: dict[Area, int] = {(): sum(map(sum, streets))}
    children: dict[Area, list[Area]] = {(): [(at,) for at in range(len(streets))]}
    for at, committees in enumerate(streets):
        counts[(at,)] = sum(committees)
        children[(at,)] = [(at, below) for below in range(len(committees))]
        counts |= {(at, below): count for below, count in enumerate(committees)}
    return counts, children


@given(TREES)
def test_no_hidden_small_count_is_determined_by_the_shown_ones(streets: list[list[int]]) -> None:
    counts, children = tree_of(streets)
    hidden = sorted(hidden_areas(counts, children, frozenset()))
    position = {area: at for at, area in enumerate(hidden)}
    equations = np.zeros((len(children), len(hidden)))
    for row, (parent, below) in enumerate(children.items()):
        for area, sign in [(parent, -1.0), *((child, 1.0) for child in below)]:
            if area in position:
                equations[row, position[area]] = sign
    rank = np.linalg.matrix_rank(equations)
    for area in hidden:
        unit = np.zeros((1, len(hidden)))
        unit[0, position[area]] = 1
        assert np.linalg.matrix_rank(np.vstack([equations, unit])) > rank, area


@given(TREES)
def test_what_is_hidden_below_a_shown_parent_is_not_small_together(streets: list[list[int]]) -> None:
    counts, children = tree_of(streets)
    hidden = hidden_areas(counts, children, frozenset())
    assert all(area in hidden for area, count in counts.items() if 0 < count < 5)
    assert not [area for area in hidden if counts[area] == 0]
    for parent, below in children.items():
        remainder = sum(counts[area] for area in below if area in hidden)
        if parent not in hidden:
            assert remainder == 0 or remainder >= 5


def test_nothing_is_hidden_without_a_small_count() -> None:
    counts, children = tree_of([[5, 6], [0, 70]])
    assert hidden_areas(counts, children, frozenset()) == set()


def test_the_smallest_other_one_is_hidden_and_so_is_one_below_it() -> None:
    counts, children = tree_of([[3], [20, 30], [100, 100]])
    assert hidden_areas(counts, children, frozenset()) == {(0,), (0, 0), (1,), (1, 0)}


def test_a_small_unpublished_rest_is_protected_too() -> None:
    counts, children = tree_of([[3, 20, 30]])
    assert hidden_areas(counts, children, frozenset({(0, 0)})) == {(0, 0), (0, 1)}


def test_two_small_ones_with_a_small_sum_need_a_third() -> None:
    counts, children = tree_of([[1, 1, 30, 40]])
    assert hidden_areas(counts, children, frozenset()) == {(0, 0), (0, 1), (0, 2)}


def test_a_large_unpublished_rest_protects_a_small_count_by_itself() -> None:
    counts, children = tree_of([[3, 50, 20, 30]])
    assert hidden_areas(counts, children, frozenset({(0, 1)})) == {(0, 0), (0, 1)}
