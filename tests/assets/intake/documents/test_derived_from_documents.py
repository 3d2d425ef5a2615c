"""A blank birth date or an unknown sex is read from a valid document, and counted."""

import polars as pl

from assets.intake.intake import TakenIn
from sample_district.people.canaries import NAMES


def counted(taken: TakenIn) -> dict[str, int]:
    warned = taken.warnings.filter(pl.col("source") == "residents").select("reason_code", "rows")
    return dict(warned.iter_rows())


def test_birth_date_and_sex_come_from_the_document(export, taken: TakenIn) -> None:
    def blank(data: bytes) -> bytes:
        lines = data.decode("gb18030").split("\r\n")
        row = next(at for at, line in enumerate(lines) if NAMES[0] in line)
        fields = lines[row].split(",")  # a woman born on 1940-01-01
        fields[2], fields[5] = "0", ""
        lines[row] = ",".join(fields)
        return "\r\n".join(lines).encode("gb18030")

    export.change_bytes("residents", blank)
    blanked = export.take_in()
    first = blanked.tables["residents"].row(by_predicate=pl.col("name") == NAMES[0], named=True)
    assert (str(first["birth_date"]), first["sex"]) == ("1940-01-01", "female")
    for reason in ("birth_date_from_id", "sex_from_id"):
        assert counted(blanked)[reason] == counted(taken)[reason] + 1
