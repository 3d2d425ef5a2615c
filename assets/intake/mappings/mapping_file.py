"""Mapping files: how a system calls its sources, headers and codes, and what we call them.

Another system's export is taken in by another YAML file, without Python. What belongs here: what a file may
say. What does not: reading the files of a folder (`loading`), and whether what they say fits the canonical
tables (`problems`).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr

from assets.intake.mappings.date_formats import OPEN_ENDED
from assets.intake.tidy_text import tidied_words
from tag_rules.engine.model import Title

DEFAULT_DATE_FORMAT = "%Y-%m-%d"
EMPTY = ("NULL", "无", "-", "/")
"""Words that mean nothing where a mapping names no others."""
TRUE_AND_FALSE = {"true": True, "false": False, "TRUE": True, "FALSE": False}
"""What a real yes or no of a workbook or a Parquet file is written as."""


class Column(BaseModel):
    """One column: the system's header, its codes (theirs: ours) and how a date is written."""

    model_config = ConfigDict(extra="forbid")

    header: str
    codes: dict[str, bool | str] | None = None
    format: str | list[str] = DEFAULT_DATE_FORMAT
    """Of a date: how it is written; several where people write it in several ways."""
    inclusive: bool = False
    """Of an end date: the day named is the last one (有效期至), not the first without."""
    open_ended: list[str] = list(OPEN_ENDED)
    """Of an end date: words that mean that there is no end."""
    optional: bool = False
    """Files need not have the column: without it nothing is known of it."""

    @property
    def formats(self) -> list[str]:
        """The formats of a date, one or several."""
        return [self.format] if isinstance(self.format, str) else self.format

    @property
    def written(self) -> str:
        """The format in which a real date of a file is written as text: a zone is that of Shanghai."""
        return self.formats[0].replace("%z", "+0800")

    def lookup(self, is_boolean: bool) -> dict[str, bool | str]:
        """Return the codes as tidied texts have them; a real yes or no is understood whatever they are."""
        codes = self.codes or {}
        tidy = dict(zip(tidied_words(codes), codes.values(), strict=True))
        return {**TRUE_AND_FALSE, **tidy} if is_boolean else tidy


class DatabaseTable(BaseModel):
    """Where a source stands in its system's database (see ``source_database``)."""

    model_config = ConfigDict(extra="forbid")

    relation: str = Field(pattern=r"^[^.]+(\.[^.]+)?$")
    """Table or view, with its schema before a dot where it has one; its columns are called as the headers."""
    updated_at: str
    """Column with the time of a row's last change."""
    key: list[str] = Field(min_length=1)
    """Headers that tell one row from another."""


def _as_text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value  # YAML reads 2024-01-01 as a date


class Source(BaseModel):
    """One source: the canonical table it feeds, for how many days it stays good, its columns."""

    model_config = ConfigDict(extra="forbid")

    table: str
    title: Title
    stale_after_days: int = Field(ge=0)
    columns: dict[str, str | Column]
    constants: dict[str, Annotated[str, BeforeValidator(_as_text)]] = {}
    """Columns whose value is the same in every row, by our name."""
    ignored: list[str] = []
    """Headers known and deliberately left out (for example 民族)."""
    awaited: list[str] | None = None
    """Tags of which the city sends lists: unknown while its file cannot be read. None: all of them."""
    complete: list[str] = []
    """Of tags that the city gives: those whose list is whole, so that who is not in it has not the tag."""
    database: DatabaseTable | None = None
    _system: str = PrivateAttr(default="")
    _system_title: str = PrivateAttr(default="")
    _empty: list[str] = PrivateAttr(default_factory=lambda: list(EMPTY))

    @property
    def system(self) -> str:
        """The system whose mapping file names this source."""
        return self._system

    @property
    def system_title(self) -> str:
        """What that system is called, in Chinese."""
        return self._system_title

    def column(self, name: str) -> Column:
        """Return a column with its short form (a header alone) spelt out."""
        column = self.columns[name]
        return Column(header=column) if isinstance(column, str) else column

    @property
    def rolls(self) -> list[str]:
        """The rolls whose entries it holds; none for other tables."""
        if self.table != "department_rolls":
            return []
        codes = self.column("roll").codes if "roll" in self.columns else None
        return (
            [self.constants["roll"]]
            if "roll" in self.constants
            else [str(ours) for ours in (codes or {}).values()]
        )

    def empty_words(self, name: str) -> list[str]:
        """Return the words that mean nothing in a column: its own codes always mean something."""
        codes = self.column(name).codes or {}
        meant = {word.lower() for word in tidied_words(codes)}
        return [word for word in self._empty if word.lower() not in meant]

    @property
    def headers(self) -> dict[str, str]:
        """Our name of every header that a file may have."""
        return {self.column(name).header: name for name in self.columns}

    @property
    def needed(self) -> list[str]:
        """The headers that a file must have."""
        return [header for header, name in self.headers.items() if not self.column(name).optional]

    def belongs_to(self, mapping: Mapping) -> None:
        """Take over what a system's file says of all its sources."""
        self._system, self._system_title = mapping.system, mapping.title.zh
        self._empty = tidied_words(mapping.empty)


class Mapping(BaseModel):
    """One system's file."""

    model_config = ConfigDict(extra="forbid")

    system: str
    title: Title
    empty: list[str] = list(EMPTY)
    """Words that this system writes where there is nothing."""
    sources: dict[str, Source]
