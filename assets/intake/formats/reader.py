"""Reading one file of an export into text columns with line numbers, or into problems; never a traceback.

What belongs here: whether the file is whole and has the headers the mapping names. What does not: how a
format is read (`file_formats`), what a column means (`typed_columns`).
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from assets.intake.contracts import CANONICAL
from assets.intake.documents.identity_documents import check_character, normalised
from assets.intake.formats.file_formats import LINE, file_as_text, without_blank_rows
from assets.intake.formats.headers import header_key, with_known_headers
from assets.intake.formats.rows_of_text import Unreadable
from assets.intake.manifest.manifest_file import Manifest
from assets.intake.mappings.mapping_file import Source
from assets.intake.refusal import Problem, hint
from assets.intake.tidy_text import tidied

__all__ = ["LINE", "read_source"]
FEWEST_CUT, USUAL_SHARE_CUT = 3, 0.01
"""Numbers of 18 characters that end in 000 (one in a thousand by nature): more than this refuse a file."""


def read_source(
    folder: Path, manifest: Manifest, place: int, source: Source
) -> tuple[pl.DataFrame, list[Problem]]:
    """Read file number ``place`` of the manifest: its mapped columns as text (empty = null), and `LINE`.

    An optional column that the file does not have is empty.
    The problems are about undecodable bytes, rows cut short or shifted, headers, and the number of rows; the
    frame is empty where there are any that keep it from being read.
    """
    entry = manifest.files[place]
    try:
        read = file_as_text(folder / entry.file, entry.encoding, entry.rows, _date_formats(source))
    except Unreadable as error:
        return pl.DataFrame(), [Problem(entry.file, *fault) for fault in error.faults]
    frame = with_known_headers(without_blank_rows(read), [*source.headers, *source.ignored])
    problems = _header_problems(entry.file, [name for name in frame.columns if name != LINE], source)
    if entry.rows not in (frame.height, read.height):  # whoever counts lines counts blank ones too
        problems.append(
            Problem(
                entry.file,
                frame.height + 1,
                f"行数与清单不符 {frame.height} rows, but the manifest"
                f" (line {manifest.line('files', place, 'rows')}) says {entry.rows}",
                "请完整报送，或更正清单中的行数（不含表头）"
                " deliver the whole file, or a manifest that counts its rows (without the header)",
            )
        )
    absent = {header for header in source.headers if header not in frame.columns}
    frame = frame.with_columns(
        pl.lit(None, pl.String).alias(header) for header in sorted(absent - set(source.needed))
    )
    mapped = [header for header in source.headers if header in frame.columns]
    return frame.select(*mapped, LINE), [*problems, *_cut_numbers(entry.file, frame, source)]


def _date_formats(source: Source) -> dict[str, str]:
    """Return, by header of a date, how the source writes one: a real date of a file is written so."""
    columns = CANONICAL[source.table].columns()
    return {
        header_key(source.column(name).header): source.column(name).written
        for name in source.columns
        if isinstance(columns[name].dtype, pl.Date)
    }


def _cut_numbers(file: str, frame: pl.DataFrame, source: Source) -> list[Problem]:
    """Return a problem where a column of document numbers went through a spreadsheet as numbers."""
    header = source.column("id_value").header if "id_value" in source.columns else ""
    if header not in frame.columns:
        return []
    number = pl.col("number")
    tidy = frame.select(tidied(pl.col(header)).alias("number")).select(normalised(number).alias("number"))
    long = tidy.filter(number.str.len_bytes() == 18)
    ending = long.filter(number.str.ends_with("000"))
    cut, numbers = ending.height, long.height
    if cut < FEWEST_CUT or cut <= USUAL_SHARE_CUT * numbers:
        return []
    # Of numbers that were cut ten in eleven fail their check digit; where none does, they are so by nature.
    if ending.select((check_character(number.str.head(17)) == number.str.tail(1)).all()).item():
        return []
    return [
        Problem(
            file,
            1,
            "号码后三位成片为 000，已被表格软件截断"
            f" {cut} of {numbers} numbers under {header} end in 000: a spreadsheet kept 15 digits of each",
            "请以文本格式重新导出，丢失的位数无法恢复"
            " export the file again with this column as text; what is lost cannot be recovered",
        )
    ]


def _header_problems(file: str, headers: list[str], source: Source) -> list[Problem]:
    wanted = source.headers
    missing = [header for header in source.needed if header not in headers]
    # Where the header row is lost, the first row stands in its place: a found header is never repeated here.
    unknown = {
        number: header
        for number, header in enumerate(headers, start=1)
        if header not in wanted and header not in source.ignored
    }
    return [
        *(
            Problem(file, 1, f"缺少表头 the header {header} is missing", "请导出该列 export the column")
            for header in missing
        ),
        *(
            Problem(
                file,
                1,
                f"未知表头 header number {number} is unknown{hint(header, missing)}",
                "请更正，或在映射文件中补充或忽略"
                " correct it, map it, or list it under ignored in the mapping",
            )
            for number, header in unknown.items()
        ),
    ]
