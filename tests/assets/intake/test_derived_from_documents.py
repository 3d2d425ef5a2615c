"""A blank birth date or an unknown sex is read from a valid document, and counted."""

import polars as pl

from assets.intake.sample_district.canaries import NAMES


def test_birth_date_and_sex_come_from_the_document(export) -> None:
    def blank(data: bytes) -> bytes:
        lines = data.decode("gb18030").split("\r\n")
        row = next(at for at, line in enumerate(lines) if NAMES[0] in line)
        fields = lines[row].split(",")  # a woman born on 1940-01-01
        fields[2], fields[5] = "0", ""
        lines[row] = ",".join(fields)
        return "\r\n".join(lines).encode("gb18030")

    export.change_bytes("residents", blank)
    taken = export.take_in()
    first = taken.tables["residents"].row(by_predicate=pl.col("name") == NAMES[0], named=True)
    assert (str(first["birth_date"]), first["sex"]) == ("1940-01-01", "female")
    counted = dict(
        taken.warnings.filter(pl.col("source") == "residents").select("reason_code", "rows").iter_rows()
    )
    assert counted["birth_date_from_id"] == counted["sex_from_id"] == 1
