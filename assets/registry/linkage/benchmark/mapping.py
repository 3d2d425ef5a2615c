"""The mapping of a labelled person file: which column plays which role in linkage.

Belongs here: the YAML's shape and what is wrong with one. Does not belong here: reading the file
(`labelled_file.py`). docs/linkage.md shows a mapping for every kind of file.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, field_validator, model_validator
from pydantic import Field as Bounded

from assets.intake.refusal import load_located
from assets.registry.linkage.fields import Field, Kind

_AttributeType = Literal["code", "number", "text", "category"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Truth(_Part):
    """Where a row says which person it is: a column, or a part of one that a pattern with one group finds."""

    column: str
    pattern: str | None = None

    @field_validator("pattern")
    @classmethod
    def _one_group(cls, pattern: str | None) -> str | None:
        try:
            groups = re.compile(pattern).groups if pattern is not None else 1
        except re.error:
            groups = 0
        if groups != 1:
            raise ValueError(
                "须为含一个括号组的正则表达式 / must be a regular expression with exactly one group, "
                r"such as rec-(\d+)"
            )
        return pattern


class BirthDate(_Part):
    """One column with a format (as strptime has it), or three columns."""

    column: str | None = None
    format: str = "%Y-%m-%d"
    year: str | None = None
    month: str | None = None
    day: str | None = None

    @model_validator(mode="after")
    def _one_or_three(self) -> BirthDate:
        parts = (self.year, self.month, self.day)
        if (self.column is None) == (None in parts) and not (self.column and not any(parts)):
            raise ValueError("须给 column,或 year、month、day 三列 / name a column, or year, month and day")
        return self

    def columns(self) -> tuple[str, ...]:
        """Return the one column or the three."""
        if self.column is not None:
            return (self.column,)
        return tuple(part for part in (self.year, self.month, self.day) if part is not None)


class Attribute(_Part):
    """One part of an address, or anything else that is known: its column and how it is compared.

    code: signs of which one may be mistyped, the first part being wider (postcode, telephone); number: a
    house number; text: words, perhaps misspelt; category: one of few values.
    """

    column: str
    type: _AttributeType = "text"


class BenchmarkMapping(_Part):
    """The roles of a file's columns. Only `truth` and two things to compare are needed.

    second_columns: how the second file calls a column of the first, where it calls it otherwise.
    """

    truth: Truth
    id: str | None = None
    source: str | None = None
    second_file: str | None = None
    second_columns: dict[str, str] = Bounded(default_factory=dict)
    duplicates_within_files: bool = False
    given_name: list[str] = Bounded(default_factory=list)
    family_name: list[str] = Bounded(default_factory=list)
    full_name: list[str] = Bounded(default_factory=list)
    birth_date: BirthDate | None = None
    sex: str | None = None
    household: str | None = None
    address: list[Attribute] = Bounded(default_factory=list)
    other: list[Attribute] = Bounded(default_factory=list)
    document: str | None = None

    @field_validator("truth", "birth_date", mode="before")
    @classmethod
    def _column_alone(cls, value: Any) -> Any:
        return {"column": value} if isinstance(value, str) else value

    @field_validator("given_name", "family_name", "full_name", mode="before")
    @classmethod
    def _one_or_more(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value

    @field_validator("address", "other", mode="before")
    @classmethod
    def _plain_columns(cls, value: Any) -> Any:
        parts = [value] if isinstance(value, str) else value
        return [{"column": part} if isinstance(part, str) else part for part in parts or []]

    def fields(self) -> tuple[Field, ...]:
        """Return what linkage may compare, without the truth, the id and the source."""
        fields = [
            Field(kind.value, kind, tuple(columns), zh, en)
            for kind, columns, zh, en in (
                (Kind.GIVEN_NAME, self.given_name, "名", "given name"),
                (Kind.FAMILY_NAME, self.family_name, "姓", "family name"),
                (Kind.FULL_NAME, self.full_name, "姓名", "name"),
            )
            if columns
        ]
        if self.birth_date:
            columns = self.birth_date.columns()
            fields.append(
                Field("birth", Kind.DATE, columns, "出生日期", "date of birth", self.birth_date.format)
            )
        if self.sex:
            fields.append(Field("sex", Kind.SEX, (self.sex,), "性别", "sex"))
        if self.household:
            fields.append(Field("household", Kind.CODE, (self.household,), "户", "household"))
        for role, zh, en, parts in (
            ("address", "地址", "address", self.address),
            ("other", "其他", "other", self.other),
        ):
            for place, part in enumerate(parts, 1):
                titles = (f"{zh}{place}({part.column})", f"{en} {place} ({part.column})")
                fields.append(Field(f"{role}_{place}", Kind(part.type), (part.column,), *titles))
        if self.document:
            fields.append(Field("document", Kind.DOCUMENT, (self.document,), "证件号码", "document number"))
        return tuple(fields)

    def columns(self) -> list[str]:
        """Return every column the mapping names."""
        named = [self.truth.column, self.id, self.source]
        return [name for name in named if name] + [c for field in self.fields() for c in field.columns]


def load_mapping(path: Path) -> BenchmarkMapping:
    """Read a mapping; raises ExportRefused with every fault, its line and what to do."""
    known = [*BenchmarkMapping.model_fields, *BirthDate.model_fields, *Attribute.model_fields, "pattern"]
    mapping, _ = load_located(path, BenchmarkMapping, known)
    return mapping
