"""An address is matched exactly, by its parts, then by likeness, and what is doubtful is left for review."""

import polars as pl
import pytest

from assets.registry.addresses.match import match

DIRECTORY = pl.DataFrame(
    [
        (1, "柳营路669弄14号1102室", "A"),
        (2, "柳营路669弄14号1103室", "A"),
        (3, "芷江西路165弄8号301室", "A"),
        (4, "淮海中路12号", "A"),
        (5, "柳营路669弄15号1102室", "A"),
        (6, "芷江中路200弄8号301室", "B"),
        (7, "芷江西路200弄8号301室", "B"),
    ],
    schema=["dwelling_id", "address", "committee_code"],
    orient="row",
)


def matched(address: str | None, committee: str | None = "A") -> dict:
    asked = pl.DataFrame(
        [(address, committee)], schema={"address": pl.String, "committee_code": pl.String}, orient="row"
    )
    return match(asked, DIRECTORY).row(0, named=True)


@pytest.mark.parametrize(
    ("address", "dwelling", "method"),
    [
        ("柳营路669弄14号1102室", 1, "exact"),
        ("柳营路６６９弄 14号 1102", 1, "normalised"),
        ("上海市柳营路669弄14-1103", 2, "normalised"),
        ("霞飞路12号", 4, "normalised"),
        ("柳莹路669弄14号1102室", 1, "fuzzy"),
        ("669弄14号1103室", 2, "fuzzy"),
        ("芷江路165弄8号301", 3, "fuzzy"),
    ],
)
def test_the_method_is_told(address: str, dwelling: int, method: str) -> None:
    found = matched(address)
    assert (found["dwelling_id"], found["method"]) == (dwelling, method)
    assert found["score"] == 1.0 if method != "fuzzy" else 0.85 <= found["score"] < 1
    assert found["candidates"][0] == {"dwelling_id": dwelling, "score": found["score"]}


@pytest.mark.parametrize(
    "address",
    [
        "柳营路669弄16号1102室",
        "柳营路668弄14号1102室",
        "芷江东路165弄8号301室",
        "柳营路669弄14号",
        "柳营路",
        "",
        None,
        "弄号室",
    ],
)
def test_a_number_or_side_that_differs_is_no_match(address: str | None) -> None:
    found = matched(address)
    assert found["dwelling_id"] is None
    assert found["method"] is None
    assert all(candidate["score"] < 0.85 for candidate in found["candidates"])


def test_two_alike_are_left_for_review() -> None:
    found = matched("芷江路200弄8号301室", "B")
    assert found["dwelling_id"] is None
    assert {candidate["dwelling_id"] for candidate in found["candidates"]} == {6, 7}


def test_every_row_comes_back_in_order() -> None:
    asked = pl.DataFrame(
        {"address": ["x", "柳营路669弄14号1102室", "y", "柳营路669弄14号1103室"], "committee_code": ["A"] * 4}
    )
    assert match(asked, DIRECTORY)["dwelling_id"].to_list() == [None, 1, None, 2]
