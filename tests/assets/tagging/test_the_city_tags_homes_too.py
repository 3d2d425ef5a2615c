"""A tag of a household or building comes by the number of somebody who lives there."""

import polars as pl

from assets.tagging.city import given


def test_a_place_is_tagged_once_by_whoever_lives_there(rule_set, upstream):
    home = pl.DataFrame(
        {
            "resident_id": [1, 2, 3, 4],
            "lives_here": [True, True, False, True],
            "household_id": [10, 10, 10, None],
            "dwelling_id": [20, 20, 20, None],
            "building_id": [30, 30, 30, None],
        }
    )
    city = upstream(
        (1, "M054", None), (2, "M054", None), (3, "M054", None), (4, "M054", None),
        (1, "M063", None), (2, "M060", None), (3, "M017", None), (1, "M099", None),
    )  # fmt: skip
    assert sorted(given(rule_set, city, home).select("subject", "subject_id", "tag_code").rows()) == [
        ("building", 30, "M063"),
        ("dwelling", 20, "M060"),
        ("household", 10, "M054"),
        ("resident", 1, "M099"),
        ("resident", 3, "M017"),
    ]
