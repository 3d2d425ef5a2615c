"""Whether what a mapping file says of a source fits the canonical tables: every fault, with its line.

What belongs here: the checks. What does not: the shape of a file and reading it (`mapping_file`, `loading`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import dataframely as dy
import polars as pl

from assets.intake.contracts import CANONICAL, DERIVED, END_DATES
from assets.intake.mappings.date_formats import is_format
from assets.intake.mappings.mapping_file import Column, Mapping, Source
from assets.intake.refusal import Problem, hint
from assets.intake.tidy_text import tidied_words
from tag_rules.engine.prohibited import About, Place, refusals_of
from tag_rules.engine.reading.yaml_document import YamlDocument


@dataclass(frozen=True)
class Located:
    """A mapping file, which knows where what stands."""

    document: YamlDocument

    def problem(self, message: str, remedy: str, *location: str | int) -> Problem:
        """Return a problem at the line of ``location``."""
        line, _ = self.document.place(location)
        return Problem(self.document.name, line, message, remedy)


_OF_CASES = ("hotline_tickets", "committee_requests", "public_opinions")
"""Tables of tickets and opinions, of which a complaint is a kind."""


def prohibited_problems(mapping: Mapping, located: Located) -> Iterable[Problem]:
    """Yield every text of a mapping file that speaks of what no tag may know; a header in `ignored` may."""

    def about(place: Place) -> About | None:
        if place[:1] != ("sources",) or len(place) < 2:
            return "people"
        if "ignored" in place[2:3]:
            return None
        return "cases" if mapping.sources[str(place[1])].table in _OF_CASES else "people"

    for place, refusal in refusals_of(located.document, about):
        yield located.problem(refusal.message, refusal.remedy, *place)


def source_problems(name: str, source: Source, located: Located) -> Iterable[Problem]:
    """Yield everything that is wrong with one source of a file."""
    at = ("sources", name)
    if source.table not in CANONICAL:
        near = hint(source.table, CANONICAL)
        unknown = f"未知的标准表 unknown table {source.table}{near}"
        yield located.problem(unknown, "请使用标准表名 use a canonical table", *at, "table")
        return
    contract = CANONICAL[source.table].columns()
    for group, columns in (("columns", source.columns), ("constants", source.constants)):
        for column in columns:
            yield from _column_problems(source, column, contract, located, (*at, group, column))
    for place, header in enumerate(source.database.key if source.database else ()):
        if header not in source.headers:
            near = hint(header, source.headers)
            at_key = (*at, "database", "key", place)
            none = f"键不是该来源的表头 the key {header} is no header of {name}{near}"
            yield located.problem(none, "name a header 请写表头", *at_key)
    for key, codes in (("awaited", source.awaited), ("complete", source.complete)):
        yield from _city_problems(source, codes or [], located, (*at, key))
    for column, definition in contract.items():
        named = column in source.columns or column in source.constants or (source.table, column) in DERIVED
        if not named and not definition.nullable:
            none = f"必填字段没有对应表头 {source.table}.{column} has no header"
            yield located.problem(none, "请补充映射 map it", *at, "columns")


def _column_problems(
    source: Source, column: str, contract: dict[str, dy.Column], located: Located, here: tuple[str, ...]
) -> Iterable[Problem]:
    """Yield what is wrong with what a source says of one column, as header or as constant."""
    if column not in contract or (source.table, column) in DERIVED:
        unknown = f"标准表没有该字段 {source.table} has no column {column}{hint(column, contract)}"
        yield located.problem(unknown, "请更正或删除 correct or remove it", *here)
    elif here[-2] == "columns":
        yield from _code_problems(source.column(column), contract[column].dtype, located, here)
        yield from _date_problems(source.column(column), contract[column].dtype, located, here)
        if source.column(column).optional and not contract[column].nullable:
            none = f"必填字段不能为可选 {source.table}.{column} must be there"
            yield located.problem(none, "请删除 optional take optional out", *here, "optional")
    elif column in source.columns:
        both = f"既有表头又有常量 {column} has a header and a constant"
        yield located.problem(both, "请删除其一 remove one of them", *here)
    else:
        yield from _constant_problems(source.constants[column], contract[column], located, here)


def _city_problems(
    source: Source, named: list[str], located: Located, at: tuple[str, ...]
) -> Iterable[Problem]:
    if named and source.table != "upstream_tags":
        none = f"该表没有市级标签 {source.table} has no tags of the city"
        yield located.problem(none, f"take {at[-1]} out 请删除 {at[-1]}", *at)
        return
    codes = source.column("tag_code").codes if named and "tag_code" in source.columns else None
    given = [str(code) for code in (codes or {}).values()]
    for place, code in enumerate(named):
        if codes is not None and code not in given:
            none = f"该来源不提供此标签 {code} is none of the tags that it gives{hint(code, given)}"
            yield located.problem(none, "请更正或删除 correct or remove it", *at, place)


def _code_problems(
    column: Column, dtype: pl.DataType, located: Located, at: tuple[str, ...]
) -> Iterable[Problem]:
    if isinstance(dtype, pl.Enum | pl.Boolean) and column.codes is None:
        closed = f"该字段只有固定取值 {at[-1]} has a closed list of values"
        yield located.problem(closed, "请补充 codes 代码对照 add its codes", *at)
    members = set(dtype.categories) if isinstance(dtype, pl.Enum) else set()
    for code, ours in (column.codes or {}).items():
        if isinstance(dtype, pl.Enum) and ours not in members:
            near = hint(str(ours), dtype.categories)
            none = f"不是该字段的取值 {ours} is no value of {at[-1]}{near}"
            yield located.problem(none, "请更正 correct it", *at, "codes", code)
        if isinstance(dtype, pl.Boolean) and not isinstance(ours, bool):
            neither = f"应为 true 或 false {ours} is neither true nor false"
            yield located.problem(neither, "请更正 correct it", *at, "codes", code)
    meant: dict[str, bool | str] = {}
    for code, tidy in zip(column.codes or {}, tidied_words(column.codes or {}), strict=True):
        ours = (column.codes or {})[code]
        if meant.setdefault(tidy, ours) != ours:
            message = f"规整后与另一代码重复 {code} is {tidy} once it is tidied, which has another meaning"
            yield located.problem(message, "请只保留一个 keep one of them", *at, "codes", code)


def _date_problems(
    column: Column, dtype: pl.DataType, located: Located, at: tuple[str, ...]
) -> Iterable[Problem]:
    unread = [written for written in column.formats if not is_format(written)]
    if isinstance(dtype, pl.Date) and (unread or not column.formats):
        yield located.problem(
            f"不是日期格式 {', '.join(unread)} is no format of a date",
            "年月日各写一次；带时区（如 Z）时以 %z 结尾 "
            "use %Y, %m or %-m, %d or %-d, each once; %z at the end for a zone, which Z is",
            *at,
            "format",
        )
    if column.inclusive and at[-1] not in END_DATES:
        none = f"不是截止日期字段 {at[-1]} is no end date"
        yield located.problem(none, "请删除 inclusive take inclusive out", *at, "inclusive")


def _constant_problems(
    value: str, definition: dy.Column, located: Located, at: tuple[str, ...]
) -> Iterable[Problem]:
    name, dtype = at[-1], definition.dtype
    if isinstance(dtype, pl.Boolean):
        yield located.problem(
            f"是否型字段不能写常量 {name} is true or false, which no constant can say",
            "请对应表头并写 codes map a header and its codes",
            *at,
        )
        return
    # Typed as every row would be: a text that makes no value would be null, or refuse each of them.
    made = _made(name, value if value.strip() else None, dtype)
    rules = definition.validation_rules(pl.col(name)).values()
    if made[name].null_count() or not made.select(pl.all_horizontal(True, *rules)).item():
        near = hint(value, dtype.categories if isinstance(dtype, pl.Enum) else ())
        none = f"不是该字段的取值 {value} is no value of {name}{near}"
        yield located.problem(none, "请更正 correct it", *at)


def _made(name: str, value: str | None, dtype: pl.DataType) -> pl.DataFrame:
    if isinstance(dtype, pl.Date):
        try:
            return pl.DataFrame({name: [value and date.fromisoformat(value)]}, schema={name: pl.Date})
        except ValueError:
            return pl.DataFrame({name: [None]}, schema={name: pl.Date})
    return pl.DataFrame({name: [value]}, schema={name: pl.String}).cast(dtype, strict=False)
