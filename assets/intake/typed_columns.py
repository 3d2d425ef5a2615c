"""From a source's texts to typed columns: what each text is, or null where it is none.

What belongs here: tidying, codes, dates and numbers of one cell each. What does not: what is wrong with a row
(`row_faults`), reading files (`reader`).
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

import polars as pl
from dataframely import Column

from assets.intake.contracts import END_DATES, PROSE
from assets.intake.documents import identity_documents as documents
from assets.intake.formats.reader import LINE
from assets.intake.mappings.date_formats import is_no_date, read_date, without_open_end
from assets.intake.mappings.mapping_file import DEFAULT_DATE_FORMAT, Source
from assets.intake.tidy_text import tidied, tidied_name, without_empty

RECEIVED, RAW = "received:", "raw:"
"""Prefixes of the text a typed column came from: as it was delivered, and tidied."""
THOUSANDS = r"^[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?%?$"
NAMES = frozenset(
    {("residents", "name"), ("person_decisions", "decided_by"), ("dwelling_decisions", "decided_by")}
)
"""People's names: they are compared, so one name has one form."""
NUMBER_STATE = ":number_state"
"""What `identity_documents.number_state` says of ``id_value``, where a table has one without its type."""


def typed_columns(
    source: Source, raw: pl.DataFrame, columns: Mapping[str, Column], untidy: Container[str]
) -> pl.DataFrame:
    """Return canonical columns; beside each mapped one its text as it came (`RECEIVED`), tidied (`RAW`)."""
    text = raw.select(
        pl.col(LINE),
        *(pl.col(source.column(name).header).alias(RECEIVED + name) for name in source.columns),
    ).with_columns(
        *(
            _text(source, name, source.column(name).header in untidy).alias(RAW + name)
            for name in source.columns
        ),
        *(pl.lit(value).alias(RAW + name) for name, value in source.constants.items()),
    )
    ends = {name: source.column(name) for name in source.columns if name in END_DATES}
    text = text.with_columns(
        without_open_end(pl.col(RAW + name), column.formats, column.open_ended)
        for name, column in ends.items()
    )
    absent = [name for name in columns if RAW + name not in text.columns]
    typed = text.with_columns(
        *(_parsed(source, name, columns[name]).alias(name) for name in (*source.columns, *source.constants)),
        *(pl.lit(None, dtype=columns[name].dtype).alias(name) for name in absent),
    )
    typed = typed.with_columns(*_without_no_dates(source, columns))
    if "id_value" not in columns:
        return typed
    typed = typed.with_columns(id_value=documents.normalised(pl.col("id_value")))
    if source.table == "residents":
        return typed
    return typed.with_columns(documents.number_state(pl.col("id_value")).alias(NUMBER_STATE))


def _text(source: Source, name: str, untidy: bool) -> pl.Expr:
    """Return a column's text as it is judged: tidied but for prose, null where it means nothing."""
    column, text = source.column(name), pl.col(RECEIVED + name)
    if untidy and (source.table, name) not in PROSE:
        text = tidied_name(tidied(text)) if (source.table, name) in NAMES else tidied(text)
    text = without_empty(text, source.empty_words(name))
    return text.str.to_uppercase() if name == "tag_code" and column.codes is None else text


def _without_no_dates(source: Source, columns: Mapping[str, Column]) -> Iterator[pl.Expr]:
    """Yield dates and their texts as null where a system wrote its first or last day for "no date".

    Only where there need be none; an end that lies at the beginning of time stays what it is, a fault.
    """
    for name in source.columns:
        if isinstance(columns[name].dtype, pl.Date) and columns[name].nullable and name not in END_DATES:
            formats = source.column(name).formats
            none = is_no_date(pl.col(RAW + name), pl.col(name), formats)
            yield from (pl.when(~none).then(part).alias(part) for part in (RAW + name, name))


def _parsed(source: Source, name: str, definition: Column) -> pl.Expr:
    """Return the typed value of a text column; null where the text does not make one."""
    text, dtype = pl.col(RAW + name), definition.dtype
    column = source.column(name) if name in source.columns else None
    if column is not None and column.codes is not None:
        codes = column.lookup(isinstance(dtype, pl.Boolean))
        return text.replace_strict(codes, default=None, return_dtype=dtype)
    if isinstance(dtype, pl.Date):
        day = read_date(text, *(column.formats if column else [DEFAULT_DATE_FORMAT]))
        return day.dt.offset_by("1d") if column is not None and column.inclusive else day
    if dtype.is_numeric():
        number = read_number(text, is_share=getattr(definition, "max", None) == 1)
        if dtype.is_integer():  # Excel writes 6 as 6.0
            number = pl.when(number == number.round()).then(number)
        return pl.when(number.is_finite()).then(number.cast(dtype, strict=False))
    return text.cast(dtype, strict=False)


def read_number(text: pl.Expr, is_share: bool = False) -> pl.Expr:
    """Return the number of a text, null where it is none: commas may part thousands, % make a share."""
    plain = pl.when(text.str.contains(THOUSANDS)).then(text.str.replace_all(",", "")).otherwise(text)
    number = plain.cast(pl.Float64, strict=False)
    if not is_share:
        return number
    return pl.coalesce(number, plain.str.strip_suffix("%").cast(pl.Float64, strict=False) / 100)
