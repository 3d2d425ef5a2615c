"""The same weights on a larger file: a pair must agree in more, and one more record changes nothing."""

from assets.registry.linkage.learn import Model

LEARNT = Model(matching={}, at_home={}, strangers={}, matches=100.0, homes=1_000.0, all_pairs=500_000)
"""Learnt of a thousand records."""


def test_ten_times_as_many_records_ask_for_three_bits_more() -> None:
    larger = LEARNT.for_records(10_000)
    assert round(LEARNT.prior(against_home=False) - larger.prior(against_home=False)) == 3
    assert larger.prior(against_home=True) == LEARNT.prior(against_home=True)


def test_a_smaller_file_and_one_more_record_keep_the_weights() -> None:
    assert LEARNT.for_records(50) == LEARNT.for_records(1_100) == LEARNT
    assert LEARNT.for_records(10_001) == LEARNT.for_records(10_000)
