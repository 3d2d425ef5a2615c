"""Persons and dwellings are scored against the truth by kind: wrong joins cost, and missing ones too."""

from typing import Any

import polars as pl
import pytest

from pipelines.answers.sample_score import score_dwellings, score_persons

PEOPLE = pl.DataFrame(
    {
        "person_code": ["A1", "A2", "B1", "B2", "C1", "D1"],
        "person": [1, 1, 2, 2, 3, 4],
        "planted": [None, "same_sound", None, "birth_digit", "twins", "twins"],
        "document": [None, "none", None, "passport", None, None],
    }
)


def _row(frame: pl.DataFrame, kind: str) -> dict[str, Any]:
    return frame.row(by_predicate=pl.col(frame.columns[0]) == kind, named=True)


def _found(*ids: int | None) -> pl.DataFrame:
    return pl.DataFrame(
        {"person_code": PEOPLE["person_code"], "found_id": ids}, schema_overrides={"found_id": pl.Int64}
    )


def test_everybody_right() -> None:
    scored = score_persons(PEOPLE, _found(7, 7, 8, 8, 9, 10))
    assert scored.by_kind.filter(pl.col("wanted") > 0)["recall"].to_list() == [1, 1, 1]
    assert _row(scored.by_kind, "all")["precision"] == 1
    assert scored.whole.row(0) == (2, 2, 2, 1, 1)


def test_a_missing_join_costs_recall_of_its_kind_and_document_alone() -> None:
    scored = score_persons(PEOPLE, _found(7, 7, 8, 11, 9, 10))
    assert (_row(scored.by_kind, "all")["precision"], _row(scored.by_kind, "all")["recall"]) == (1, 0.5)
    assert (_row(scored.by_kind, "same_sound")["recall"], _row(scored.by_kind, "birth_digit")["recall"]) == (
        1,
        0,
    )
    assert _row(scored.by_document, "passport") == {
        "kind": "passport", "wanted": 1, "found": 0, "right": 0, "precision": None, "recall": 0,
    }  # fmt: skip
    assert scored.whole.row(0) == (2, 1, 1, 1, 0.5)


def test_a_wrong_join_costs_precision_and_two_whole_people() -> None:
    scored = score_persons(PEOPLE, _found(7, 7, 8, 8, 8, 8))
    assert _row(scored.by_kind, "all")["precision"] == pytest.approx(2 / 7)
    assert (_row(scored.by_kind, "twins")["found"], _row(scored.by_kind, "twins")["precision"]) == (5, 0)
    assert _row(scored.by_kind, "twins")["recall"] is None
    assert scored.whole.row(0) == (2, 2, 1, 0.5, 0.5)


def test_a_code_that_the_registry_lacks_is_joined_with_nobody() -> None:
    scored = score_persons(PEOPLE, _found(None, None, 8, 8, None, None))
    assert (_row(scored.by_kind, "all")["found"], _row(scored.by_kind, "all")["recall"]) == (1, 0.5)


def test_a_dwelling_for_an_address_without_a_room_is_wrong() -> None:
    truth = pl.DataFrame(
        {
            "household_code": ["H1", "H2", "H3", "H4"],
            "dwelling_code": ["F1", "F2", "F3", "F4"],
            "form": ["numerals", "numerals", "room_missing", None],
            "is_to_be_matched": [True, True, False, True],
        }
    )
    found = pl.DataFrame(
        {"household_code": ["H1", "H2", "H3", "H4"], "dwelling_code": ["F1", None, "F3", "F4"]}
    )
    scored = score_dwellings(truth, found)
    assert _row(scored, "all") == {
        "form": "all", "households": 3, "wanted": 2, "found": 2, "right": 1, "precision": 0.5, "recall": 0.5,
    }  # fmt: skip
    assert (_row(scored, "room_missing")["precision"], _row(scored, "room_missing")["recall"]) == (0, None)
