"""An erased person who comes back under a new code is known even where their own row is refused."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.intake.canonical import Canonical, to_canonical
from assets.intake.erasure import add_receipts, read_receipts, without_erased, written_forms
from assets.intake.formats.reader import LINE
from assets.intake.mappings.loading import load_mappings

DAY = date(2024, 3, 2)
NUMBER, SHORT = "310106194001019905", "310106400101990"
SOURCES = load_mappings()
CITIZEN, PASSPORT = (
    next(
        theirs
        for theirs, ours in (SOURCES["residents"].column("id_type").codes or {}).items()
        if ours == kind
    )
    for kind in ("citizen_id", "passport")
)


def _rows(source: str, **values: str) -> Canonical:
    """One row of a source as its file would bring it, other values empty."""
    headers = SOURCES[source].headers
    row = {header: [values.get(name)] for header, name in headers.items()}
    raw = pl.DataFrame(row, schema=dict.fromkeys(headers, pl.String)).with_columns(
        pl.lit(2, pl.Int64).alias(LINE)
    )
    return to_canonical(source, "f.csv", SOURCES[source], raw, DAY, {})


def _taken(tmp_path: Path, **person: str) -> dict[str, Canonical]:
    """A refused row of a person and a good one of where they live, after an erasure of `NUMBER`."""
    of = {"resident_id": 7, "ground": "unlawful", "requested_on": DAY, "erased_on": DAY}
    add_receipts(tmp_path, {"GONE", f"citizen_id {NUMBER}", *written_forms(NUMBER)}, of)
    kind = next(iter(SOURCES["residences"].column("residence_kind").codes or {}))
    results = {
        "residences": _rows("residences", person_code="NEW", household_code="H", residence_kind=kind),
        "residents": _rows("residents", person_code="NEW", sex="no sex", **person),
    }
    assert results["residences"].accepted.height == 1
    assert results["residents"].quarantined.height == 1
    return dict(without_erased(results, read_receipts(tmp_path), SOURCES))


@pytest.mark.parametrize("number", [NUMBER, SHORT, "310106 19400101 9905"])
@pytest.mark.parametrize("kind", [CITIZEN, "no type"])
def test_where_they_live_is_not_taken_in(tmp_path: Path, number: str, kind: str) -> None:
    taken = _taken(tmp_path, id_type=kind, id_value=number)
    assert taken["residences"].accepted.is_empty()
    assert taken["residences"].quarantined["reason_code"].to_list() == ["erased"]
    assert taken["residents"].quarantined["row"].to_list() == ["{}"]


def test_no_refused_row_names_them(tmp_path: Path) -> None:
    taken = _taken(tmp_path, id_type=CITIZEN, id_value=NUMBER)
    assert taken["residents"].named.is_empty()


@pytest.mark.parametrize(("kind", "number"), [(PASSPORT, NUMBER), (CITIZEN, "310106195001010000")])
def test_somebody_else_with_a_refused_row_is_taken_in(tmp_path: Path, kind: str, number: str) -> None:
    taken = _taken(tmp_path, id_type=kind, id_value=number)
    assert taken["residences"].accepted["person_code"].to_list() == ["NEW"]
    assert taken["residents"].named["subject_code"].to_list() == ["NEW"]
