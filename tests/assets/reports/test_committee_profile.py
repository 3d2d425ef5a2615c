from datetime import date

import polars as pl
import pytest

from assets.reports.profile_items import MOST_NEEDS
from tests.assets.reports.profiles import (
    COMMITTEE,
    DAY,
    HERE,
    HIDDEN,
    cases,
    items,
    outcome,
    profile,
    quality,
    requests,
    statistic,
)  # fmt: skip


def test_characteristic_tags_come_before_facts_and_unknown_facts_stay_out() -> None:
    found = items("feature", outcome=outcome("D001", "D005"))
    assert found[:3] == [("D001", None, 1), ("D005", None, 2), ("residents", 1200, 3)]
    assert ("share_60_plus", 300, 7) in found
    assert ("share_on_cloud", 500, 8) in found
    assert "share_rented" not in [item for item, _, _ in found]


def test_a_disputed_tag_is_no_characteristic() -> None:
    assert items("feature", outcome=outcome("D001", status="disputed"))[0][0] == "residents"


def test_needs_are_problems_of_a_year_and_wants_the_most_frequent_first() -> None:
    old, new = date(2023, 3, 2), date(2024, 2, 1)
    found = items(
        "needs",
        case=cases(("P0201", new), ("P0201", new), ("P0301", old), ("P0301", new), (None, new)),
        statistic=statistic(("D029", 7), ("D030", None), ("M018", 9)),
    )
    assert found == [("D029", 7, 1), ("P0201", 2, 2), ("P0301", 1, 3), ("D030", HIDDEN, 4)]


def test_ten_needs_at_most() -> None:
    found = items("needs", case=cases(*((f"P02{number:02d}", DAY) for number in range(1, 16))))
    assert [rank for _, _, rank in found] == list(range(1, MOST_NEEDS + 1))


def test_resources_are_counted_by_kind() -> None:
    many = pl.DataFrame({"committee_code": [HERE] * 3, "kind": ["venue", "enterprise", "venue"]})
    assert items("resources", resource=many) == [("venue", 2, 1), ("enterprise", 1, 2)]


@pytest.mark.parametrize(
    ("days", "seen"),
    [(date(2023, 3, 2), []), (date(2023, 3, 3), [("request:fire", 1, 1), ("resolved:fire", 1, 2)])],
)
def test_services_count_requests_of_one_year(days: date, seen: list[tuple[str, int, int]]) -> None:
    assert items("services", request=requests(("fire", days, "resolved"))) == seen


def test_services_say_how_many_requests_were_resolved() -> None:
    made = requests(("fire", DAY, "resolved"), ("fire", DAY, "open"), ("water", DAY, "returned"))
    assert items("services", request=made, statistic=statistic(("M022", 12))) == [
        ("M022", 12, 1),
        ("request:fire", 2, 2),
        ("request:water", 1, 3),
        ("resolved:fire", 1, 4),
        ("resolved:water", 0, 5),
    ]


def test_every_number_has_a_unit_and_what_is_undecided_beside_it() -> None:
    told = profile(case=cases(("P0201", DAY), (None, DAY)), statistic=statistic(("D029", 7), unknown=30))
    said = {row["item"]: (row["number"], row["unit"], row["unknown"]) for row in told.iter_rows(named=True)}
    assert said["D029"] == (7, "people", 30)
    assert said["P0201"] == (1, "cases", 1)
    assert said["share_60_plus"] == (300, "per_mille", None)


def test_old_and_young_people_end_the_characteristics() -> None:
    found = items("feature", statistic=statistic(("M005", 400), ("M001", 20)))
    assert [item for item, *_ in found][-2:] == ["M005", "M001"]


@pytest.mark.parametrize(
    ("residents", "share", "hidden"),
    [(3, 1.0, {"residents", "share_60_plus"}), (99, 0.5, {"share_60_plus"}), (100, 0.5, set())],
)
def test_a_small_count_is_hidden_and_so_is_a_share_that_tells_one(
    residents: int, share: float, hidden: set[str]
) -> None:
    few = COMMITTEE.with_columns(residents=pl.lit(residents), share_60_plus=pl.lit(share))
    facts = profile(committee=few).filter(pl.col("item").is_in(["residents", "share_60_plus"]))
    assert set(facts.filter("suppressed")["item"]) == hidden
    assert facts.filter("suppressed")["number"].drop_nulls().is_empty()


def test_households_are_told_as_record_quality_tells_them() -> None:
    found = items("feature", quality=quality(household=500, dwelling=520, household_on_cloud=None))
    assert [row[:2] for row in found if row[0] in ("households", "share_on_cloud")] == [
        ("households", 500),
        ("share_on_cloud", HIDDEN),
    ]
