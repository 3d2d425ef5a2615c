"""Return files (反哺文件): what a committee's own system gets back, in that system's headers and codes.

Belongs here: a workbook per committee of what an entitled contract has. Does not belong here: which codes
(`crosswalk.py`), the mapping that is read backwards (`assets/intake/mappings`).

The files hold codes of people: folder and files are their owner's alone.
"""

import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl
import sqlalchemy as sa
import xlsxwriter  # type: ignore[import-untyped]

from assets.files import write_whole
from assets.intake.mappings.mapping_file import Source
from assets.publication.consumers.copies import Copy
from assets.publication.consumers.crosswalk import CODES
from assets.publication.consumers.places import contracts, left_if_locked, opened
from assets.publication.store.base import read_base
from assets.publication.store.database import Database
from assets.publication.store.schema import METADATA

_AS_TEXT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_TAG_HEADERS = ("标签代码 Tag", "标签名称 Title", "等级或值 Value", "值的名称 Value title", "起始日期 Since")
_HOW = (
    "标签仅用于关爱与服务。没有列出的标签并不等于“否”：无法判定的不在其中。含个人编码，仅限本居民区使用，用后删除。",
    "Tags are for care and service only. A tag that is not listed is not a “no”: what is unknown is not here."
    " Holds codes of people: for this committee only; delete it after use.",
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
                    lines = lines.join(words, on="value", how="left", maintain_order="left")
                    headers = headers_of(sources, contract.terms.way_back)
                    for committee, rows in _by_committee(lines):
                        name = f"{contract.terms.name}/{committee}.xlsx"
                        write_whole(folder / name, workbook(committee, snapshot_date, rows, headers))
                        written[name] = rows.height
    return written


def headers_of(sources: Mapping[str, Source], system: str) -> dict[str, tuple[str, str]]:
    """By kind of subject that a system names: the title of its table, and its header of the code."""
    of_system = {source.table: source for source in sources.values() if source.system == system}
    return {
        kind: (of_system[table].title.zh, of_system[table].column(column).header)
        for kind, (table, column) in CODES.items()
        if table in of_system and column in of_system[table].columns
    }


def workbook(
    committee: str, snapshot_date: date, lines: pl.DataFrame, headers: Mapping[str, tuple[str, str]]
) -> bytes:
    """One committee's workbook: a sheet per kind of subject, under the system's own header of its code.

    Args:
        committee: its code.
        snapshot_date: the day that the lines are of.
        lines: subject, code, tag_code, title_zh, value, value_zh, valid_from.
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
            if rows.is_empty():
                continue
            sheet = made.add_worksheet(title)
            sheet.write_row(0, 0, [header, *_TAG_HEADERS], bold)
            since = pl.col("valid_from").cast(pl.String)
            cells = rows.select("code", "tag_code", "title_zh", "value", "value_zh", since)
            for number, row in enumerate(cells.iter_rows(), start=1):
                for place, cell in enumerate(row):
                    sheet.write_string(number, place, cell or "")
            sheet.freeze_panes(1, 1)
            sheet.set_column(0, len(_TAG_HEADERS), 18)
    return buffer.getvalue()


def _lines(copy: Copy) -> pl.DataFrame:
    """Current tags with the system's code of each subject: one line per code and tag."""
    tags, codes = copy.layout.rows["tag_assignment"], copy.layout.crosswalk
    same = sa.and_(codes.c.subject == tags.c.subject, codes.c.subject_id == tags.c.subject_id)
    query = sa.select(
        tags.c.subject, codes.c.code, tags.c.tag_code, tags.c.value, tags.c.committee_code, tags.c.valid_from
    ).select_from(tags.join(codes, same))
    if "valid_to" in tags.c:
        query = query.where(tags.c.valid_to.is_(None))
    return copy.database.read(copy.connection, query)


def _by_committee(lines: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    placed = lines.drop_nulls("committee_code").sort("committee_code")
    groups = placed.group_by("committee_code", maintain_order=True)
    return [(str(code), rows) for (code,), rows in groups]


def _titles(database: Database, connection: sa.Connection) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the Chinese titles of tags (tag_code, title_zh) and of their values (value, value_zh)."""
    tag, listed = METADATA.tables["tag"].c, METADATA.tables["code_list"].c
    values = sa.select(listed.code.label("value"), listed.title_zh.label("value_zh"))
    return (
        database.read(connection, sa.select(tag.tag_code, tag.title_zh)),
        database.read(connection, values.where(listed.list_name == "tag_value")),
    )
