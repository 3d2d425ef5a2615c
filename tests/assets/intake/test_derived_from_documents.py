"""A blank birth date or an unknown sex is read from a valid document, and counted."""

import polars as pl


def test_birth_date_and_sex_come_from_the_document(export) -> None:
    def blank(data: bytes) -> bytes:
        lines = data.decode("gb18030").split("\r\n")
        fields = lines[1].split(",")  # 金丝雀甲: a woman born on 1940-01-01
        fields[2], fields[5] = "0", ""
        lines[1] = ",".join(fields)
        return "\r\n".join(lines).encode("gb18030")

    export.change_bytes("residents", blank)
    taken = export.take_in()
    first = taken.tables["residents"].row(0, named=True)
    assert (str(first["birth_date"]), first["sex"]) == ("1940-01-01", "female")
    counted = dict(
        taken.warnings.filter(pl.col("source") == "residents").select("reason_code", "rows").iter_rows()
    )
    assert counted["birth_date_from_id"] == counted["sex_from_id"] == 1
