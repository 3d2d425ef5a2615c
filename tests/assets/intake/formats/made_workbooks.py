"""Small workbooks, written as people make them, and what the reader makes of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from assets.intake.formats.file_formats import file_as_text

FORMATS = {"起始日期": "%Y%m%d", "终止日期": "%Y%m%d"}


def read(
    folder: Path, write: Callable[[xlsxwriter.Workbook, Any], object], rows: int = 10, **options: Any
) -> pl.DataFrame:
    """The text frame of a workbook that `write` fills; its first sheet is there already."""
    path = folder / "book.xlsx"
    with xlsxwriter.Workbook(path, options) as book:
        write(book, book.add_worksheet("名册"))
    return file_as_text(path, "xlsx", rows, FORMATS)
