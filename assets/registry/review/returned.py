"""Workbooks that came back: their decisions as canonical rows, or every fault of them.

Belongs here: which list a file is, and reading it as any other file of an export is read. Does not belong
here: laying lists out (`workbooks`), keeping decisions (`identity/decision_store`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import polars as pl

from assets.intake.canonical import to_canonical
from assets.intake.contracts import CANONICAL
from assets.intake.erasure import Receipts
from assets.intake.formats.file_bounds import MOST_ROWS
from assets.intake.formats.file_formats import LINE, file_as_text
from assets.intake.formats.rows_of_text import Unreadable
from assets.intake.frames import FRAMES
from assets.intake.manifest.writer import encoding_of, source_of
from assets.intake.mappings.mapping_file import Source
from assets.intake.quarantine.reason_codes import REASONS
from assets.intake.refusal import ExportRefused, Problem
from assets.people import People
from assets.registry.identity.decision_store import DECIDED, TABLES
from assets.registry.review.lists import DWELLING_DECISION, PERSON_DECISION, TAKEN_BACK

_NO_DATE = "有结论而无复核人或复核日期 a decision without reviewer or date"


def returned_decisions(
    files: Iterable[Path], sources: Mapping[str, Source], today: date
) -> dict[str, pl.DataFrame]:
    """Return the decisions in filled-in review lists by canonical table; rows without one are left out.

    A row that takes a decision back (收回) decides nothing: null.

    Args:
        files: workbooks, or the same lists as CSV.
        sources: the mappings, by source; those of the two tables of decisions are looked at.
        today: no decision may be later.

    Raises:
        ExportRefused: every row that cannot be read, of all files; then none of them is taken.

    """
    lists = {name: source for name, source in sources.items() if source.table in TABLES}
    decided: dict[str, list[pl.DataFrame]] = {table: [CANONICAL[table].create_empty()] for table in TABLES}
    problems: list[Problem] = []
    for path in files:
        try:
            table, rows, faults = _read(path, lists, today)
        except Unreadable as error:
            problems += [Problem(path.name, *fault) for fault in error.faults]
            continue
        problems += faults
        decided[table].append(rows)
    if problems:
        raise ExportRefused(problems)
    return {table: pl.concat(rows) for table, rows in decided.items()}


def without_erased(decided: Mapping[str, pl.DataFrame], receipts: Receipts) -> dict[str, pl.DataFrame]:
    """Return the decisions without those on people who were erased after their list went out.

    Args:
        decided: of `returned_decisions`.
        receipts: of the people who were erased.
    """
    kept = {}
    for table, rows in decided.items():
        named = FRAMES[table].people
        codes = receipts.known(code for column in named.codes for code in rows[column])
        kept[table] = People(codes=codes).without(rows, named)
    return kept


def _read(path: Path, lists: Mapping[str, Source], today: date) -> tuple[str, pl.DataFrame, list[Problem]]:
    raw = file_as_text(path, encoding_of(path), MOST_ROWS, {"复核日期": "%Y-%m-%d"})
    name = source_of(path, frozenset(raw.columns) - {LINE}, lists)
    source = lists[name]
    decision = pl.col(source.column(DECIDED[source.table]).header)
    asked = raw.filter(decision.is_not_null()).with_columns(
        pl.when(decision.str.strip_chars() != TAKEN_BACK).then(decision)
    )
    read = to_canonical(name, path.name, source, asked, today, {})
    faults = [
        Problem(path.name, line, f"{REASONS[code].zh} {REASONS[code].en}", REASONS[code].remedy_zh)
        for line, code in read.quarantined.select("line", "reason_code").iter_rows()
    ]
    headers = (PERSON_DECISION if source.table == "person_decisions" else DWELLING_DECISION)[1:]
    nobody = asked.filter(pl.any_horizontal(pl.col(name).is_null() for name in headers))
    faults += [Problem(path.name, line, _NO_DATE, "请补填 fill both in") for line in nobody[LINE]]
    return source.table, read.accepted, faults
