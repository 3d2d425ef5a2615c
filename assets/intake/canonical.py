"""From a source's text columns to its canonical table and its quarantined rows.

A row with a fault is quarantined once, with its first reason and all of them; nothing is ever replaced by a
default. What a resident's document says beside the declaration is judged in ``resident_documents``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from assets.intake.contracts import CANONICAL, FREE_TEXT, Quarantine
from assets.intake.documents.resident_documents import with_documents
from assets.intake.formats.reader import LINE
from assets.intake.mappings.mapping_file import Source
from assets.intake.masking import masked
from assets.intake.quarantine.reason_codes import REASONS
from assets.intake.quarantine.refused_subjects import named_by
from assets.intake.quarantine.repetitions import with_repetitions, with_repetitions_of
from assets.intake.quarantine.row_faults import Fault, row_faults
from assets.intake.quarantine.tag_faults import tag_faults
from assets.intake.tidy_text import tidied, untidy_columns
from assets.intake.typed_columns import RAW, typed_columns
from tag_rules.engine.tag_values import TagValues


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
    if len(keys) != 1:
        return None
    received = raw.select(tidied(pl.col(source.column(keys[0]).header))).to_series()
    return received.drop_nulls().unique()


def to_canonical(
    source_name: str,
    file: str,
    source: Source,
    raw: pl.DataFrame,
    snapshot_date: date,
    keys: Mapping[str, pl.Series],
    earlier: Sequence[pl.DataFrame] = (),
    tags: Mapping[str, TagValues] | None = None,
) -> Canonical:
    """Turn a file's text frame into accepted and quarantined rows.

    Args:
        source_name: the source, as the manifest calls it.
        file: the name of its file.
        source: its mapping.
        raw: its text columns and line numbers, of ``reader``.
        snapshot_date: the date of the export.
        keys: the keys delivered, by table that is complete; references to any other are not judged.
        earlier: what other sources of the same table had accepted; a key of theirs is a repetition.
        tags: the tags there are and the values each may have; None: not known here, and not judged.

    """
    contract = CANONICAL[source.table]
    columns = contract.columns()
    untidy = untidy_columns(raw.select(list(source.headers)))
    typed = typed_columns(source, raw, columns, untidy)
    faults = [*row_faults(source, columns, untidy, snapshot_date, keys), *tag_faults(source.table, tags)]
    key = contract.primary_key()
    typed, reasons = with_repetitions(source.table, typed, _reasons(typed, faults), list(source.columns))
    if earlier:
        reasons = with_repetitions_of(earlier, typed, reasons, key)
    good, warnings = _judged_and_masked(source, typed.filter(reasons == ""), snapshot_date)
    refused = (reasons != "") & ~reasons.str.starts_with("duplicate_")
    return Canonical(
        contract.validate(good.select(contract.column_names())),
        _quarantined(source_name, file, raw, reasons),
        {reason: count for reason, count in warnings.items() if count},
        named_by(source.table, typed.filter(refused), tags),
    )


def _judged_and_masked(
    source: Source, good: pl.DataFrame, snapshot_date: date
) -> tuple[pl.DataFrame, dict[str, int]]:
    """Return rows without a fault, documents judged and free text masked, and how many have which warning."""
    warnings: dict[str, int] = {}
    if source.table == "residents":
        good, warnings = with_documents(good, snapshot_date)
        warnings["name_missing"] = good["name"].null_count()
    if source.table in FREE_TEXT and FREE_TEXT[source.table] in source.columns:
        text = FREE_TEXT[source.table]
        good = good.with_columns(masked(pl.col(text)).alias(text))
        warnings["note_masked"] = good.filter(pl.col(text) != pl.col(RAW + text)).height
    return good, warnings


def _reasons(typed: pl.DataFrame, faults: Iterable[Fault]) -> pl.Series:
    """Return each row's faults as "reason:column" joined by "; ", in the order of ``REASONS``; "" if good."""
    order = list(REASONS)
    by_fault = [
        pl.when(condition.fill_null(False)).then(pl.lit(f"{reason}:{column}"))
        for reason, column, condition in sorted(faults, key=lambda fault: order.index(fault[0]))
    ]
    return typed.select(
        reasons=pl.concat_str(by_fault, separator="; ", ignore_nulls=True).fill_null("")
    ).to_series()


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
