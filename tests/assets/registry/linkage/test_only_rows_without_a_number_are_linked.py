"""Pairs of which both have a trustworthy number are not compared; the others are."""

import polars as pl

from assets.registry.linkage.linking import LinkSettings, link
from tests.assets.registry.linkage.people import people, with_second_rows


def test_every_pair_has_a_row_without_a_number() -> None:
    known = people(300, seed=9)
    records = with_second_rows(known, share=0.1, seed=10).with_columns(
        identity=pl.when(pl.int_range(pl.len()) < len(known)).then(pl.col("person"))
    )
    linked = link(records, settings=LinkSettings(fewest_pairs=20_000))
    numbered = set(records.drop_nulls("identity")["record_id"])
    both = linked.pairs.filter(pl.col("record_a").is_in(numbered) & pl.col("record_b").is_in(numbered))
    assert both.is_empty()
    assert 0 < len(linked.pairs) < 60_000
    groups = linked.clusters.join(records, on="record_id").drop_nulls("identity").group_by("cluster").len()
    assert groups["len"].max() == 1
