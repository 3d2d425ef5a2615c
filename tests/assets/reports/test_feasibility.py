"""The intervals of hidden counts: as narrow as the tables that agree with what is shown, and no narrower."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.reports.feasibility import ANY, ContradictionError, Intervals, Sums, narrowed
from tests.assets.reports.derivation import possible_values

PARTS = st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=2, max_size=4)


@given(PARTS, st.booleans())
def test_of_one_sum_they_are_exactly_what_is_possible(parts: list[tuple[int, bool]], is_shown: bool) -> None:
    counts = [sum(count for count, _ in parts), *(count for count, _ in parts)]
    shown = {at: count for at, count in enumerate(counts) if (is_shown if at == 0 else parts[at - 1][1])}
    most = 30
    known = Intervals(
        np.array([[shown.get(at, 0) for at in range(len(counts))]]),
        np.array([[shown.get(at, most) for at in range(len(counts))]]),
    )
    found = narrowed(known, Sums([(0, range(1, len(counts)))]), Sums([]))
    unseen = {at: range(most + 1) for at in range(len(counts))}
    for at in range(1, len(counts)):
        values = possible_values(at, 0, {0: list(range(1, len(counts)))}, shown, unseen)
        assert (found.least[0, at], found.most[0, at]) == (min(values), max(values))


def test_what_one_sum_tells_is_used_in_the_next() -> None:
    # Of 20 in two places 12 are in the first, of whom 10 have a tag; nobody in the second has it not.
    counts = Intervals(
        np.array([[20, 12, 0], [0, 10, 0], [0, 0, 0]]),
        np.array([[20, 12, ANY], [ANY, 10, ANY], [2, ANY, ANY]]),
    )
    found = narrowed(counts, Sums([(0, (1, 2))]), Sums([(0, (1, 2))]))
    assert found.least[1].tolist() == found.most[1].tolist() == [18, 10, 8]


def test_counts_that_nothing_agrees_with_are_told() -> None:
    wrong = Intervals(np.array([[5, 3, 3]]), np.array([[5, 3, 3]]))
    with pytest.raises(ContradictionError):
        narrowed(wrong, Sums([(0, (1, 2))]), Sums([]))
