"""What is wrong with a row: every rule is one condition over the row, with its reason code and its column.

What belongs here: the conditions, table by table and column by column. What does not: what a text is
(`typed_columns`), rows that come twice (`repetitions`), which of a row's reasons counts (`canonical`).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date

import polars as pl
from dataframely import Column

from assets.intake.contracts import (
    DERIVED,
    MAY_BE_ELSEWHERE,
    MAY_LIE_AHEAD,
    NEVER_PUBLISHED,
    NO_CODES,
    PROSE,
    REFERENCES,
    SUBJECTS,
)
from assets.intake.mappings.mapping_file import Source
from assets.intake.quarantine.text_faults import (
    has_control_character,
    is_cut_short,
    is_error_cell,
    is_no_code,
    shape,
)
from assets.intake.typed_columns import NUMBER_STATE, RAW, RECEIVED

OLDEST = 125
"""No person has been so old: who is by their birth date has another one."""
Fault = tuple[str, str, pl.Expr]
"""Reason code, column, and the condition under which a row has it."""


def row_faults(
    source: Source,
    columns: Mapping[str, Column],
    untidy: Container[str],
    snapshot_date: date,
    keys: Mapping[str, pl.Series],
) -> Iterator[Fault]:
    """Yield every fault that a row of a source may have; arguments as in `canonical.to_canonical`."""
    yield from _text_faults(source, columns, untidy)
    yield from _value_faults(source, columns, snapshot_date)
    yield from _interval_faults(columns)
    yield from _document_faults(source.table, columns)
    yield from _reference_faults(source.table, keys)
    yield from _elsewhere_faults(source.table, keys)


def _text_faults(source: Source, columns: Mapping[str, Column], untidy: Container[str]) -> Iterable[Fault]:
    """Judge texts that are kept as they are; any other that is odd makes no value, which is a fault too."""
    for name in source.columns:
        received, text, column = pl.col(RECEIVED + name), pl.col(RAW + name), source.column(name)
        prose, dtype = (source.table, name) in PROSE, columns[name].dtype
        if prose or isinstance(dtype, pl.Date) or name in NO_CODES:
            yield "error_cell", name, is_error_cell(received)
        if not isinstance(dtype, pl.String) or column.codes is not None:
            continue
        if column.header in untidy:
            yield "control_character", name, has_control_character(received, prose)
        if not prose:
            yield "digits_lost", name, is_cut_short(text)
        if not prose and name not in NO_CODES:
            yield "code_form", name, is_no_code(text, name not in NEVER_PUBLISHED)


def _value_faults(source: Source, columns: Mapping[str, Column], snapshot_date: date) -> Iterable[Fault]:
    for name, definition in columns.items():
        if (source.table, name) in DERIVED:
            continue
        value, dtype = pl.col(name), definition.dtype
        text = pl.col(RAW + name) if name in source.columns or name in source.constants else pl.lit(None)
        unmade = text.is_not_null() & value.is_null()
        if not definition.nullable:
            yield "missing_value", name, text.is_null()
        if name in source.columns and source.column(name).codes is not None:
            yield "unknown_code", name, unmade
        elif isinstance(dtype, pl.Date):
            yield "invalid_date", name, unmade
        elif dtype.is_numeric():
            yield "wrong_type", name, unmade
        if isinstance(dtype, pl.Date) and (source.table, name) not in MAY_LIE_AHEAD:
            yield "future_date", name, value > snapshot_date
        if name == "birth_date":
            yield "out_of_range", name, value < snapshot_date.replace(year=snapshot_date.year - OLDEST, day=1)
        for bound, outside in (("min", pl.Expr.lt), ("max", pl.Expr.gt)):
            limit = getattr(definition, bound, None)
            if limit is not None:
                yield "out_of_range", name, outside(value, limit)


_OPENED_AND_CLOSED = (
    ("received_on", "closed_on"), ("requested_on", "resolved_on"), ("received_on", "replied_on"),
)  # fmt: skip


def _interval_faults(columns: Mapping[str, Column]) -> Iterable[Fault]:
    for start, end in (("valid_from", "valid_to"), ("set_on", "expires_on")):
        if start in columns and end in columns:
            yield "interval_reversed", end, pl.col(end) <= pl.col(start)
    # What is closed on the day it came is closed all the same.
    for start, end in _OPENED_AND_CLOSED:
        if start in columns and end in columns:
            yield "interval_reversed", end, pl.col(end) < pl.col(start)


def _document_faults(table: str, columns: Mapping[str, Column]) -> Iterable[Fault]:
    """Judge numbers, not of residents: they live here with a wrong one too, a roll entry is nobody's."""
    if "id_value" in columns and table != "residents":
        yield "id_form", "id_value", pl.col(NUMBER_STATE) == "bad_form"
        yield "id_check_digit", "id_value", pl.col(NUMBER_STATE) == "bad_check_digit"


def _reference_faults(table: str, keys: Mapping[str, pl.Series]) -> Iterable[Fault]:
    for column, parent in REFERENCES.get(table, ()):
        if parent in keys:
            yield "orphan", column, ~pl.col(column).is_in(keys[parent].implode())
    for subject, parent in SUBJECTS.get(table, {}).items():
        if parent in keys:
            known = pl.col("subject_code").is_in(keys[parent].implode())
            yield "orphan", "subject_code", (pl.col("subject") == subject) & ~known


def _elsewhere_faults(table: str, keys: Mapping[str, pl.Series]) -> Iterable[Fault]:
    """A code of another district's list is not delivered to us, but it looks like those that are."""
    for column, parent in MAY_BE_ELSEWHERE.get(table, ()):
        if parent in keys and len(keys[parent]):
            other = pl.when(~pl.col(column).is_in(keys[parent].implode())).then(column)
            shapes = keys[parent].to_frame("key").select(shape(pl.col("key"))).to_series().unique()
            yield "code_form", column, ~shape(other).is_in(shapes.implode())
