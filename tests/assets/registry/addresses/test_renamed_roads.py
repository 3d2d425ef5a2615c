"""A road by its old name is the road by its current one."""

import polars as pl

from assets.registry.addresses.roads import OLD_ROAD_NAMES, current_roads


def test_old_names_become_current_and_others_stay() -> None:
    roads = pl.DataFrame({"road": ["霞飞路", "淮海中路", "柳营路", None]})
    assert roads.select(current_roads(pl.col("road"))).to_series().to_list() == [
        "淮海中路",
        "淮海中路",
        "柳营路",
        None,
    ]


def test_no_name_leads_two_ways() -> None:
    names = pl.read_csv(OLD_ROAD_NAMES)
    assert names["old"].is_unique().all()
    assert not names["current"].is_in(names["old"].implode()).any()
