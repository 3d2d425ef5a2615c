"""A gap is what people need and have no facility for, or too few, with its reasons."""

import polars as pl

from tests.assets.reports.profiles import HERE, HIDDEN, items, profile, source_status, statistic

NO_RESOURCE = pl.DataFrame(schema={"committee_code": pl.String, "kind": pl.String})


def _resources(*kinds: str) -> pl.DataFrame:
    return pl.DataFrame({"committee_code": [HERE] * len(kinds), "kind": list(kinds)})


def _reason(**parts: pl.DataFrame) -> list[str]:
    return profile(**parts).filter(pl.col("item") == "gap:meals")["reason_zh"].to_list()


def test_a_want_without_a_facility_is_a_gap_and_the_greatest_comes_first() -> None:
    wants = statistic(("D029", 7), ("D033", 12))
    found = items("gaps", resource=NO_RESOURCE, statistic=wants)
    assert found == [("gap:childcare", 12, 1), ("gap:meals", 7, 2)]


def test_it_says_why_with_what_is_not_known() -> None:
    counts = statistic(("D029", 7), ("M007", 240), unknown=900)
    assert _reason(resource=NO_RESOURCE, statistic=counts) == [
        "7人表示需要，另有900人未问到，80岁及以上240人，没有设施"
    ]


def test_a_facility_closes_it_until_there_are_too_many_for_it() -> None:
    there = _resources("meal_service")
    assert _reason(resource=there, statistic=statistic(("D029", 7), ("M007", 300))) == []
    assert _reason(resource=there, statistic=statistic(("D029", 7), ("M007", 301))) == [
        "7人表示需要，80岁及以上301人，现有1处，按每处300人不足"
    ]


def test_a_hidden_want_stays_hidden() -> None:
    counts = statistic(("D029", None))
    assert items("gaps", resource=NO_RESOURCE, statistic=counts) == [("gap:meals", HIDDEN, 1)]
    assert _reason(resource=NO_RESOURCE, statistic=counts) == ["表示需要的人数未显示，没有设施"]


def test_without_the_list_of_resources_nobody_can_tell() -> None:
    status = source_status(committee_resources="missing")
    assert items("gaps", source_status=status, statistic=statistic(("D029", 7))) == []
