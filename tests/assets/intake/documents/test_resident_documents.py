"""What a document says beside the declaration: blanks are filled in, differences stand, nobody is lost."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from assets.intake.documents.resident_documents import COUNTED, with_documents

DAY = date(2024, 3, 2)
WOMAN_1949 = "11010519491231002X"
BORN = date(1949, 12, 31)


def judged(**given: Any) -> tuple[dict[str, Any], set[str]]:
    row = {"id_type": "citizen_id", "id_value": WOMAN_1949, "sex": "female", "birth_date": BORN, **given}
    types = {"sex": pl.Enum(["male", "female", "unknown"]), "birth_date": pl.Date, "id_value": pl.String}
    frame, counts = with_documents(pl.DataFrame([row], schema_overrides=types), DAY)
    assert frame.height == 1
    return frame.row(0, named=True), {name for name in COUNTED if counts[name]}


@pytest.mark.parametrize(
    ("given", "expected", "counted"),
    [
        ({}, {"document_differs": False, "id_document_state": "valid"}, set()),
        ({"birth_date": None}, {"birth_date": BORN, "document_differs": False}, {"birth_date_from_id"}),
        ({"sex": "unknown"}, {"sex": "female", "document_differs": False}, {"sex_from_id"}),
        # The declared value stands, and the difference is there for the committee to look at.
        ({"sex": "male"}, {"sex": "male", "id_value": WOMAN_1949, "document_differs": True}, {"sex_differs"}),
        (
            {"birth_date": date(1949, 12, 30)},
            {"birth_date": date(1949, 12, 30), "document_differs": True},
            {"birth_date_differs"},
        ),
        (
            {"id_value": WOMAN_1949[:-1] + "1", "birth_date": None},
            {"id_value": None, "birth_date": None, "document_differs": None},
            {"id_check_digit"},
        ),
        ({"id_value": "?"}, {"id_value": None, "document_differs": None, "sex": "female"}, {"id_form"}),
        ({"id_type": "none", "id_value": None}, {"document_differs": None}, {"id_missing"}),
        ({"id_type": "passport", "id_value": "E12345678"}, {"document_differs": None}, set()),
        # Born after the snapshot date: a number of nobody, and no birth date to take over.
        (
            {"id_value": "310106203001010013", "birth_date": None},
            {"id_value": None, "birth_date": None, "id_document_state": "bad_form"},
            {"id_form"},
        ),
        # 闸北's code on a child of 2020 is counted, and nothing follows from it.
        (
            {"id_value": "31010820200101002X", "birth_date": date(2020, 1, 1)},
            {"id_value": "31010820200101002X", "document_differs": False},
            {"address_code_not_in_force"},
        ),
    ],
)
def test_declared_against_documented(
    given: dict[str, Any], expected: dict[str, Any], counted: set[str]
) -> None:
    row, seen = judged(**given)
    assert {name: row[name] for name in expected} == expected
    assert seen == counted
