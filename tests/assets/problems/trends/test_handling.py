"""Repeats about one place, and how cases are dealt with."""

from datetime import date

import polars as pl

from assets.problems.trends.handling import handling, repeats

DAY = date(2024, 3, 1)


def case(name: str, day: int, text: str, place: int = 7, closed: int | None = None) -> dict[str, object]:
    return {
        "case_id": name, "source": "hotline", "received_on": date(2024, 1, day), "text": text,
        "closed_on": None if closed is None else date(2024, 1, closed),
        "subject": "building", "subject_id": place, "label_code": "P0203",
    }  # fmt: skip


def frame(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema_overrides={"closed_on": pl.Date})


def test_the_same_told_again_of_one_place_is_a_repeat() -> None:
    told = frame(
        case("A", 1, "电梯又坏了，没人来修"),
        case("B", 9, "电梯又坏了，一直没人来修"),
        case("C", 10, "门禁刷卡失灵"),
        case("D", 9, "电梯又坏了，没人来修", place=8),
    )
    found = repeats(told, told.select("case_id", "text"))
    assert found.select("case_id", "repeat_of", "days").rows() == [("B", "A", 8)]


def test_days_to_close_and_shares_are_by_label() -> None:
    told = frame(
        *(case(str(day), 1, "电梯坏", place=day, closed=day + 1) for day in range(1, 11)), case("x", 1, "")
    )
    repeated = pl.DataFrame({"case_id": ["1"]})
    row = handling(told, repeated, DAY).row(0, named=True)
    assert (row["cases"], row["closed"], row["median_days"]) == (11, 10, 5.5)
    assert row["days_of_nine_in_ten"] in (9, 10)
    assert row["repeat_share"] == 1 / 11


def test_without_a_closed_case_there_is_no_time() -> None:
    row = handling(frame(case("A", 1, "")), pl.DataFrame({"case_id": []}, schema={"case_id": pl.String}), DAY)
    assert row["median_days"].to_list() == [None]
