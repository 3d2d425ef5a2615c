"""Rows of erased people stay out of every table, whatever code or form they come under, and are counted."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.intake.canonical import Canonical
from assets.intake.erasure import Receipts, add_receipts, read_receipts, without_erased, written_forms
from assets.intake.mappings.mapping_file import Source, Title
from assets.intake.outcome_contracts import Quarantine
from assets.intake.quarantine.refused_subjects import named_by

SOURCE = Source(table="visits", title=Title(zh="源", en="Source"), stale_after_days=3, columns={})
TABLES = {
    "residents": "residents", "roll": "department_rolls", "residences": "residences", "manual": "manual_tags"
}  # fmt: skip
NOBODY = named_by("visits", pl.DataFrame(schema={"household_code": pl.String}))
NUMBER = "310106194001019905"
ABOUT = {
    "resident_id": 7, "ground": "unlawful", "requested_on": date(2024, 3, 1), "erased_on": date(2024, 3, 2)
}  # fmt: skip
PEOPLE = pl.DataFrame(
    {
        "person_code": ["GONE", "AGAIN", "OTHER", "STAYS"],
        "id_type": ["citizen_id", "citizen_id", "passport", "none"],
        "id_value": [None, NUMBER, NUMBER, None],
    }
)
ROLL = pl.DataFrame({"id_value": [NUMBER, "310106195001010000"]})
HOMES = pl.DataFrame({"person_code": ["GONE", "AGAIN", "STAYS"]})
BY_HAND = pl.DataFrame(
    {"subject": ["resident", "household"], "subject_code": ["GONE", "GONE"]},
    schema_overrides={"subject": pl.Enum(["resident", "household"])},
)
REFUSED = pl.DataFrame(
    [
        ("visits", "f", 1, "id_form", None, '{"证件": " 31010619400101990 "}', "id_form"),
        ("visits", "f", 2, "id_form", None, '{"证件": "310106400101990"}', "id_form"),
        ("visits", "f", 3, "id_form", None, '{"编码": "GONE"}', "id_form"),
        ("visits", "f", 4, "id_form", None, '{"证件": "310106 19400101 9905"}', "id_form"),
    ],
    schema=Quarantine.create_empty().schema,
    orient="row",
)


@pytest.fixture
def receipts(tmp_path: Path) -> Receipts:
    add_receipts(tmp_path, {"GONE", f"citizen_id {NUMBER}", *written_forms(NUMBER)}, ABOUT)
    return read_receipts(tmp_path)


def _taken(frames: dict[str, pl.DataFrame], receipts: Receipts) -> dict[str, Canonical]:
    empty = Quarantine.create_empty()
    results = {name: Canonical(frame, empty, {}, NOBODY) for name, frame in frames.items()}
    sources = {name: SOURCE.model_copy(update={"table": TABLES[name]}) for name in frames}
    return dict(without_erased(results, receipts, sources))


def test_code_and_document_are_recognised_in_every_table(receipts: Receipts) -> None:
    taken = _taken({"residents": PEOPLE, "roll": ROLL, "residences": HOMES, "manual": BY_HAND}, receipts)
    # A passport with the same digits is somebody else's.
    assert taken["residents"].accepted["person_code"].to_list() == ["OTHER", "STAYS"]
    assert taken["roll"].accepted.height == 1
    assert taken["residences"].accepted["person_code"].to_list() == ["STAYS"]
    assert taken["manual"].accepted["subject"].to_list() == ["household"]
    assert {name: result.quarantined.height for name, result in taken.items()} == {
        "residents": 2, "roll": 1, "residences": 2, "manual": 1
    }  # fmt: skip
    for result in taken.values():
        assert set(result.quarantined["reason_code"]) == {"erased"}
        assert set(result.quarantined["row"]) == {"{}"}


def test_refused_rows_that_name_them_lose_their_text(receipts: Receipts) -> None:
    result = Canonical(PEOPLE.clear(), REFUSED, {}, NOBODY)
    ((_, kept),) = without_erased({"visits": result}, receipts, {"visits": SOURCE})
    assert kept.quarantined["row"].to_list() == ['{"证件": " 31010619400101990 "}', "{}", "{}", "{}"]


def test_a_receipt_says_nothing_of_whose_it_is(receipts: Receipts) -> None:
    assert NUMBER not in str(receipts.rows.rows())


def test_nobody_is_dropped_where_nobody_was_erased(tmp_path: Path) -> None:
    taken = _taken({"residents": PEOPLE}, read_receipts(tmp_path))
    assert taken["residents"].accepted.equals(PEOPLE)
