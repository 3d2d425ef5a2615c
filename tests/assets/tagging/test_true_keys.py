"""What is true as numbers: the tags of whom rules say so, and exactly what two dates differ in."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.core.true_keys import SUBJECT_BITS, key_difference, tag_numbers, true_keys
from tag_rules.engine.evaluate import apply, evaluate
from tests.assets.tagging.conftest import AS_OF

KEYS = st.sets(st.integers(0, 2**50), max_size=40)


def test_keys_are_the_true_outcomes_in_ascending_order(rule_set, facts) -> None:
    features = facts(
        "dwelling",
        {"smart_water_meter": True},
        {},
        {"smart_water_meter": True, "tenure": "vacant", "residents": 0},
    )
    numbers = tag_numbers(rule_set.codes)
    keys = true_keys(apply(rule_set, "dwelling", features, AS_OF), numbers)
    true = evaluate(rule_set, "dwelling", features, AS_OF).filter("outcome").select("subject_id", "tag_code")
    assert keys.to_list() == sorted((numbers[code] << SUBJECT_BITS) + one for one, code in true.rows())
    assert len(keys) > 2


@given(KEYS, KEYS)
def test_the_difference_is_what_only_one_date_has(before: set[int], after: set[int]) -> None:
    first, second = (pl.Series("key", sorted(keys), dtype=pl.Int64) for keys in (before, after))
    added, removed = key_difference(first, second)
    assert added.to_list() == sorted(after - before)
    assert removed.to_list() == sorted(before - after)
