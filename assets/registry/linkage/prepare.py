"""Records as they are compared: one row per record, one or more comparable columns per field.

Belongs here: which columns a field becomes. Does not belong here: tidying a value (`tidy.py`, `names.py`,
`dates.py`). Columns of a field x: `x` its value, and beside it `x__letters` (sorted), `x__sound`, `x__shape`,
`x__outer`, `x__area`, or `x__year`, `x__month`, `x__day`, `x__days`; of the whole name `given__whole` (its
letters, sorted) and `given__aloud` (the letters of its sound, sorted). What is made of a value is made once
for each different value: a district has many more people than names, dates or addresses.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from assets.registry.linkage import names
from assets.registry.linkage.dates import in_parts
from assets.registry.linkage.fields import NAMES, Field, Kind
from assets.registry.linkage.tidy import HAN, has_han, sex, sorted_letters, tidied


@dataclass(frozen=True)
class Prepared:
    """frame: row (0, 1, 2 ... in the records' order), source, and the comparable columns.

    fields: those that can be compared, full names split into given and family name; a field that no two
    records fill is left out.
    """

    frame: pl.DataFrame
    fields: tuple[Field, ...]
    is_chinese: bool


def prepare(records: pl.DataFrame, fields: Sequence[Field]) -> Prepared:
    """Return the records made comparable; a field whose columns are not there is left out."""
    present = [field for field in fields if set(field.columns) <= set(records.columns)]
    name_parts, columns = _names(records, [field for field in present if field.kind in NAMES])
    others = [field for field in present if field.kind not in NAMES]
    for field in others:
        columns += _columns(records, field)
    source = records["source"].cast(pl.String) if "source" in records.columns else None
    frame = pl.DataFrame(
        [
            pl.int_range(len(records), dtype=pl.Int32, eager=True).alias("row"),
            (source if source is not None else pl.repeat("", len(records), eager=True)).alias("source"),
            *columns,
        ]
    )
    filled = [field for field in (*name_parts, *others) if frame[field.name].count() >= 2]
    chinese = any(has_han(frame[field.name]).mean() > 0.5 for field in name_parts if field.name == "given")  # type: ignore[operator]
    return Prepared(frame, tuple(filled), bool(chinese))


def _names(records: pl.DataFrame, fields: list[Field]) -> tuple[list[Field], list[pl.Series]]:
    text = {field.kind: _joined(records, field) for field in fields}
    if not text:
        return [], []
    nothing = pl.Series([None] * len(records), dtype=pl.String)
    if Kind.FULL_NAME in text:
        parts = names.split(text[Kind.FULL_NAME])
        given = text.get(Kind.GIVEN_NAME, parts["given"] if Kind.FAMILY_NAME not in text else nothing)
        family = text.get(Kind.FAMILY_NAME, parts["family"])
        rest = text[Kind.FULL_NAME]
    else:
        given, family = text.get(Kind.GIVEN_NAME, nothing), text.get(Kind.FAMILY_NAME, nothing)
        rest = given
    frame = pl.DataFrame(
        [given.alias("given"), family.alias("family"), *_beside(given, "given"), *_beside(family, "family"),
         *_whole_name(given, family), _more(rest, given, family)]
    )  # fmt: skip
    made = [
        Field("given", Kind.GIVEN_NAME, (), "名", "given name"),
        Field("family", Kind.FAMILY_NAME, (), "姓", "family name"),
    ]
    if frame["more"].list.len().fill_null(0).gt(0).mean() > 0.05:  # type: ignore[operator]
        made.append(Field("more", Kind.FULL_NAME, (), "其他名字", "other names"))
    return made, frame.get_columns()


def _beside(part: pl.Series, name: str) -> list[pl.Series]:
    """Return the sorted letters and the sound of a part of a name."""
    return _once_per_value(
        part,
        lambda value: [
            value.to_frame("v").select(sorted_letters("v")).to_series().alias(f"{name}__letters"),
            names.sound(value).alias(f"{name}__sound"),
            names.shape(value).alias(f"{name}__shape"),
        ],
    )


def _whole_name(given: pl.Series, family: pl.Series) -> list[pl.Series]:
    """Return the letters of the whole name and of how it sounds, whatever the order of its parts."""
    whole = pl.select(pl.concat_str(family, given)).to_series()
    return _once_per_value(
        whole,
        lambda value: [
            value.to_frame("v").select(sorted_letters("v")).to_series().alias("given__whole"),
            names.aloud(value).to_frame("v").select(sorted_letters("v")).to_series().alias("given__aloud"),
        ],
    )


def _more(full: pl.Series, given: pl.Series, family: pl.Series) -> pl.Series:
    """Return the words of a name beyond its first and family name, titles and particles left out.

    A Chinese name has none: written as one word, it would be compared a third time.
    """
    words = pl.col("all").str.split(" ")
    own = pl.concat_list(pl.col("given").fill_null(""), pl.col("family").fill_null(""))
    beyond = words.list.set_difference(own).list.eval(pl.element().filter(pl.element().str.len_chars() > 2))
    has_more = (beyond.list.len() > 0) & ~pl.col("all").str.contains(HAN)
    frame = pl.DataFrame({"all": full, "given": given, "family": family})
    return frame.select(more=pl.when(has_more).then(beyond.list.sort())).to_series()


def _columns(records: pl.DataFrame, field: Field) -> list[pl.Series]:
    if field.kind is Kind.DATE and len(field.columns) == 1:
        written = records[field.columns[0]]
        return _once_per_value(written, lambda value: _date(field, [value]))
    if field.kind is Kind.DATE:
        return _date(field, [records[column] for column in field.columns])
    if field.kind is Kind.SEX:
        return [sex(records[field.columns[0]]).alias(field.name)]
    make = _code if field.kind is Kind.CODE else _text
    return _once_per_value(_joined(records, field), lambda value: make(field.name, value))


def _date(field: Field, written: list[pl.Series]) -> list[pl.Series]:
    name, parts = field.name, in_parts(written, field.date_format)
    dated = parts.select(
        pl.when(pl.col("year").is_not_null()).then(pl.concat_str(pl.all().fill_null("00"))).alias(name),
        *(pl.col(part).alias(f"{name}__{part}") for part in ("year", "month", "day")),
    )
    return dated.with_columns(
        sorted_letters(name).alias(f"{name}__letters"),
        pl.col(name).str.to_date("%Y%m%d", strict=False).to_physical().alias(f"{name}__days"),
    ).get_columns()


def _code(name: str, value: pl.Series) -> list[pl.Series]:
    text = value.alias(name).to_frame()
    bare = pl.col(name).str.replace_all(" ", "")
    outer = (
        pl.when(pl.col(name).str.contains(" "))
        .then(pl.col(name).str.split(" ").list.first())
        .otherwise(bare.str.head(bare.str.len_chars() - 2))
    )
    return text.select(
        bare.alias(name),
        sorted_letters(name).alias(f"{name}__letters"),
        pl.when(bare.str.len_chars() >= 4).then(outer).alias(f"{name}__outer"),
        bare.str.extract(r"^(\p{L}{1,3}|\d{2})").alias(f"{name}__area"),
    ).get_columns()


def _text(name: str, value: pl.Series) -> list[pl.Series]:
    return (
        value.alias(name)
        .to_frame()
        .with_columns(sorted_letters(name).alias(f"{name}__letters"))
        .get_columns()
    )


def _once_per_value(values: pl.Series, make: Callable[[pl.Series], Sequence[pl.Series]]) -> list[pl.Series]:
    """Return the columns that `make` returns of the different values, one row per value of `values`."""
    different = values.alias("__value").drop_nulls().unique().to_frame()
    made = different.hstack([*make(different["__value"])])
    placed = values.alias("__value").to_frame().join(made, on="__value", how="left", maintain_order="left")
    return placed.drop("__value").get_columns()


def _joined(records: pl.DataFrame, field: Field) -> pl.Series:
    parts = pl.DataFrame([tidied(records[column]) for column in field.columns])
    return parts.select(
        pl.when(pl.any_horizontal(pl.all().is_not_null()))
        .then(pl.concat_str(pl.all(), separator=" ", ignore_nulls=True))
        .alias(field.name)
    ).to_series()
