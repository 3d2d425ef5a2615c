"""From a source's text columns to its canonical table: every rule is one expression over one row (or key).

A row with a fault is quarantined once, with its first reason and all of them; nothing is ever replaced by a
default. What a resident's document says beside the declaration is judged in ``resident_documents``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from dataframely import Column

from assets.intake import identity_documents as documents
from assets.intake.contracts import (
    CANONICAL,
    DERIVED,
    FREE_TEXT,
    MAY_LIE_AHEAD,
    REFERENCES,
    SUBJECTS,
    Quarantine,
)
from assets.intake.mapping import Source
from assets.intake.masking import masked
from assets.intake.quarantine import REASONS
from assets.intake.reader import LINE
from assets.intake.refused_subjects import named_by
from assets.intake.resident_documents import with_documents

RAW = "raw:"
"""Prefix of the text a typed column came from."""
Fault = tuple[str, str, pl.Expr]
"""Reason code, column, and the condition under which a row has it."""


@dataclass(frozen=True)
class Canonical:
    """What became of one source's rows; ``warnings`` counts accepted rows by reason.

    ``named``: whom refused rows are about (`refused_subjects.named_by`); a repetition of a good row is not
    counted, since the good row stands.
    """

    accepted: pl.DataFrame
    quarantined: pl.DataFrame
    warnings: dict[str, int]
    named: pl.DataFrame


def received_keys(table: str, source: Source, raw: pl.DataFrame) -> pl.Series | None:
    """Return the keys a source delivered, refused rows included, or None for a table that nothing refers to.

    A refused parent keeps its children: a wrong building year must not take away a family's dwelling.
    """
    keys = CANONICAL[table].primary_key()
    return raw[source.column(keys[0]).header].drop_nulls().unique() if len(keys) == 1 else None


def to_canonical(
    source_name: str,
    file: str,
    source: Source,
    raw: pl.DataFrame,
    snapshot_date: date,
    keys: Mapping[str, pl.Series],
    earlier: Sequence[pl.DataFrame] = (),
) -> Canonical:
    """Turn a file's text frame (see ``reader``) into accepted and quarantined rows.

    ``keys`` holds the delivered keys of the tables that are complete on this date; references to others
    are not judged, because what is missing there is unknown. ``earlier``: what other sources of the same
    table had accepted; a key of theirs is a repetition.
    """
    contract = CANONICAL[source.table]
    columns = contract.columns()
    typed = _typed(source, raw, columns)
    if "id_value" in columns:
        typed = typed.with_columns(id_value=documents.normalised(pl.col("id_value")))
    faults = [
        *_value_faults(source, columns, snapshot_date),
        *_interval_faults(columns),
        *_document_faults(source.table, columns),
        *_reference_faults(source.table, keys),
    ]
    order = list(REASONS)
    faults.sort(key=lambda fault: order.index(fault[0]))
    key = contract.primary_key()
    reasons = _with_repetitions(typed, _reasons(typed, faults), key, list(source.columns))
    if earlier:
        reasons = _with_repetitions_of(earlier, typed, reasons, key)
    good = typed.filter(reasons == "")
    refused = (reasons != "") & ~reasons.str.starts_with("duplicate_")
    warnings: dict[str, int] = {}
    if source.table == "residents":
        good, warnings = with_documents(good, snapshot_date)
    if source.table in FREE_TEXT and FREE_TEXT[source.table] in source.columns:
        text = FREE_TEXT[source.table]
        good = good.with_columns(masked(pl.col(text)).alias(text))
        warnings["note_masked"] = good.filter(pl.col(text) != pl.col(RAW + text)).height
    return Canonical(
        contract.validate(good.select(contract.column_names())),
        _quarantined(source_name, file, raw, reasons),
        {reason: count for reason, count in warnings.items() if count},
        named_by(source.table, source_name, typed.filter(refused)),
    )


def _typed(source: Source, raw: pl.DataFrame, columns: Mapping[str, Column]) -> pl.DataFrame:
    text = raw.select(
        pl.col(LINE),
        *(pl.col(source.column(name).header).alias(RAW + name) for name in source.columns),
        *(pl.lit(value).alias(RAW + name) for name, value in source.constants.items()),
    )
    absent = [name for name in columns if RAW + name not in text.columns]
    return text.with_columns(
        *(
            _parsed(source, name, columns[name].dtype).alias(name)
            for name in (*source.columns, *source.constants)
        ),
        *(pl.lit(None, dtype=columns[name].dtype).alias(name) for name in absent),
    )


def _parsed(source: Source, name: str, dtype: pl.DataType) -> pl.Expr:
    """Return the typed value of a text column; null where the text does not make one."""
    text = pl.col(RAW + name)
    column = source.column(name) if name in source.columns else None
    if column is not None and column.codes is not None:
        return text.replace_strict(column.codes, default=None, return_dtype=dtype)
    if isinstance(dtype, pl.Date) and column is not None:
        return text.str.to_date(column.format, strict=False)
    if dtype.is_integer():
        whole = text.cast(pl.Float64, strict=False)  # Excel writes 6 as 6.0
        return pl.when(whole == whole.round()).then(whole.cast(dtype, strict=False))
    if dtype.is_float():
        number = text.cast(dtype, strict=False)
        return pl.when(number.is_finite()).then(number)
    return text.cast(dtype, strict=False)


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
        for bound, outside in (("min", pl.Expr.lt), ("max", pl.Expr.gt)):
            limit = getattr(definition, bound, None)
            if limit is not None:
                yield "out_of_range", name, outside(value, limit)


def _interval_faults(columns: Mapping[str, Column]) -> Iterable[Fault]:
    for start, end in (("valid_from", "valid_to"), ("set_on", "expires_on")):
        if start in columns and end in columns:
            yield "interval_reversed", end, pl.col(end) <= pl.col(start)
    # What is closed on the day it came is closed all the same.
    for start, end in (("received_on", "closed_on"), ("requested_on", "resolved_on")):
        if start in columns and end in columns:
            yield "interval_reversed", end, pl.col(end) < pl.col(start)


def _document_faults(table: str, columns: Mapping[str, Column]) -> Iterable[Fault]:
    """Judge numbers, not of residents: they live here with a wrong one too, a roll entry is nobody's."""
    if "id_value" in columns and table != "residents":
        state = documents.number_state(pl.col("id_value"))
        yield "id_form", "id_value", state == "bad_form"
        yield "id_check_digit", "id_value", state == "bad_check_digit"


def _reference_faults(table: str, keys: Mapping[str, pl.Series]) -> Iterable[Fault]:
    for column, parent in REFERENCES.get(table, ()):
        if parent in keys:
            yield "orphan", column, ~pl.col(column).is_in(keys[parent].implode())
    for subject, parent in SUBJECTS.get(table, {}).items():
        if parent in keys:
            known = pl.col("subject_code").is_in(keys[parent].implode())
            yield "orphan", "subject_code", (pl.col("subject") == subject) & ~known


def _reasons(typed: pl.DataFrame, faults: list[Fault]) -> pl.Series:
    """Return, per row, "reason:column" of every fault, separated by "; ", or "" for a good row."""
    found = [
        pl.when(condition.fill_null(False)).then(pl.lit(f"{reason}:{column}"))
        for reason, column, condition in faults
    ]
    return typed.select(
        reasons=pl.concat_str(found, separator="; ", ignore_nulls=True).fill_null("")
    ).to_series()


def _with_repetitions(
    typed: pl.DataFrame, reasons: pl.Series, keys: list[str], delivered: list[str]
) -> pl.Series:
    """Add a reason to good rows whose key an earlier good row has; the first one counts, whatever it says."""
    good = reasons == ""
    key, row = pl.struct(keys), pl.struct(RAW + name for name in delivered)
    again = (
        pl.when(~key.is_first_distinct())
        .then(
            pl.when(row.is_first_distinct()).then(pl.lit("duplicate_key")).otherwise(pl.lit("duplicate_row"))
        )
        .otherwise(pl.lit(""))
    )
    found = typed.filter(good).select(again).to_series()
    if not (found != "").any():
        return reasons
    named = pl.select(pl.when(found != "").then(found + f":{keys[0]}").otherwise(pl.lit(""))).to_series()
    return reasons.scatter(good.arg_true(), named)


def _with_repetitions_of(
    earlier: Sequence[pl.DataFrame], typed: pl.DataFrame, reasons: pl.Series, keys: list[str]
) -> pl.Series:
    """Add a reason to good rows whose key another source of the table has delivered."""
    there = pl.concat([frame.select(keys) for frame in earlier]).unique().with_columns(there=pl.lit(True))
    again = typed.select(keys).join(there, on=keys, how="left", maintain_order="left")["there"]
    named = pl.lit(f"duplicate_key:{keys[0]}")
    repeated = (reasons == "") & again.fill_null(False)
    return pl.select(pl.when(repeated).then(named).otherwise(reasons)).to_series()


def _quarantined(source: str, file: str, raw: pl.DataFrame, reasons: pl.Series) -> pl.DataFrame:
    bad = raw.with_columns(reasons.alias("reasons")).filter(reasons != "")
    first = pl.col("reasons").str.split("; ").list.first().str.split(":")
    texts = [name for name in raw.columns if name != LINE]
    return bad.select(
        source=pl.lit(source),
        file=pl.lit(file),
        line=LINE,
        reason_code=first.list.get(0),
        column=first.list.get(1),
        row=pl.struct(texts).struct.json_encode(),
        reasons="reasons",
    ).select(Quarantine.column_names())
