from datetime import date

import pytest


@pytest.mark.parametrize(
    ("spans", "since"),
    [
        ([((2023, 10, 1), (2024, 1, 1)), ((2024, 1, 1), None)], date(2023, 10, 1)),
        ([((2023, 10, 1), (2023, 12, 31)), ((2024, 1, 1), None)], date(2024, 1, 1)),
        ([((2023, 1, 1), None), ((2024, 1, 1), (2024, 6, 1))], date(2023, 1, 1)),
        ([((2024, 1, 1), None)], date(2024, 1, 1)),
    ],
)
def test_entries_that_follow_each_other_are_one_span(registry, document, spans, since) -> None:
    made = registry(
        residents=[{"person_code": "P1", **document("E1234567")}],
        department_rolls=[
            {
                "id_value": "E1234567", "roll": "dibao", "level": "full", "valid_from": date(*start),
                "valid_to": end and date(*end),
            }
            for start, end in spans
        ],
    )  # fmt: skip
    assert made.frames["roll"]["unbroken_since"].to_list() == [since]
