"""Workbooks that came back: their decisions as canonical rows, or every fault of them.

Belongs here: which list a file is, and reading it as any other file of an export is read. Does not belong
here: laying lists out (`workbooks`), whom a row is about (`listed`), keeping decisions
(`identity/decision_store`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

import polars as pl

from assets.intake.canonical import to_canonical
from assets.intake.contracts import CANONICAL
from assets.intake.erasure import Receipts
from assets.intake.formats.file_bounds import MOST_ROWS
from assets.intake.formats.file_formats import LINE, file_as_text, without_blank_rows
from assets.intake.formats.headers import header_key, with_known_headers
from assets.intake.formats.rows_of_text import Unreadable
from assets.intake.frames import FRAMES
from assets.intake.manifest.writer import encoding_of
from assets.intake.mappings.mapping_file import Source
from assets.intake.quarantine.reason_codes import REASONS
from assets.intake.refusal import ExportRefused, Problem
from assets.intake.tidy_text import tidied, without_empty
from assets.people import People
from assets.registry.identity.decision_store import DECIDED, TABLES
from assets.registry.review.listed import Records, misplaced
from assets.registry.review.lists import TAKEN_BACK

_AGAIN = "请在表中更正后重新交回 correct it in the list, and send it again"
_PAIR = ("person_code", "other_person_code")
_ONE_ROW = "同一对（户）只留一行 keep one row of each pair or household"
_REMEDIES = {
    "unknown_code": f"请填 是、否 或 {TAKEN_BACK} fill in 是, 否 or {TAKEN_BACK}",
    "invalid_date": "请写成 2026-03-01 write it as 2026-03-01",
    "error_cell": "请写成 2026-03-01 write it as 2026-03-01",
    "future_date": "不得晚于今天 it may not lie after today",
    "missing_value": "请从原清单抄回 copy it from the list as it went out",
    "code_form": "请填编码本身，如候选房屋编码 fill in the code itself, as that of a candidate",
    "digits_lost": "单元格设为文本后重填 set the cell to text, and fill it in again",
    "duplicate_row": _ONE_ROW,
    "duplicate_key": _ONE_ROW,
    "contradictory_rows": _ONE_ROW,
}


class Returned(NamedTuple):
    """decided: by canonical table. remarks: what was not read, and decides nothing, by file and line."""

    decided: dict[str, pl.DataFrame]
    remarks: list[Problem]


def returned_decisions(
    files: Iterable[Path],
    sources: Mapping[str, Source],
    today: date,
    records: Records,
) -> Returned:
    """Return the decisions in filled-in review lists by canonical table; rows without one are left out.

    A row that takes a decision back (收回) decides nothing: null. Columns that the list had not are not read.

    Args:
        files: workbooks, or the same lists as CSV.
        sources: the mappings, by source; those of the two tables of decisions are looked at.
        today: no decision may be later.
        records: what is known of the codes.

    Raises:
        ExportRefused: every row that cannot be read or is not about whom it says, of all files; then none
            of them is taken.

    """
    lists = {name: source for name, source in sources.items() if source.table in TABLES}
    decided: dict[str, list[pl.DataFrame]] = {table: [CANONICAL[table].create_empty()] for table in TABLES}
    problems: list[Problem] = []
    remarks: list[Problem] = []
    for path in files:
        try:
            name, raw = _read(path, lists)
        except Unreadable as error:
            problems += [Problem(path.name, *fault) for fault in error.faults]
            continue
        source = lists[name]
        decision = _decision(source)
        asked = raw.filter(decision.is_not_null())
        rows, faults = _decided(name, path.name, source, asked, today)
        problems += [*faults, *misplaced(path.name, source, asked, records)]
        remarks += _unread(path.name, source, raw)
        decided[source.table].append(rows)
    if problems:
        raise ExportRefused(sorted(problems, key=lambda each: (each.file, each.line)))
    return Returned({table: pl.concat(rows) for table, rows in decided.items()}, remarks)


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


def _read(path: Path, lists: Mapping[str, Source]) -> tuple[str, pl.DataFrame]:
    """Which list a file is, and its columns as text under the list's headers; raises ``Unreadable``."""
    raw = file_as_text(path, encoding_of(path), MOST_ROWS, {"复核日期": "%Y-%m-%d"})
    there = {header_key(header) for header in raw.columns}
    missing = {
        name: [header for header in source.needed if header_key(header) not in there]
        for name, source in lists.items()
    }
    fitting = [name for name, headers in missing.items() if not headers]
    if len(fitting) == 1:
        source = lists[fitting[0]]
        return fitting[0], without_blank_rows(with_known_headers(raw, [*source.headers, *source.ignored]))
    if not fitting and missing:
        nearest = min(missing, key=lambda name: len(missing[name]) / len(lists[name].needed))
        wanted = "、".join(missing[nearest])
        said = f"不是复核清单，缺少表头 {wanted} no review list: it has not all of its headers"
        raise Unreadable([(1, said, "请在原清单上填写 fill in the list as it went out")])
    said = "映射文件中没有（或有几个）这样的清单 no mapping, or several, of such a list"
    raise Unreadable([(1, said, "请补全映射文件 mend the mapping files")])


def _decision(source: Source) -> pl.Expr:
    """What a row decides, as text; null where nothing is written, or a word that means nothing."""
    name = DECIDED[source.table]
    return without_empty(tidied(pl.col(source.column(name).header)), source.empty_words(name))


def _decided(
    name: str, file: str, source: Source, asked: pl.DataFrame, today: date
) -> tuple[pl.DataFrame, list[Problem]]:
    decision, header = _decision(source), source.column(DECIDED[source.table]).header
    back = decision == TAKEN_BACK
    read = to_canonical(
        name, file, source, asked.with_columns(pl.when(~back).then(decision).alias(header)), today, {}
    )
    faults = [
        Problem(
            file, line,
            f"“{source.column(column).header}”：{REASONS[code].zh} {REASONS[code].en}",
            _REMEDIES.get(code, _AGAIN),
        )
        for line, code, column in read.quarantined.select("line", "reason_code", "column").iter_rows()
    ]  # fmt: skip
    for column in ("decided_by", "decided_on"):
        needed = source.column(column).header
        nobody = asked.filter(without_empty(tidied(pl.col(needed)), source.empty_words(column)).is_null())
        what = f"有结论而无“{needed}” a decision without its reviewer or day"
        faults += [Problem(file, line, what, "请补填 fill it in") for line in nobody[LINE]]
    if source.table == "person_decisions":
        one, other = (tidied(pl.col(source.column(each).header)) for each in _PAIR)
        faults += [
            Problem(file, line, "两个编码是同一个 both codes are the same", "请从原清单抄回 copy them again")
            for line in asked.filter(one == other)[LINE]
        ]
    return read.accepted, faults


def _unread(file: str, source: Source, raw: pl.DataFrame) -> list[Problem]:
    """Columns that the list had not, and rows with a reviewer but no decision."""
    known = {header_key(header) for header in (*source.headers, *source.ignored, LINE)}
    own = [
        str(place)
        for place, header in enumerate(raw.columns, 1)
        if header_key(header) not in known and raw[header].count()
    ]
    found = []
    if own:
        said = f"未读取第 {', '.join(own)} 列（清单原无此列） columns of these numbers were not read"
        found.append(Problem(file, 0, said, "结论只填在黄色列 decisions stand in the yellow columns alone"))
    undecided = _decision(source).is_null()
    signed = pl.col(source.column("decided_by").header).is_not_null()
    header = source.column(DECIDED[source.table]).header
    said = f"有复核人而“{header}”未填，未作结论 a reviewer, but no decision"
    return found + [
        Problem(file, line, said, "如有结论请补填后再交 fill it in and send it again, if there is one")
        for line in raw.filter(undecided & signed)[LINE]
    ]
