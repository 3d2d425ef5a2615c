"""A pair's weights are said in words, Chinese first, and drawn; both add up and show nothing of a person."""

import re
from functools import reduce
from operator import add

from assets.registry.linkage.linking import LinkSettings, link
from assets.registry.linkage.waterfall import waterfall
from assets.registry.linkage.words import explained, steps
from tests.assets.registry.linkage.people import people, with_second_rows

RECORDS = with_second_rows(people(120, seed=11), share=0.5, seed=12)


def test_words_and_picture_agree_with_the_weight() -> None:
    linked = link(RECORDS, settings=LinkSettings())
    pair = linked.pairs.sort("weight", descending=True).row(0, named=True)
    said = steps(pair, linked.comparisons, linked.model)
    assert abs(sum(step.weight or 0 for step in said) - pair["weight"]) < 1e-3
    text, picture = explained(pair, linked.comparisons, linked.model), waterfall(said)
    assert text.startswith("起点") and "支持 for" in text.replace("强烈支持 strongly for", "支持 for")
    assert f"{pair['weight']:+.1f}" in picture and picture.count("<rect") == sum(
        s.weight is not None for s in said
    )
    assert not re.search(r"https?://(?!www.w3.org/2000/svg)", picture)
    both = RECORDS.filter(RECORDS["record_id"].is_in([pair["record_a"], pair["record_b"]]))
    for value in both["full_name"].to_list() + both["birth_date"].to_list():
        assert value not in text and value not in picture


def test_weights_are_added_in_one_order_so_that_a_rerun_gives_every_digit_again() -> None:
    linked = link(RECORDS, settings=LinkSettings())
    weights = [f"weight_{each.field.name}" for each in linked.comparisons]
    for pair in linked.pairs.iter_rows(named=True):
        prior = linked.model.prior(against_home=pair["against_home"])
        assert pair["weight"] == reduce(add, (pair[name] for name in weights)) + prior
