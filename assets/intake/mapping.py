"""Mapping files: how a system calls its sources, headers and codes, and what we call them.

Another system's export is taken in by another YAML file, without Python. Every fault of every file is
reported at once, with file, line and "did you mean".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import dataframely as dy
import polars as pl
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from assets.intake.contracts import CANONICAL, DERIVED
from assets.intake.refusal import ExportRefused, Problem, hint, load_located
from tag_rules.engine.model import Title
from tag_rules.engine.yaml_document import YamlDocument

MAPPINGS = Path(__file__).parent / "mappings"
DEFAULT_DATE_FORMAT = "%Y-%m-%d"


class Column(BaseModel):
    """One column: the system's header, its codes (theirs: ours) and the format of a date."""

    model_config = ConfigDict(extra="forbid")

    header: str
    codes: dict[str, bool | str] | None = None
    format: str = DEFAULT_DATE_FORMAT


class DatabaseTable(BaseModel):
    """Where a source stands in its system's database (see ``source_database``)."""

    model_config = ConfigDict(extra="forbid")

    relation: str = Field(pattern=r"^[^.]+(\.[^.]+)?$")
    """Table or view, with its schema before a dot where it has one; its columns are called as the headers."""
    updated_at: str
    """Column with the time of a row's last change."""
    key: list[str] = Field(min_length=1)
    """Headers that tell one row from another."""


class Source(BaseModel):
    """One source: the canonical table it feeds, for how many days it stays good, its columns."""

    model_config = ConfigDict(extra="forbid")

    table: str
    title: Title
    stale_after_days: int = Field(ge=0)
    columns: dict[str, str | Column]
    constants: dict[str, str] = {}
    """Columns whose value is the same in every row, by our name."""
    ignored: list[str] = []
    """Headers known and deliberately left out (for example 民族)."""
    database: DatabaseTable | None = None
    _system: str = PrivateAttr(default="")

    @property
    def system(self) -> str:
        """The system whose mapping file names this source."""
        return self._system

    def column(self, name: str) -> Column:
        """Return a column with its short form (a header alone) spelt out."""
        column = self.columns[name]
        return Column(header=column) if isinstance(column, str) else column

    @property
    def headers(self) -> dict[str, str]:
        """Our name of every header that a file must have."""
        return {self.column(name).header: name for name in self.columns}


class Mapping(BaseModel):
    """One system's file."""

    model_config = ConfigDict(extra="forbid")

    system: str
    title: Title
    sources: dict[str, Source]


@dataclass(frozen=True)
class _Located:
    document: YamlDocument

    def problem(self, message: str, remedy: str, *location: str | int) -> Problem:
        line, _ = self.document.place(location)
        return Problem(self.document.name, line, message, remedy)


def load_mappings(folder: Path = MAPPINGS) -> dict[str, Source]:
    """Return all sources of ``*.yaml`` in ``folder`` by name; raises ``ExportRefused`` with every fault."""
    problems: list[Problem] = []
    sources: dict[str, Source] = {}
    models: tuple[type[BaseModel], ...] = (Mapping, Source, Column, DatabaseTable)
    known = {field for model in models for field in model.model_fields}
    for path in sorted(folder.glob("*.yaml")):
        try:
            mapping, document = load_located(path, Mapping, known)
        except ExportRefused as refused:
            problems += refused.problems
            continue
        located = _Located(document)
        for name, source in mapping.sources.items():
            problems += _source_problems(name, source, located)
            if name in sources:
                problems.append(
                    located.problem(f"the source {name} stands in two files", "rename one", "sources", name)
                )
            source._system = mapping.system
            sources[name] = source
    if not sources and not problems:
        problems.append(Problem(str(folder.name), 0, "there is no mapping file", "add one"))
    if problems:
        raise ExportRefused(problems)
    return sources


def _source_problems(name: str, source: Source, located: _Located) -> Iterable[Problem]:
    at = ("sources", name)
    if source.table not in CANONICAL:
        near = hint(source.table, CANONICAL)
        yield located.problem(f"unknown table {source.table}{near}", "use a canonical table", *at, "table")
        return
    contract = CANONICAL[source.table].columns()
    places = [("columns", name) for name in source.columns]
    places += [("constants", name) for name in source.constants]
    for group, column in places:
        here = (*at, group, column)
        if column not in contract or (source.table, column) in DERIVED:
            near = hint(column, contract)
            yield located.problem(
                f"{source.table} has no column {column}{near}", "correct or remove it", *here
            )
        elif group == "columns":
            yield from _code_problems(source.column(column), contract[column].dtype, located, here)
        elif column in source.columns:
            yield located.problem(f"{column} has a header and a constant", "remove one of them", *here)
        else:
            yield from _constant_problems(source.constants[column], contract[column], located, here)
    for place, header in enumerate(source.database.key if source.database else ()):
        if header not in source.headers:
            near = hint(header, source.headers)
            at_key = (*at, "database", "key", place)
            yield located.problem(f"the key {header} is no header of {name}{near}", "name a header", *at_key)
    for column, definition in contract.items():
        named = column in source.columns or column in source.constants or (source.table, column) in DERIVED
        if not named and not definition.nullable:
            yield located.problem(f"{source.table}.{column} has no header", "map it", *at, "columns")


def _code_problems(
    column: Column, dtype: pl.DataType, located: _Located, at: tuple[str, ...]
) -> Iterable[Problem]:
    if isinstance(dtype, pl.Enum | pl.Boolean) and column.codes is None:
        yield located.problem(f"{at[-1]} has a closed list of values", "add its codes", *at)
    for code, ours in (column.codes or {}).items():
        if isinstance(dtype, pl.Enum) and ours not in dtype.categories:
            near = hint(str(ours), dtype.categories)
            yield located.problem(f"{ours} is no value of {at[-1]}{near}", "correct it", *at, "codes", code)
        if isinstance(dtype, pl.Boolean) and not isinstance(ours, bool):
            yield located.problem(f"{ours} is neither true nor false", "correct it", *at, "codes", code)


def _constant_problems(
    value: str, definition: dy.Column, located: _Located, at: tuple[str, ...]
) -> Iterable[Problem]:
    name, dtype = at[-1], definition.dtype
    if isinstance(dtype, pl.Boolean):
        yield located.problem(
            f"{name} is true or false, which no constant can say", "map a header and its codes", *at
        )
        return
    # Typed as every row would be: a text that makes no value would be null, or refuse each of them.
    made = pl.DataFrame({name: [value if value.strip() else None]}).cast(dtype, strict=False)
    rules = definition.validation_rules(pl.col(name)).values()
    if made[name].null_count() or not made.select(pl.all_horizontal(True, *rules)).item():
        near = hint(value, dtype.categories if isinstance(dtype, pl.Enum) else ())
        yield located.problem(f"{value} is no value of {name}{near}", "correct it", *at)
