"""The same rows come out of every encoding and format."""

import io

import polars as pl
import pytest
import xlsxwriter
from polars.testing import assert_frame_equal

TABLE = "compounds"


def as_xlsx(frame: pl.DataFrame) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate([frame.columns, *frame.rows()]):
            sheet.write_row(number, 0, row)
    return target.getvalue()


def as_parquet(frame: pl.DataFrame) -> bytes:
    target = io.BytesIO()
    frame.write_parquet(target)
    return target.getvalue()


WRITERS = {
    "utf-8": lambda frame: frame.write_csv().encode(),
    "utf-8-bom": lambda frame: b"\xef\xbb\xbf" + frame.write_csv(line_terminator="\r\n").encode(),
    "gb18030": lambda frame: frame.write_csv(quote_style="always").encode("gb18030"),
    "xlsx": as_xlsx,
    "parquet": as_parquet,
}


@pytest.mark.parametrize("encoding", WRITERS)
def test_rows_do_not_depend_on_the_encoding(export, taken, encoding: str) -> None:
    path = export.folder / export.entry(TABLE)["file"]
    frame = pl.read_csv(path, infer_schema=False)
    export.change_bytes(TABLE, lambda _: WRITERS[encoding](frame), encoding=encoding)
    assert_frame_equal(export.take_in().tables[TABLE], taken.tables[TABLE])


def test_a_rare_character_of_gb18030_survives(export) -> None:
    def renamed(data: bytes) -> bytes:
        lines = data.decode("gb18030").split("\r\n")
        fields = lines[2].split(",")
        fields[1] = "𠮷㐱"
        lines[2] = ",".join(fields)
        return "\r\n".join(lines).encode("gb18030")

    export.change_bytes("residents", renamed)
    assert "𠮷㐱" in export.take_in().tables["residents"]["name"]


def test_a_line_break_inside_quotes_is_one_row(export) -> None:
    def broken(data: bytes) -> bytes:
        lines = data.decode("utf-8-sig").split("\n")
        lines[2] = ",".join([*lines[2].split(",")[:5], '"第一行\n第二行"'])
        lines[3] = lines[3].replace(lines[3].split(",")[2], "2024-02-30", 1)
        return "\n".join(lines).encode()

    export.change_bytes("visits", broken)
    taken = export.take_in()
    assert "第一行\n第二行" in taken.tables["visits"]["note"]
    first = taken.quarantine.filter(source="visits", reason_code="invalid_date")["line"].min()
    assert first == 5
