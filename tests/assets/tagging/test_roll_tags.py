from typing import Any


def test_a_tag_of_a_roll_has_the_rolls_level_and_origin(
    facts: Any, upstream: Any, manual: Any, tag: Any
) -> None:
    row = tag("M031", facts("resident", {"roll_dibao_level": "full"}), upstream(), manual())
    assert (row["outcome"], row["value"], row["origin"]) == (True, "full", "roll")


def test_a_stale_roll_is_unknown(facts: Any, upstream: Any, manual: Any, tag: Any) -> None:
    row = tag("M031", facts("resident", {"roll_dibao_level": None}), upstream(), manual())
    assert (row["outcome"], row["value"], row["origin"]) == (None, None, "roll")
