"""From a source's text columns to its canonical table and its quarantined rows.

A row with a fault is quarantined once, with its first reason and all of them; nothing is ever replaced by a
default. What a resident's document says beside the declaration is judged in ``resident_documents``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from assets.intake.contracts import CANONICAL, DERIVED, FREE_TEXT
from assets.intake.documents.resident_documents import with_documents
from assets.intake.formats.reader import LINE
from assets.intake.mappings.mapping_file import Source
from assets.intake.masking import masked
from assets.intake.outcome_contracts import Quarantine
from assets.intake.quarantine.reason_codes import REASONS
from assets.intake.quarantine.refused_subjects import named_by
from assets.intake.quarantine.repetitions import with_repetitions
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


@dataclass(frozen=True)
class Judged:
    """A source's rows as typed columns, and the faults of each ("" for a good one); `typed_columns`."""

    source_name: str
    file: str
    source: Source
    raw: pl.DataFrame
    typed: pl.DataFrame
    reasons: pl.Series


def judged_rows(
    source_name: str,
    file: str,
    source: Source,
    raw: pl.DataFrame,
    snapshot_date: date,
    keys: Mapping[str, pl.Series],
    tags: Mapping[str, TagValues] | None = None,
) -> Judged:
    """Return each row of a file by itself: what its texts are, and what is wrong with it.

    Args:
        source_name: the source, as the manifest calls it.
        file: the name of its file.
        source: its mapping.
        raw: its text columns and line numbers, of ``reader``.
        snapshot_date: the date of the export.
        keys: the keys delivered, by table that is complete; references to any other are not judged.
        tags: the tags there are and the values each may have; None: not known here, and not judged.

    """
    columns = CANONICAL[source.table].columns()
    untidy = untidy_columns(raw.select(list(source.headers)))
    typed = typed_columns(source, raw, columns, untidy)
    faults = [*row_faults(source, columns, untidy, snapshot_date, keys), *tag_faults(source.table, tags)]
    return Judged(source_name, file, source, raw, typed, _reasons(typed, faults))


def canonical_of(
    sources: Sequence[Judged], snapshot_date: date, tags: Mapping[str, TagValues] | None = None
) -> list[Canonical]:
    """Return what becomes of the rows of all sources of one table, which may speak of the same things.

    Rows of one key are compared whoever delivers them: it does not count who comes first.
    """
    table = sources[0].source.table
    names = [name for name in CANONICAL[table].column_names() if (table, name) not in DERIVED]
    told = {name for each in sources for name in (*each.source.columns, *each.source.constants)}
    stacked, reasons = with_repetitions(
        table,
        pl.concat([each.typed.select(names) for each in sources]),
        pl.concat([each.reasons for each in sources]),
        [name for name in names if name in told],
    )
    made, at = [], 0
    for each in sources:
        rows = stacked.slice(at, each.typed.height)
        made.append(_canonical(each, rows, reasons.slice(at, rows.height), snapshot_date, tags))
        at += rows.height
    return made


def to_canonical(
    source_name: str,
    file: str,
    source: Source,
    raw: pl.DataFrame,
    snapshot_date: date,
    keys: Mapping[str, pl.Series],
    tags: Mapping[str, TagValues] | None = None,
) -> Canonical:
    """Turn one file's text frame into accepted and quarantined rows; arguments as of `judged_rows`."""
    judged = judged_rows(source_name, file, source, raw, snapshot_date, keys, tags)
    return canonical_of([judged], snapshot_date, tags)[0]


def _canonical(
    judged: Judged,
    rows: pl.DataFrame,
    reasons: pl.Series,
    snapshot_date: date,
    tags: Mapping[str, TagValues] | None,
) -> Canonical:
    source, contract = judged.source, CANONICAL[judged.source.table]
    typed = judged.typed.with_columns(rows)
    good, warnings = _judged_and_masked(source, typed.filter(reasons == ""), snapshot_date)
    refused = (reasons != "") & ~reasons.str.starts_with("duplicate_")
    return Canonical(
        contract.validate(good.select(contract.column_names())),
        _quarantined(judged.source_name, judged.file, judged.raw, reasons),
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
