"""Groups of one total: hidden as their total is shown elsewhere, or is not."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assets.reports.suppression import SMALL, hidden_groups
from tests.assets.reports.derivation import possible_values

GROUPS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 2) | st.integers(0, 12), min_size=2)


@given(GROUPS)
@example(dict.fromkeys("abcdef", 1))
@example({"a": 4, "b": 4, "c": 0})
def test_a_shown_total_gives_no_small_group_away(counts: dict[str, int]) -> None:
    hidden = hidden_groups(counts, total_is_shown=True)
    total = sum(counts.values())
    shown = {"all": total} | {group: count for group, count in counts.items() if group not in hidden}
    # Where zeros are hidden too, a hidden group may be one.
    least = int(all(counts[group] for group in hidden) and hidden != counts.keys())
    unseen = dict.fromkeys(hidden, range(least, 13 + SMALL))
    for group, count in counts.items():
        if 0 < count < SMALL and total >= SMALL:
            assert len(possible_values(group, "all", {"all": list(counts)}, shown, unseen)) > 1


@given(GROUPS)
def test_a_hidden_total_is_not_the_sum_of_shown_groups(counts: dict[str, int]) -> None:
    hidden = hidden_groups(counts, total_is_shown=False)
    assert any(counts[group] for group in hidden) or not any(counts.values())


@pytest.mark.parametrize(
    ("counts", "total_is_shown", "hidden"),
    [
        ({"a": 9, "b": 6, "c": 0}, True, set()),
        ({"a": 9, "b": 6, "c": 0}, False, {"b"}),
        ({"a": 9, "b": 6, "c": 2}, False, {"b", "c"}),
        ({"a": 2, "b": 3, "c": 0}, True, {"a", "b", "c"}),
        ({"a": 2, "b": 3}, False, {"a", "b"}),
        ({"a": 0, "b": 0}, False, set()),
    ],
)
def test_no_more_is_hidden_than_needed(
    counts: dict[str, int], total_is_shown: bool, hidden: set[str]
) -> None:
    assert hidden_groups(counts, total_is_shown) == hidden
