"""The newest finding per building or compound and item decides; never inspected is not known."""

from datetime import date

import pytest


def finding(result: str, month: int, item: str = "facade", subject: str = "building") -> dict[str, object]:
    day = date(2023, month, 1)
    return {"subject": subject, "subject_id": 1, "item": item, "result": result, "inspected_on": day}


@pytest.mark.parametrize(
    ("results", "hazard"),
    [
        ([("problem", 1)], True),
        ([("problem", 1), ("no_problem", 2)], False),
        ([("no_problem", 2), ("problem", 3)], True),
        ([("problem", 1), ("approved", 2)], True),
        ([("problem", 1), ("in_progress", 2)], True),
        ([("in_progress", 2), ("completed", 3)], False),
        ([("no_problem", 2), ("problem", 2)], True),
        ([], None),
    ],
)
def test_a_hazard(facts, results, hazard) -> None:
    row = facts("building", inspection=[finding(*result) for result in results])[0]
    assert row["facade_hazard"] is hazard
    assert row["termites"] is None


@pytest.mark.parametrize(
    ("results", "stage"),
    [
        ([("approved", 1), ("in_progress", 2)], "in_progress"),
        ([("completed", 3), ("in_progress", 2)], "completed"),
        ([("approved", 1), ("problem", 4)], "approved"),
        ([("no_problem", 1)], "none"),
        ([], "none"),
    ],
)
def test_a_project(facts, results, stage) -> None:
    found = [finding(*result, item="lift_addition") for result in results]
    row = facts("building", inspection=found)[0]
    assert (row["lift_project"], row["renewal_project"]) == (stage, "none")


def test_what_is_found_on_a_compound_reaches_its_dwellings_and_not_the_building_of_that_number(facts) -> None:
    rows = [
        finding("problem", 1, "waterlogging", "compound"),
        finding("approved", 1, "micro_renewal", "compound"),
    ]
    assert facts("dwelling", inspection=rows)[0]["compound_waterlogging"] is True
    compound = facts("compound", inspection=rows)[0]
    assert (compound["waterlogging"], compound["micro_renewal"]) == (True, "approved")
    assert facts("building", inspection=rows)[0]["facade_hazard"] is None
