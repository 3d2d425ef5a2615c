"""How many generations live together follows from relations to the head of the household."""

import pytest


def generations(facts, person, *relations: str | None) -> int | None:
    people = [
        person(resident_id=number, relation_to_head=relation) for number, relation in enumerate(relations)
    ]
    return facts("household", resident=people)[0]["generations"]


@pytest.mark.parametrize(
    ("relations", "expected"),
    [
        (["head"], 1),
        (["head", "spouse", "sibling"], 1),
        (["head", "child"], 2),
        (["parent", "head", "child", "child"], 3),
        (["head", "grandchild"], 2),
        (["grandparent", "parent", "head", "child", "grandchild"], 5),
        (["head", "not_related"], 1),
        ([], 0),
    ],
)
def test_each_step_from_the_head_is_a_generation(facts, person, relations, expected) -> None:
    assert generations(facts, person, *relations) == expected


@pytest.mark.parametrize("relation", [None, "other_relative"])
def test_one_whose_generation_nobody_knows_leaves_it_unknown(facts, person, relation) -> None:
    assert generations(facts, person, "head", "child", relation) is None
