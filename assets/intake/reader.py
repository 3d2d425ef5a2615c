"""Reading one file of an export into text columns with line numbers, or into problems; never a traceback.

What a column means is not judged here: only whether the file is whole and has the headers the mapping names.
Which line each row of a text file stands on is found in ``rows_of_text``.
"""

from __future__ import annotations

import codecs
import io
from pathlib import Path

import fastexcel
import polars as pl

from assets.intake.identity_documents import normalised
from assets.intake.manifest import Manifest
from assets.intake.mapping import Source
from assets.intake.refusal import Problem, hint
from assets.intake.rows_of_text import Unreadable, lines_of_rows
from assets.intake.tidy_text import BLANKS, tidied

LINE = ":line"
"""Column beside the system's: line of the text, row of the sheet, row of the Parquet file plus one."""
FEWEST_CUT, USUAL_SHARE_CUT = 3, 0.01
"""Numbers of 18 characters that end in 000 (one in a thousand by nature): more than this refuse a file."""


def read_source(
    folder: Path, manifest: Manifest, place: int, source: Source
) -> tuple[pl.DataFrame, list[Problem]]:
    """Read file number ``place`` of the manifest: all its columns as text (empty = null), and ``line``.

    The problems are about undecodable bytes, rows cut short or shifted, headers, and the number of rows; the
    frame is empty where there are any that keep it from being read.
    """
    entry = manifest.files[place]
    try:
        frame = _read(folder / entry.file, entry.encoding)
    except Unreadable as error:
        return pl.DataFrame(), [Problem(entry.file, *fault) for fault in error.faults]
    problems = _header_problems(entry.file, [name for name in frame.columns if name != LINE], source)
    if frame.height != entry.rows:
        problems.append(
            Problem(
                entry.file,
                frame.height + 1,
                f"{frame.height} rows, but the manifest (line {manifest.line('files', place, 'rows')}) "
                f"says {entry.rows}",
                "deliver the whole file, or a manifest that counts its rows (without the header)",
            )
        )
    return frame, [*problems, *_cut_numbers(entry.file, frame, source)]


def _cut_numbers(file: str, frame: pl.DataFrame, source: Source) -> list[Problem]:
    """Return a problem where a column of document numbers went through a spreadsheet as numbers."""
    header = source.column("id_value").header if "id_value" in source.columns else ""
    if header not in frame.columns:
        return []
    number = pl.col("number")
    tidy = frame.select(tidied(pl.col(header)).alias("number")).select(normalised(number).alias("number"))
    long = tidy.filter(number.str.len_bytes() == 18)
    cut, numbers = long["number"].str.ends_with("000").sum(), long.height
    if cut < FEWEST_CUT or cut <= USUAL_SHARE_CUT * numbers:
        return []
    return [
        Problem(
            file,
            1,
            f"{cut} of {numbers} numbers under {header} end in 000: a spreadsheet kept 15 digits of each",
            "export the file again with this column as text; what is lost cannot be recovered",
        )
    ]


def _read(path: Path, encoding: str) -> pl.DataFrame:
    if encoding == "parquet":
        return _from_table(path, "Parquet")
    if encoding == "xlsx":
        return _from_table(path, "Excel workbook")
    return _from_text(path, "gb18030" if encoding == "gb18030" else "utf-8")


def _from_table(path: Path, kind: str) -> pl.DataFrame:
    try:
        frame = pl.read_parquet(path) if kind == "Parquet" else pl.read_excel(path, infer_schema_length=0)
    except BaseException as error:
        # A damaged page can make a reader panic, which is no Exception and has a class of its own in each.
        panicked = type(error).__name__ == pl.exceptions.PanicException.__name__
        known = (pl.exceptions.PolarsError, fastexcel.FastExcelError, OSError)
        if not (panicked or isinstance(error, known)):
            raise
        raise Unreadable(
            [(0, f"no readable {kind}: cut off or of another format", "deliver it again")]
        ) from None
    odd = [
        number
        for number, dtype in enumerate(frame.dtypes, 1)
        if dtype.is_nested() or dtype in (pl.Binary, pl.Duration, pl.Object)
    ]
    if odd:
        raise Unreadable(
            [(1, f"column number {number} is no plain value", "write it as text") for number in odd]
        )
    return _cleaned(frame.cast(pl.String), pl.int_range(2, frame.height + 2, eager=True).alias(LINE))


def _from_text(path: Path, encoding: str) -> pl.DataFrame:
    data = _in_utf_8(path.read_bytes(), encoding)
    lines = lines_of_rows(data)
    try:
        frame = pl.read_csv(io.BytesIO(data), infer_schema=False)
    except pl.exceptions.PolarsError:
        frame = pl.DataFrame()
    if frame.height != len(lines):  # two readers disagree, which only stray quotation marks bring about
        raise Unreadable([(0, "quotation marks make its rows ambiguous", "quote every field that has one")])
    return _cleaned(frame, pl.Series(LINE, lines, dtype=pl.Int64))


def _in_utf_8(data: bytes, encoding: str) -> bytes:
    """Return the text in UTF-8 without a byte order mark; raises where a byte is not of the encoding."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        fault = f"byte {error.start} is not {encoding}"
        raise Unreadable([(line, fault, "export the file in the encoding the manifest names")]) from None
    if encoding == "utf-8":
        return data.removeprefix(codecs.BOM_UTF8)
    return text.removeprefix("\ufeff").encode()


def _cleaned(frame: pl.DataFrame, lines: pl.Series) -> pl.DataFrame:
    if LINE in frame.columns:
        raise Unreadable([(1, f"a header is called {LINE}", "call it otherwise")])
    stripped = pl.all().str.strip_chars(BLANKS)
    return frame.select(pl.when(stripped != "").then(stripped).name.keep()).with_columns(lines)


def _header_problems(file: str, found: list[str], source: Source) -> list[Problem]:
    wanted = source.headers
    missing = [header for header in wanted if header not in found]
    # Where the header row is lost, the first row stands in its place: a found header is never repeated here.
    unknown = {
        number: header
        for number, header in enumerate(found, start=1)
        if header not in wanted and header not in source.ignored
    }
    return [
        *(Problem(file, 1, f"the header {header} is missing", "export the column") for header in missing),
        *(
            Problem(
                file,
                1,
                f"header number {number} is unknown{hint(header, missing)}",
                "correct it, map it, or list it under ignored in the mapping",
            )
            for number, header in unknown.items()
        ),
    ]
