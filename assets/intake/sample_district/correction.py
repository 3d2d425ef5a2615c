"""A corrected export of one day: what the systems deliver again once they have found their own mistakes.

Belongs here: which mistakes are set right, and writing the next revision over the one that is there.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl

from assets.intake.identity_documents import check_character
from assets.intake.manifest import MANIFEST, read_manifest, sha256_of
from assets.intake.mapping import Source
from assets.intake.reader import LINE, read_source
from assets.intake.sample_district.export import mapped, write_file, write_manifest

WITHDRAWN = 3
"""Entries of a roll that were never granted: the first ones of the file."""


def write_correction(folder: Path) -> dict[str, int]:
    """Make the export in ``folder`` its next revision; return by source the rows changed or taken off.

    Residents: citizen numbers get the check digit they should have. Visits: those on a day that no calendar
    has get the last of its month. 低保: entries made by mistake are gone. The manifest is written last.
    """
    manifest = read_manifest(folder)
    delivered = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    changed: dict[str, int] = {}
    (folder / MANIFEST).unlink()  # not complete until all of it is there
    for place, entry in enumerate(delivered["files"]):
        correct = CORRECTIONS.get(entry["source"])
        if correct is None:
            continue
        source = mapped()[entry["source"]]
        table, _ = read_source(folder, manifest, place, source)
        table, changed[entry["source"]] = correct(table.drop(LINE), source)
        path = folder / entry["file"]
        write_file(table, path, entry["encoding"])
        entry.update(rows=table.height, sha256=sha256_of(path))
    write_manifest(folder, {**delivered, "revision": manifest.revision + 1})
    return changed


def _right_check_digits(table: pl.DataFrame, source: Source) -> tuple[pl.DataFrame, int]:
    id_type, number = source.column("id_type"), pl.col(source.column("id_value").header)
    citizen = [theirs for theirs, ours in (id_type.codes or {}).items() if ours == "citizen_id"]
    right = number.str.slice(0, 17) + check_character(number.str.slice(0, 17))
    wrong = (
        pl.col(id_type.header).is_in(citizen)
        & number.str.contains(r"^\d{17}[\dXx]$")
        & (number.str.to_uppercase() != right)
    ).fill_null(False)
    return table.with_columns(
        pl.when(wrong).then(right).otherwise(number).alias(number.meta.output_name())
    ), int(table.select(wrong.sum()).item())


def _days_that_exist(table: pl.DataFrame, source: Source) -> tuple[pl.DataFrame, int]:
    column = source.column("visited_on")
    day = pl.col(column.header)
    impossible = day.is_not_null() & day.str.to_date(column.format, strict=False).is_null()
    last = day.str.slice(0, 8).add("01").str.to_date(strict=False).dt.month_end().dt.strftime(column.format)
    return table.with_columns(pl.when(impossible).then(last).otherwise(day).alias(column.header)), int(
        table.select(impossible.sum()).item()
    )


def _without_withdrawn(table: pl.DataFrame, _: Source) -> tuple[pl.DataFrame, int]:
    return table.slice(WITHDRAWN), min(WITHDRAWN, table.height)


CORRECTIONS: dict[str, Callable[[pl.DataFrame, Source], tuple[pl.DataFrame, int]]] = {
    "residents": _right_check_digits,
    "visits": _days_that_exist,
    "dibao": _without_withdrawn,
}
