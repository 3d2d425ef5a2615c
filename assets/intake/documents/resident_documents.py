"""A resident's document beside what is declared of them: what is filled in, what differs, what is counted.

The rule. A document with a fault (form, check character, a birth after the snapshot date) is nobody's: its
number identifies no one, the person stays. A valid number that carries them fills in a birth date or sex left
blank. Where both are there and differ, the declared value stands (the committee saw the person, the slip may
be in either) and ``document_differs`` is true: the tag 证件待核 asks the committee to look, and nobody is
lost.
What does not belong here: the forms of numbers (``identity_documents``, ``address_codes``).
"""

from __future__ import annotations

from datetime import date

import polars as pl

from assets.intake.documents import identity_documents as documents
from assets.intake.documents.address_codes import address_code_not_in_force

COUNTED = (
    "birth_date_from_id", "sex_from_id", "birth_date_differs", "sex_differs",
    "id_missing", "id_form", "id_check_digit", "address_code_not_in_force",
)  # fmt: skip
"""What is counted about accepted residents; titles in ``quarantine.WARNINGS``."""


def with_documents(residents: pl.DataFrame, snapshot_date: date) -> tuple[pl.DataFrame, dict[str, int]]:
    """Return residents with their documents judged, and how many there are by each of ``COUNTED``.

    Reads id_type, id_value (normalised), birth_date, sex. Sets ``id_document_state`` and ``document_differs``
    (null without a valid number that carries birth date and sex), fills in blanks, moves a citizen's number
    that is not valid to ``faulty_id_value`` and drops other wrong ones.
    """
    judged = _beside_documents(residents, snapshot_date)
    counts = judged.select(pl.col(COUNTED).sum()).row(0, named=True)
    sex_type = residents.schema["sex"]
    filled = judged.with_columns(
        birth_date=pl.coalesce("birth_date", "born_by_id"),
        sex=pl.when("sex_from_id").then("sex_by_id").otherwise(pl.col("sex").cast(pl.String)).cast(sex_type),
        id_value=pl.when(pl.col("id_document_state") == "valid").then("id_value"),
        faulty_id_value=pl.when(pl.col("id_document_state") != "valid").then("citizen"),
        id_document_state=pl.col("id_document_state").cast(pl.Enum(documents.DOCUMENT_STATES)),
        document_differs=pl.when(pl.col("born_by_id").is_not_null()).then(
            pl.col("birth_date_differs") | pl.col("sex_differs")
        ),
    )
    return filled, counts


def _beside_documents(residents: pl.DataFrame, snapshot_date: date) -> pl.DataFrame:
    """Return residents with id_document_state, born_by_id and sex_by_id of their documents, and `COUNTED`."""
    by_id = documents.judged(residents["id_type"], residents["id_value"])
    # Born after the snapshot date: the number is nobody's yet.
    unborn = (pl.col("born_by_id") > snapshot_date).fill_null(False)
    declared_sex = pl.when(pl.col("sex") != "unknown").then(pl.col("sex").cast(pl.String))
    return (
        pl.concat(
            [residents, by_id.rename({"birth_date": "born_by_id", "sex": "sex_by_id"})], how="horizontal"
        )
        .with_columns(
            id_document_state=pl.when(unborn).then(pl.lit("bad_form")).otherwise("state"),
            born_by_id=pl.when(~unborn).then("born_by_id"),
            sex_by_id=pl.when(~unborn).then("sex_by_id"),
            citizen=pl.when(pl.col("id_type") == "citizen_id").then("id_value"),
        )
        .with_columns(
            birth_date_from_id=pl.col("birth_date").is_null() & pl.col("born_by_id").is_not_null(),
            sex_from_id=(pl.col("sex") == "unknown") & pl.col("sex_by_id").is_not_null(),
            birth_date_differs=(pl.col("birth_date") != pl.col("born_by_id")).fill_null(False),
            sex_differs=(declared_sex != pl.col("sex_by_id")).fill_null(False),
            id_missing=pl.col("id_document_state") == "missing",
            id_form=pl.col("id_document_state") == "bad_form",
            id_check_digit=pl.col("id_document_state") == "bad_check_digit",
            address_code_not_in_force=address_code_not_in_force(pl.col("citizen"), pl.col("born_by_id")),
        )
    )
