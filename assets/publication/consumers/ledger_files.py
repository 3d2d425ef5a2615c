"""The ledgers of contracts as files: a workbook per committee, for contracts that have return files.

Belongs here: making a ledger's lines of what the contract's own place holds, one line per subject, one column
per tag. Does not belong here: how it looks (`ledger_workbook.py`), who may see what (`ledgers.py`).

The files hold codes of people: folder and files are their owner's alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import sqlalchemy as sa

from assets.files import write_whole
from assets.intake.mappings.mapping_file import Source
from assets.publication.consumers.copies import Copy
from assets.publication.consumers.crosswalk import CODES
from assets.publication.consumers.ledger_workbook import Column, Sheet, ledger_workbook
from assets.publication.consumers.places import contracts, left_if_locked, opened
from assets.publication.store import schema
from assets.publication.store.base import read_base
from assets.publication.store.database import Database
from tag_rules.engine.expression import columns_read
from tag_rules.engine.model import Ledger, RuleSet, Tag

_KINDS = ("resident", "household", "dwelling", "building", "compound", "committee")
_TEXT, _ID = sa.Text(), sa.BigInteger()
_LINE = {
    "committee_code": _TEXT, "subject": _TEXT, "subject_id": _ID, "household_id": _ID, "building_id": _ID,
    "tag_code": _TEXT, "value": _TEXT, "status": _TEXT, "since": sa.Date(), "code": _TEXT,
}  # fmt: skip
_CASE = {
    "committee_code": _TEXT, "case_id": _TEXT, "source": _TEXT, "received_on": sa.Date(), "subject": _TEXT,
    "subject_id": _ID, "request_type": _TEXT, "label_code": _TEXT, "title_zh": _TEXT,
}  # fmt: skip
_OURS, _OPEN = "标签结果", "待核"
_UNDECIDED = "undecided"
"""Stands for the status of a tag that nobody can tell of somebody."""
_Marks = dict[str, tuple[str | None, str]]
"""By tag code: value and status."""
_Subject = tuple[tuple[str, ...], _Marks]
"""Kind, own code, codes of household and building, first day; and the tags."""


@dataclass(frozen=True)
class Origins:
    """What is written in words: titles of codes by list and code, and where columns were collected."""

    titles: Mapping[tuple[str, str], str]
    sources: Mapping[str, Source]
    system: str

    def of_code(self, kind: str) -> str:
        """Return where the code of a kind of subject comes from."""
        table, column = CODES[kind]
        source = next((s for s in self.sources.values() if (s.table, s.system) == (table, self.system)), None)
        if source is None or column not in source.columns:
            return "本系统未报送"
        return f"{source.system_title}·{source.title.zh}（{source.column(column).header}）"

    def of_tag(self, rule_set: RuleSet, tag: Tag) -> str:
        """Return where what decides a tag was collected."""
        if tag.origin == "manual":
            return "居民区人工认定"
        titles = [
            f"{self.sources[name].system_title}·{self.sources[name].title.zh}"
            if name in self.sources
            else name
            for name in _sources_of(rule_set, tag)
        ]
        return "、".join(titles)

    def value(self, tag: str, value: str) -> str:
        """Return a value of a tag in words: what a code is called, or a number with its unit."""
        unit = self.titles.get(("tag_unit", tag), "")
        return f"{value}{unit}" if value.isdecimal() else self.word("tag_value", value)

    def word(self, codes: str, code: str) -> str:
        """Return what a code of a list is called; the code where the list has no title for it."""
        return self.titles.get((codes, code), code)


def _sources_of(rule_set: RuleSet, tag: Tag) -> list[str]:
    """Return the sources of what decides a tag and its level."""
    if tag.origin == "upstream":
        return ["upstream_tags"]
    features = rule_set.features.get(tag.subject, {})
    trees = [tree for tree in (tag.condition, tag.value_expression) if tree is not None]
    named = [name for tree in trees for column in columns_read(tree) for name in features[column].sources]
    return [*dict.fromkeys(named)]


def write_ledger_files(
    database: Database,
    rule_set: RuleSet,
    sources: Mapping[str, Source],
    names: Mapping[str, str],
    snapshot_date: date,
    folder: Path,
) -> dict[str, int]:
    """Write the ledgers of what is published now; returns lines by `<consumer>/ledgers/<committee>.xlsx`.

    Args:
        database: the published tables and the places of contracts beside them.
        rule_set: which ledgers there are, with what the tags are called.
        sources: the mappings of the district's systems.
        names: of streets and committees, by code.
        snapshot_date: the day that the lines are of.
        folder: where return files of the day are.
    """
    written: dict[str, int] = {}
    with database.transaction() as connection:
        base = read_base(connection)
        titles = _titles(connection)
        for contract in contracts(connection):
            terms = contract.terms
            if not terms.return_files or terms.way_back is None or not terms.ledgers:
                continue
            with left_if_locked(database, terms.name), opened(database, connection, contract) as copy:
                if not copy.is_at(base):
                    continue
                origins = Origins(titles, sources, terms.way_back)
                for committee, sheets in _by_committee(copy, rule_set, origins):
                    unit = f"{names.get(committee[:9], '')}{names.get(committee, '')}（{committee}）"
                    name = f"{terms.name}/ledgers/{committee}.xlsx"
                    write_whole(folder / name, ledger_workbook(unit, snapshot_date, sheets))
                    written[name] = sum(len(sheet.lines) for sheet in sheets)
    return written


def _titles(connection: sa.Connection) -> dict[tuple[str, str], str]:
    """Return the Chinese titles of codes as they are published, by list and code."""
    listed = schema.code_list.c
    read = connection.execute(sa.select(listed.list_name, listed.code, listed.title_zh))
    return {(name, code): title for name, code, title in read}


def _by_committee(copy: Copy, rule_set: RuleSet, origins: Origins) -> Iterator[tuple[str, list[Sheet]]]:
    """Give each committee that any ledger has a line of, with all ledgers of the contract."""
    codes = copy.database.read(copy.connection, sa.select(copy.layout.crosswalk))
    undecided = _undecided(copy)
    titles = {ledger.name: ledger for ledger in rule_set.ledgers}
    parts: list[tuple[Ledger, tuple[str, ...], dict[str, pl.DataFrame]]] = []
    for name, tags in copy.terms.ledgers.items():
        lines = _view(copy, name, _LINE if tags else _CASE).drop_nulls("committee_code")
        lines = _with_codes(lines, codes)
        if tags:
            lines = lines.join(undecided, on=["subject", "subject_id"], how="left")
        by_code = {str(code): part for (code,), part in lines.group_by("committee_code")}
        parts.append((titles[name], tags, by_code))
    for committee in sorted({code for *_, by_code in parts for code in by_code}):
        yield (
            committee,
            [
                tag_sheet(rule_set, ledger, tags, by_code.get(committee), origins)
                if tags
                else case_sheet(ledger, by_code.get(committee), origins)
                for ledger, tags, by_code in parts
            ],
        )


def _undecided(copy: Copy) -> pl.DataFrame:
    """Return subject, subject_id and undecided: the tags that nobody can tell of somebody."""
    subjects, sets = (copy.layout.rows[name] for name in ("undecided_subject", "undecided_set"))
    members = copy.database.read(copy.connection, sa.select(sets.c.set_number, sets.c.tag_code))
    query = sa.select(subjects.c.subject, subjects.c.subject_id, subjects.c.set_number)
    lists = members.group_by("set_number").agg(undecided=pl.col("tag_code").sort())
    return copy.database.read(copy.connection, query).join(lists, on="set_number").drop("set_number")


def _view(copy: Copy, ledger: str, columns: Mapping[str, Any]) -> pl.DataFrame:
    view = sa.table(
        f"ledger_{ledger}",
        *(sa.column(name, kind) for name, kind in columns.items()),
        schema=copy.layout.metadata.schema,
    )
    return copy.database.read(copy.connection, sa.select(view))


def _with_codes(lines: pl.DataFrame, codes: pl.DataFrame) -> pl.DataFrame:
    """Return the lines with the system's codes of household, building and place: texts, empty without one."""
    one = codes.group_by("subject", "subject_id").agg(pl.col("code").min())
    for kind in ("household", "building"):
        if f"{kind}_id" in lines.columns:
            of_kind = one.filter(pl.col("subject") == kind).select(
                pl.col("subject_id").alias(f"{kind}_id"), pl.col("code").alias(f"{kind}_code")
            )
            lines = lines.join(of_kind, on=f"{kind}_id", how="left")
    if "code" not in lines.columns:
        lines = lines.join(one, on=["subject", "subject_id"], how="left")
    return lines


def tag_sheet(
    rule_set: RuleSet, ledger: Ledger, tags: tuple[str, ...], lines: pl.DataFrame | None, origins: Origins
) -> Sheet:
    """Return a ledger of tags: one line per subject, one column per tag, with its level where it has one."""
    listed = [rule_set.tag(code) for code in tags]
    kinds = [kind for kind in _KINDS if any(tag.subject == kind for tag in listed)]
    own = "；".join(origins.of_code(kind) for kind in kinds if kind in CODES)
    columns = [
        Column("对象", _OURS, 7),
        Column("编码", own, 16),
        Column("户编码", origins.of_code("household"), 16),
        Column("楼栋编码", origins.of_code("building"), 14),
        *(Column(tag.title.zh, origins.of_tag(rule_set, tag), 12) for tag in listed),
        Column("最早认定日期", _OURS, 11),
        Column("备注", "居民区自行记录", 14),
    ]
    rows = []
    for subject, cells in _subjects(lines, origins):
        marks = [_mark(tag.code, cells.get(tag.code), origins) for tag in listed]
        rows.append([*subject[:4], *marks, subject[4], ""])
    return Sheet(ledger.title.zh, columns, rows)


def _mark(tag: str, cell: tuple[str | None, str] | None, origins: Origins) -> str:
    """Return what stands in a tag's column: its level in words, or a tick; kept and undecided ones say so."""
    if cell is None:
        return ""
    value, status = cell
    if status == _UNDECIDED:
        return _OPEN
    shown = origins.value(tag, value) if value else "√"
    return shown + (f"（{_OPEN}）" if status == "kept" else "")


def _subjects(lines: pl.DataFrame | None, origins: Origins) -> list[_Subject]:
    """Return kind, codes and first day of each subject, with value and status of its tags; by where to go."""
    if lines is None:
        return []
    order = ["building_code", "household_code", "subject", "code", "subject_id"]
    found: dict[tuple[str, int], _Subject] = {}
    for row in lines.sort(*order, "since", nulls_last=True).iter_rows(named=True):
        key = (row["subject"], row["subject_id"])
        subject = (
            origins.word("subject", row["subject"]),
            row["code"] or "",
            row["household_code"] or "",
            row["building_code"] or "",
            str(row["since"]),
        )
        marks = found.setdefault(key, (subject, {}))[1]
        marks[row["tag_code"]] = (row["value"], row["status"])
        for code in row["undecided"] or ():
            marks.setdefault(code, (None, _UNDECIDED))
    return list(found.values())


def case_sheet(ledger: Ledger, lines: pl.DataFrame | None, origins: Origins) -> Sheet:
    """Return the ledger of open cases: one line per case, the oldest first."""
    place = "；".join(origins.of_code(kind) for kind in ("building", "compound"))
    columns = [
        Column("事件编号", "受理渠道", 20),
        Column("渠道", "受理渠道", 8),
        Column("受理日期", "受理渠道", 11),
        Column("地点类别", "受理渠道", 9),
        Column("地点编码", place, 16),
        Column("诉求类型", "受理渠道", 10),
        Column("问题标签", "按事件文字标注", 20),
        Column("办理情况", "居民区自行记录", 22),
    ]
    rows = []
    if lines is not None:
        for row in lines.sort("received_on", "case_id").iter_rows(named=True):
            label = f"{row['label_code']} {row['title_zh'] or ''}" if row["label_code"] else "未能归类"
            rows.append(
                [
                    row["case_id"],
                    origins.word("case_source", row["source"]),
                    str(row["received_on"]),
                    origins.word("subject", row["subject"] or ""),
                    row["code"] or "",
                    origins.word("request_type", row["request_type"] or ""),
                    label,
                    "",
                ]
            )
    return Sheet(ledger.title.zh, columns, rows)
