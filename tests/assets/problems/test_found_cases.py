"""What an inspection finds is a case that nobody told, open until an inspection says that it is over."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from assets.problems.found_cases import found_cases

SCHEMA: dict[str, Any] = {
    "inspection_code": pl.String, "subject": pl.String, "subject_id": pl.Int64, "item": pl.String,
    "result": pl.String, "inspected_on": pl.Date,
}  # fmt: skip
PLACES = {
    kind: pl.DataFrame({f"{kind}_id": [5], "street_code": ["S1"], "committee_code": ["C1"]})
    for kind in ("building", "compound")
}


def found(
    rule_set: Any, *results: str, item: str = "facade", subject: str = "building"
) -> list[dict[str, Any]]:
    rows = [
        (f"I{day}", subject, 5, item, result, date(2024, 3, day)) for day, result in enumerate(results, 1)
    ]
    inspection = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    return found_cases(rule_set, {**PLACES, "inspection": inspection}).sort("received_on").to_dicts()


def test_a_problem_found_is_an_open_case_of_its_place_with_the_label_of_its_item(rule_set: Any) -> None:
    (row,) = found(rule_set, "problem")
    assert row == {
        "case_id": "inspection-I1", "source": "inspection", "received_on": date(2024, 3, 1),
        "closed_on": None, "subject": "building", "subject_id": 5, "street_code": "S1",
        "committee_code": "C1", "discovery": "automatic", "label_code": "P0202",
        "labelled_by": "inspection", "outcome": "open",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("results", "spans"),
    [
        (["problem", "problem", "no_problem"], [(1, 3)]),
        (["problem", "approved", "in_progress"], [(1, None)]),
        (["problem", "completed", "problem"], [(1, 2), (3, None)]),
        (["no_problem", "approved"], []),
    ],
)
def test_it_lasts_until_an_inspection_says_that_it_is_over(
    rule_set: Any, results: list[str], spans: Any
) -> None:
    rows = found(rule_set, *results)
    assert [(row["received_on"].day, row["closed_on"] and row["closed_on"].day) for row in rows] == spans


def test_an_item_of_no_label_is_a_case_without_one(rule_set: Any) -> None:
    (row,) = found(rule_set, "problem", item="accessibility", subject="compound")
    assert (row["subject"], row["label_code"], row["labelled_by"]) == ("compound", None, None)
