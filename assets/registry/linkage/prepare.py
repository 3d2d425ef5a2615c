"""Records as they are compared: one row per record, one or more comparable columns per field.

Belongs here: which columns a field becomes. Does not belong here: tidying a value (`tidy.py`, `names.py`,
`dates.py`). Columns of a field x: `x` its value, and beside it `x__letters` (sorted), `x__sound`, `x__outer`,
`x__area`, or `x__year`, `x__month`, `x__day`, `x__days`.
"""

from collections.abc import Sequence
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
    frame = pl.DataFrame({"given": given, "family": family, "all": rest}).with_columns(
        given__letters=sorted_letters("given"),
        family__letters=sorted_letters("family"),
        given__sound=names.sound(given),
        family__sound=names.sound(family),
        more=_more(),
    )
    made = [
        Field("given", Kind.GIVEN_NAME, (), "名", "given name"),
        Field("family", Kind.FAMILY_NAME, (), "姓", "family name"),
    ]
    if frame["more"].list.len().fill_null(0).gt(0).mean() > 0.05:  # type: ignore[operator]
        made.append(Field("more", Kind.FULL_NAME, (), "其他名字", "other names"))
    return made, frame.drop("all").get_columns()


def _more() -> pl.Expr:
    """Return the words of a name beyond its first and family name, titles and particles left out.

    A Chinese name has none: written as one word, it would be compared a third time.
    """
    words = pl.col("all").str.split(" ")
    own = pl.concat_list(pl.col("given").fill_null(""), pl.col("family").fill_null(""))
    beyond = words.list.set_difference(own).list.eval(pl.element().filter(pl.element().str.len_chars() > 2))
    return pl.when((beyond.list.len() > 0) & ~pl.col("all").str.contains(HAN)).then(beyond.list.sort())


def _columns(records: pl.DataFrame, field: Field) -> list[pl.Series]:
    name = field.name
    if field.kind is Kind.DATE:
        parts = in_parts([records[column] for column in field.columns], field.date_format)
        return (
            parts.select(
                pl.when(pl.col("year").is_not_null())
                .then(pl.concat_str(pl.all().fill_null("00")))
                .alias(name),
                *(pl.col(part).alias(f"{name}__{part}") for part in ("year", "month", "day")),
            ).with_columns(
                sorted_letters(name).alias(f"{name}__letters"),
                pl.col(name).str.to_date("%Y%m%d", strict=False).to_physical().alias(f"{name}__days"),
            )
        ).get_columns()
    if field.kind is Kind.SEX:
        return [sex(records[field.columns[0]]).alias(name)]
    text = _joined(records, field).alias(name).to_frame()
    if field.kind is Kind.CODE:
        bare = pl.col(name).str.replace_all(" ", "")
        spaced = pl.col(name).str.contains(" ")
        outer = (
            pl.when(spaced)
            .then(pl.col(name).str.split(" ").list.first())
            .otherwise(bare.str.head(bare.str.len_chars() - 2))
        )
        return text.select(
            bare.alias(name),
            bare.str.split("").list.sort().list.join("").alias(f"{name}__letters"),
            pl.when(bare.str.len_chars() >= 4).then(outer).alias(f"{name}__outer"),
            bare.str.extract(r"^(\p{L}{1,3}|\d{2})").alias(f"{name}__area"),
        ).get_columns()
    return text.with_columns(sorted_letters(name).alias(f"{name}__letters")).get_columns()


def _joined(records: pl.DataFrame, field: Field) -> pl.Series:
    parts = pl.DataFrame([tidied(records[column]) for column in field.columns])
    return parts.select(
        pl.when(pl.any_horizontal(pl.all().is_not_null()))
        .then(pl.concat_str(pl.all(), separator=" ", ignore_nulls=True))
        .alias(field.name)
    ).to_series()
