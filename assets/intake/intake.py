"""Taking in the export of one snapshot date: manifest, files, canonical tables, quarantine, status. Pure.

What does not belong here: Dagster (``assets``) and where the landing folder is (settings of the pipeline).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from assets.intake.canonical import Canonical, canonical_of, judged_rows, received_keys
from assets.intake.contracts import CANONICAL
from assets.intake.erasure import Receipts, without_erased
from assets.intake.formats.reader import read_source
from assets.intake.manifest.manifest_file import (
    Manifest,
    ManifestFile,
    manifest_problems,
    read_manifest,
)
from assets.intake.mappings.loading import MAPPINGS, load_mappings
from assets.intake.mappings.mapping_file import Source
from assets.intake.outcome_contracts import Quarantine, SourceStatus
from assets.intake.quarantine.reason_codes import check_conservation
from assets.intake.quarantine.refused_subjects import refused_subjects
from assets.intake.refusal import ExportRefused
from assets.intake.source_status import parents_first, source_status
from tag_rules.engine.tag_values import TagValues

WARNING_SCHEMA = pl.Schema({"source": pl.String, "reason_code": pl.String, "rows": pl.Int64})


@dataclass(frozen=True)
class TakenIn:
    """The canonical tables (all, empty where a source is missing), refused rows, and status by source.

    ``warnings`` has one row per source and reason: how many accepted rows have it.
    """

    tables: dict[str, pl.DataFrame]
    quarantine: pl.DataFrame
    source_status: pl.DataFrame
    refused_subject: pl.DataFrame
    warnings: pl.DataFrame


def _silent(_line: str) -> None:
    return None


def take_in(
    folder: Path,
    snapshot_date: date,
    mappings: Path | None = None,
    progress: Callable[[str], None] = _silent,
    receipts: Receipts | None = None,
    tags: Mapping[str, TagValues] | None = None,
    past: pl.DataFrame | None = None,
    signed: Collection[str] | None = None,
) -> TakenIn:
    """Take in the export in ``folder`` as that of ``snapshot_date``.

    Args:
        folder: the landing folder of one date.
        snapshot_date: the date asked for.
        mappings: the folder of mapping files; our own without one.
        progress: gets one line per source, with counts only.
        receipts: of erased people, whose rows stay out.
        tags: the tags of that date and their values, which tags by hand and from the city are held to.
        past: what `SourceStatus` said on earlier dates, oldest first.
        signed: the rolls that somebody has signed for.

    Raises:
        ExportRefused: with every problem of mappings, manifest and files at once.

    """
    sources = load_mappings(mappings or MAPPINGS, signed)
    manifest = read_manifest(folder)
    raws = _read_all(folder, manifest, snapshot_date, sources)
    entries = {entry.source: entry for entry in manifest.files}
    results = _canonical(sources, entries, raws, snapshot_date, tags, progress)
    if receipts is not None:
        results = dict(without_erased(results, receipts, sources))
    rows_in = {name: raw.height for name, raw in raws.items()}
    known = SourceStatus.create_empty() if past is None else past
    status = source_status(sources, entries, rows_in, results, snapshot_date, known)
    check_conservation(status)
    return _taken_in(sources, results, status)


def _canonical(
    sources: dict[str, Source],
    entries: dict[str, ManifestFile],
    raws: dict[str, pl.DataFrame],
    snapshot_date: date,
    tags: Mapping[str, TagValues] | None,
    progress: Callable[[str], None],
) -> dict[str, Canonical]:
    """By source that was delivered: what became of its rows, those that others refer to first."""
    keys = _keys_of_complete_tables(sources, entries, raws)
    delivered = [name for name in parents_first(sources) if name in raws]
    results: dict[str, Canonical] = {}
    for _, names in itertools.groupby(delivered, lambda name: sources[name].table):
        judged = []
        for name in names:
            entry = entries[name]
            # What is older than a row cannot say that the row refers to nothing.
            parents = {table: known for table, (known, as_of) in keys.items() if as_of >= entry.source_as_of}
            judged.append(
                judged_rows(name, entry.file, sources[name], raws[name], snapshot_date, parents, tags)
            )
        for each, result in zip(judged, canonical_of(judged, snapshot_date, tags), strict=True):
            progress(
                f"{each.source_name}: 接收 {each.raw.height:,} rows in, 接受"
                f" {result.accepted.height:,} accepted,"
                f" 隔离 {result.quarantined.height:,} quarantined"
            )
            results[each.source_name] = result
    return results


def _taken_in(
    sources: dict[str, Source], results: dict[str, Canonical], source_status: pl.DataFrame
) -> TakenIn:
    tables = {table: _stacked(table, sources, results) for table in CANONICAL}
    warnings = [
        (name, reason, rows) for name, result in results.items() for reason, rows in result.warnings.items()
    ]
    return TakenIn(
        tables=tables,
        quarantine=pl.concat(
            [Quarantine.create_empty(), *(result.quarantined for result in results.values())]
        ),
        source_status=source_status,
        refused_subject=refused_subjects([result.named for result in results.values()], tables),
        warnings=pl.DataFrame(warnings, schema=WARNING_SCHEMA, orient="row"),
    )


def _read_all(
    folder: Path, manifest: Manifest, snapshot_date: date, sources: dict[str, Source]
) -> dict[str, pl.DataFrame]:
    problems = manifest_problems(manifest, folder, snapshot_date, sources)
    broken = {problem.line for problem in problems}
    raws: dict[str, pl.DataFrame] = {}
    for place, entry in enumerate(manifest.files):
        named = {manifest.line("files", place, field) for field in ("source", "file", "sha256", "encoding")}
        if named & broken:
            continue
        raws[entry.source], faults = read_source(folder, manifest, place, sources[entry.source])
        problems += faults
    if problems:
        raise ExportRefused(problems)
    return raws


def _keys_of_complete_tables(
    sources: dict[str, Source], entries: dict[str, ManifestFile], raws: dict[str, pl.DataFrame]
) -> dict[str, tuple[pl.Series, date]]:
    """By table that is complete: the keys delivered, and the day of which the oldest of its files is."""
    keys: dict[str, tuple[pl.Series, date]] = {}
    for table in {source.table for source in sources.values()}:
        own = [name for name, source in sources.items() if source.table == table]
        # What one of several sources of a table left out may be what a row refers to.
        if all(name in raws and entries[name].complete for name in own):
            received = [received_keys(table, sources[name], raws[name]) for name in own]
            known = [part for part in received if part is not None]
            if known:
                keys[table] = pl.concat(known).unique(), min(entries[name].source_as_of for name in own)
    return keys


def _stacked(table: str, sources: dict[str, Source], results: dict[str, Canonical]) -> pl.DataFrame:
    parts = [result.accepted for name, result in results.items() if sources[name].table == table]
    return pl.concat([CANONICAL[table].create_empty(), *parts])
