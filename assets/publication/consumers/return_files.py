"""Return files (反哺文件): what a committee's own system gets back, in that system's headers and codes.

Belongs here: a workbook per committee of what an entitled contract has. Does not belong here: which codes
(`crosswalk.py`), the mapping that is read backwards (`assets/intake/mappings`).

The files hold codes of people: folder and files are their owner's alone.
"""

import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import sqlalchemy as sa
import xlsxwriter  # type: ignore[import-untyped]

from assets.files import write_whole
from assets.intake.mappings.mapping_file import Source
from assets.publication.consumers.copies import Copy
from assets.publication.consumers.crosswalk import CODES
from assets.publication.consumers.ledger_workbook import sheet_name
from assets.publication.consumers.places import contracts, left_if_locked, opened
from assets.publication.store.base import read_base
from assets.publication.store.database import Database
from assets.publication.store.schema import METADATA

_AS_TEXT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_TAG_HEADERS = (
    "标签代码 Tag", "标签名称 Title", "等级或值 Value", "值的名称 Value title", "起始日期 Since",
    "结果 Result",
)  # fmt: skip
_OPEN_HEADERS = ("待核标签代码 Undecided tags", "待核标签名称 Titles")
_OPEN = "待核"
_YES, _KEPT = "是 yes", "待核，暂沿用原结果 undecided, as it was before"
_HOW = (
    "标签仅用于关爱与服务。有此标签的列在各对象的表中；无法判定的列在同名“待核”表中，既不是“是”也不是“否”；"
    "未满14周岁者只列有关其服务的标签。含个人编码，仅限本居民区使用，用后删除。",
    "Tags are for care and service only. Who has a tag is in the sheet of its kind; what nobody can tell is"
    " in the sheet 待核 beside it, and is neither a yes nor a no; of children under 14 only tags of services"
    " for them are here. Holds codes of people: for this committee only; delete it after use.",
)


_NOBODY = pl.DataFrame(
    schema=dict.fromkeys(("subject", "code", "tags", "titles", "committee_code"), pl.String)
)


def write_return_files(
    database: Database, sources: Mapping[str, Source], snapshot_date: date, folder: Path
) -> dict[str, int]:
    """Write the files of every contract that has them; returns the lines by `<consumer>/<committee>.xlsx`."""
    written: dict[str, int] = {}
    with database.transaction() as connection:
        base = read_base(connection)
        titles, words = _titles(database, connection)
        for contract in contracts(connection):
            if not contract.terms.return_files or contract.terms.way_back is None:
                continue
            with (
                left_if_locked(database, contract.terms.name),
                opened(database, connection, contract) as copy,
            ):
                if copy.is_at(base):
                    lines = _lines(copy).join(titles, on="tag_code", how="left", maintain_order="left")
                    lines = in_words(lines, words)
                    held, undecided = _by_committee(lines), _by_committee(_undecided(copy, titles))
                    headers = headers_of(sources, contract.terms.way_back)
                    for committee in sorted({*held, *undecided}):
                        name = f"{contract.terms.name}/{committee}.xlsx"
                        both = held.get(committee, lines.clear()), undecided.get(committee, _NOBODY)
                        write_whole(folder / name, workbook(committee, snapshot_date, *both, headers))
                        written[name] = sum(rows.height for rows in both)
    return written


def headers_of(sources: Mapping[str, Source], system: str) -> dict[str, tuple[str, str]]:
    """By kind of subject that a system names: the title of its table, and its header of the code."""
    named = (
        (kind, source, column)
        for kind, (table, column) in CODES.items()
        for source in sources.values()
        if (source.system, source.table) == (system, table) and column in source.columns
    )
    headers: dict[str, tuple[str, str]] = {}
    for kind, source, column in named:  # of several sources of a table the first
        headers.setdefault(kind, (source.title.zh, source.column(column).header))
    return headers


def workbook(
    committee: str,
    snapshot_date: date,
    lines: pl.DataFrame,
    undecided: pl.DataFrame,
    headers: Mapping[str, tuple[str, str]],
) -> bytes:
    """One committee's workbook: two sheets per kind of subject, under the system's own header of its code.

    Args:
        committee: its code.
        snapshot_date: the day that the lines are of.
        lines: subject, code, tag_code, title_zh, value, value_zh, valid_from, status.
        undecided: subject, code, tags, titles: a line per code, with all tags that nobody can tell.
        headers: of `headers_of`.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _AS_TEXT) as made:
        bold = made.add_format({"bold": True})
        wrapped = made.add_format({"text_wrap": True, "valign": "top"})
        about = made.add_worksheet("说明 Read me")
        about.set_column(0, 0, 80)
        for number, text in enumerate((f"{committee} {snapshot_date}", *_HOW)):
            about.write_string(number, 0, text, bold if number == 0 else wrapped)
        for kind, (title, header) in headers.items():
            rows = lines.filter(pl.col("subject") == kind).sort("code", "tag_code")
            result = pl.when(pl.col("status") == "kept").then(pl.lit(_KEPT)).otherwise(pl.lit(_YES))
            cells = rows.select(
                "code",
                "tag_code",
                "title_zh",
                "value",
                "value_zh",
                pl.col("valid_from").cast(pl.String),
                result=result,
            )
            _sheet(made, sheet_name(title), (header, *_TAG_HEADERS), cells, bold)
            open_ = undecided.filter(pl.col("subject") == kind).sort("code").select("code", "tags", "titles")
            _sheet(made, sheet_name(title, _OPEN), (header, *_OPEN_HEADERS), open_, bold)
    return buffer.getvalue()


def _sheet(
    made: xlsxwriter.Workbook, title: str, headers: tuple[str, ...], cells: pl.DataFrame, bold: Any
) -> None:
    """Add a sheet of texts; none where there is nothing to say."""
    if cells.is_empty():
        return
    sheet = made.add_worksheet(title)
    sheet.write_row(0, 0, headers, bold)
    for number, row in enumerate(cells.iter_rows(), start=1):
        for place, cell in enumerate(row):
            sheet.write_string(number, place, cell or "")
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(headers) - 1, 18)


def _undecided(copy: Copy, titles: pl.DataFrame) -> pl.DataFrame:
    """Whom nobody can tell something of, with the system's code: one line per code, all tags in it."""
    subjects, sets = (copy.layout.rows[name] for name in ("undecided_subject", "undecided_set"))
    codes = copy.layout.crosswalk
    same = sa.and_(codes.c.subject == subjects.c.subject, codes.c.subject_id == subjects.c.subject_id)
    query = sa.select(subjects.c.subject, codes.c.code, subjects.c.set_number, subjects.c.committee_code)
    there = copy.database.read(copy.connection, query.select_from(subjects.join(codes, same)))
    members = copy.database.read(copy.connection, sa.select(sets.c.set_number, sets.c.tag_code))
    listed = members.join(titles, on="tag_code", how="left").sort("set_number", "tag_code")
    words = listed.group_by("set_number").agg(
        tags=pl.col("tag_code").str.join("；"), titles=pl.col("title_zh").fill_null("").str.join("；")
    )
    return there.join(words, on="set_number").select(_NOBODY.columns)


def _lines(copy: Copy) -> pl.DataFrame:
    """Current tags with the system's code of each subject: one line per code and tag."""
    tags, codes = copy.layout.rows["tag_assignment"], copy.layout.crosswalk
    same = sa.and_(codes.c.subject == tags.c.subject, codes.c.subject_id == tags.c.subject_id)
    query = sa.select(
        tags.c.subject,
        codes.c.code,
        tags.c.tag_code,
        tags.c.value,
        tags.c.committee_code,
        tags.c.valid_from,
        tags.c.status,
    ).select_from(tags.join(codes, same))
    if "valid_to" in tags.c:
        query = query.where(tags.c.valid_to.is_(None))
    return copy.database.read(copy.connection, query)


def _by_committee(lines: pl.DataFrame) -> dict[str, pl.DataFrame]:
    groups = lines.drop_nulls("committee_code").group_by("committee_code")
    return {str(code): rows for (code,), rows in groups}


def in_words(lines: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """Return lines of tags with `value_zh`: a word's title, or a number with its unit; empty without a value.

    `listed`: list_name, code and title_zh of the lists tag_value and tag_unit.
    """
    titles, units = (
        listed.filter(pl.col("list_name") == name).select(
            pl.col("code").alias(key), pl.col("title_zh").alias(name)
        )
        for name, key in (("tag_value", "value"), ("tag_unit", "tag_code"))
    )
    named = lines.join(titles, on="value", how="left", maintain_order="left")
    named = named.join(units, on="tag_code", how="left", maintain_order="left")
    with_unit = pl.col("value") + pl.col("tag_unit")
    return named.with_columns(value_zh=pl.coalesce("tag_value", with_unit)).drop("tag_value", "tag_unit")


def _titles(database: Database, connection: sa.Connection) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the Chinese titles of tags (tag_code, title_zh); and of values and units, for `in_words`."""
    tag, listed = METADATA.tables["tag"].c, METADATA.tables["code_list"].c
    values = sa.select(listed.list_name, listed.code, listed.title_zh)
    return (
        database.read(connection, sa.select(tag.tag_code, tag.title_zh)),
        database.read(connection, values.where(listed.list_name.in_(("tag_value", "tag_unit")))),
    )
