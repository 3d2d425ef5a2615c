"""Homophones, one wrong character, traditional forms, guessed and swapped dates: still one person."""

import pytest

from assets.registry.linkage.benchmark.scores import pair_score
from assets.registry.linkage.linking import LinkSettings, link
from tests.assets.registry.linkage.people import people, with_second_rows


@pytest.mark.parametrize(("count", "share"), [(200, 0.5), (600, 0.1)])
def test_most_second_rows_are_found_and_no_household_is_one_person(count: int, share: float) -> None:
    records = with_second_rows(people(count, seed=1), share=share, seed=2)
    linked = link(records, settings=LinkSettings())
    found = records.join(linked.clusters, on="record_id")
    score = pair_score(found["person"], found["cluster"])
    assert score.precision > 0.97
    assert score.recall > 0.9


def test_a_name_is_compared_once() -> None:
    linked = link(with_second_rows(people(40, seed=1), share=0.5, seed=2), settings=LinkSettings())
    names = [comparison.field.name for comparison in linked.comparisons]
    assert names == ["given", "family", "birth_date", "sex", "address", "household"]
