"""The same records give the same groups in any order, and yesterday's groups outlast a change of weights."""

import polars as pl

from assets.registry.linkage.linking import LinkSettings, link
from tests.assets.registry.linkage.people import people, with_second_rows

RECORDS = with_second_rows(people(150, seed=7), share=0.5, seed=8)


def together(clusters: pl.DataFrame) -> set[frozenset[str]]:
    members = clusters.group_by("cluster").agg("record_id")["record_id"]
    return {frozenset(group) for group in members.to_list()}


def test_order_of_records_does_not_matter() -> None:
    first = link(RECORDS, settings=LinkSettings())
    assert link(RECORDS, settings=LinkSettings()).pairs.equals(first.pairs)
    turned = link(RECORDS.reverse(), settings=LinkSettings(), model=first.model)
    assert together(turned.clusters) == together(
        link(RECORDS, model=first.model, settings=LinkSettings()).clusters
    )


def test_standing_groups_stay_where_a_new_file_would_not_join_them() -> None:
    first = link(RECORDS, settings=LinkSettings())
    stricter = LinkSettings(threshold=1.0, inertia=4.0)
    alone = link(RECORDS, settings=LinkSettings(threshold=4.0), model=first.model)
    held = link(RECORDS, settings=stricter, model=first.model, earlier=first.clusters)
    assert together(held.clusters) == together(first.clusters) != together(alone.clusters)
