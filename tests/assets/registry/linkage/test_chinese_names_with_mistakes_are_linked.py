"""Homophones, one wrong character, traditional forms, guessed and swapped dates: still one person."""

from assets.registry.linkage.benchmark.scores import pair_score
from assets.registry.linkage.linking import LinkSettings, link
from tests.assets.registry.linkage.people import people, with_second_rows


def test_most_second_rows_are_found_and_few_strangers_joined() -> None:
    records = with_second_rows(people(200, seed=1), share=0.5, seed=2)
    linked = link(records, settings=LinkSettings())
    found = records.join(linked.clusters, on="record_id")
    score = pair_score(found["person"], found["cluster"])
    assert score.precision > 0.97
    assert score.recall > 0.9
