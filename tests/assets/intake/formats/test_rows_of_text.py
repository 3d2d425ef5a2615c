"""The quick recognition of a sound text finds what a walk over its rows finds, and so do cells."""

import csv
import io
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assets.intake.formats.file_formats import LINE, _from_text, _lines_of_titles
from assets.intake.formats.rows_of_text import Unreadable, _lines_if_plain, _lines_row_by_row, lines_of_rows
from assets.intake.tidy_text import BLANKS

PIECES = st.sampled_from(
    [
        "a",
        "b",
        "居",
        " ",
        ",",
        ",",
        "\n",
        "\n",
        "\r\n",
        '"',
        '""',
        '"a"',
        '"a,b"',
        '"a\nb"',
        '"a""b"',
        "\r",
        "\0",
    ]
)
TEXTS = st.lists(PIECES, max_size=24).map("".join)
TABLES = st.integers(1, 3).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from(["a", "", "居", '"x"', '"x,y"', '"x\r\ny"', '"x""y"', '""', " z "]),
                 min_size=width, max_size=width).map(",".join),
        max_size=6,
    ).map(lambda rows: "\n".join([",".join("abc"[:width]), *rows]))
)  # fmt: skip


def walked(data: bytes) -> list[int] | None:
    try:
        return _lines_row_by_row(data).tolist()
    except Unreadable:
        return None


@settings(max_examples=300)
@given(TEXTS | TABLES)
@example('a,b\n"x\ny",z\n1,2')
@example("a,b\n\n1,2")
@example("a\n1\n\n")
@example('a,b\n1,"x"y\n')
@example('"a",b\n1,2\n"3",4\n')
@example("a,b\n1,2,3\n4\n")
def test_what_is_recognised_as_sound_is_sound(text: str) -> None:
    data = text.encode()
    lines = _lines_if_plain(data)
    if lines is not None:
        assert lines.tolist() == walked(data)


@settings(max_examples=300)
@given(TABLES)
def test_sound_tables_need_no_walk(text: str) -> None:
    recognised = _lines_if_plain(text.encode()) is not None
    empty_line = "" in text.removesuffix("\n").split("\n")  # which is no row
    assert recognised == ('"' not in text and not empty_line)


@settings(max_examples=300)
@given(TEXTS | TABLES)
@example('"居"a\nb""a\nb","a""b""a\nb""a\nb","a\nb""a\nb"')  # a header that one of them cannot read
def test_two_readers_find_the_same_cells(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = Path(tmp_path_factory.getbasetemp()) / "cells.csv"
    path.write_bytes(text.encode())
    try:
        frame = _from_text(path, "utf-8")
    except Unreadable as refused:
        assert refused.faults
        return
    text = text.removeprefix("\ufeff")
    titles = _lines_of_titles(text.encode())
    table = text.split("\n", titles)[titles]
    header, *rows = csv.reader(io.StringIO(table, newline=""), strict=True)
    # Of a doubled quotation mark in a header the readers think differently, and of the line end after it: no
    # mapping names such a header.
    unquoted = [
        [name.replace('"', "").rstrip("\r") for name in names] for names in (frame.columns[:-1], header)
    ]
    assert unquoted[0] == unquoted[1]
    while rows and not rows[-1] and "," in table.partition("\n")[0]:  # blank lines at the end hold no row
        rows.pop()
    wanted = [tuple(cell.strip(BLANKS) or None for cell in row) for row in rows]
    assert frame.drop(LINE).rows() == wanted


def test_lines_are_counted_through_quoted_breaks() -> None:
    frame = pl.DataFrame(
        {"编码": pl.int_range(5000, eager=True), "记录": ['"二"\n三', "四", None, " 五"] * 1250}
    )
    assert lines_of_rows(frame.write_csv().encode())[:5].tolist() == [3, 4, 5, 6, 8]
