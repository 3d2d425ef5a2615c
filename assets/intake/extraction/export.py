"""An export made from source databases: the same files and manifest that a system would deliver.

What belongs here: what was read last (kept in the lake), writing the landing folder, its manifest last.
What does not: queries (``source_database``), what becomes of an export (``intake``): it is taken in like any.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from assets.clock import SHANGHAI
from assets.files import whole_file, write_whole
from assets.intake.extraction.source_database import Extract, extract, read_only
from assets.intake.manifest.manifest_file import (
    MANIFEST,
    ManifestFile,
    read_manifest,
    sha256_of,
)
from assets.intake.mappings.mapping_file import Source
from assets.intake.refusal import ExportRefused, Problem

WATERMARK = "watermark"
STATE = "rows.parquet"


def systems_with_a_database(sources: Mapping[str, Source]) -> list[str]:
    """Return the systems of which a mapping file says where in a database a source stands."""
    return sorted({source.system for source in sources.values() if source.database})


def extract_export(
    landing: Path,
    kept: Path,
    snapshot_date: date,
    urls: Mapping[str, str],
    sources: Mapping[str, Source],
    now: datetime,
    progress: Callable[[str], None],
) -> int:
    """Write the export of ``snapshot_date`` to ``landing``, from the database of each system in ``urls``.

    ``kept`` holds what was read last, by source. Sources that were delivered as files stay in the manifest,
    whose revision rises. Returns the revision. Nothing of a failed read is left: raises ``ExportRefused``.
    """
    _check_date(snapshot_date, now.astimezone(SHANGHAI).date())
    last_revision, files_before = _delivered(landing)
    revision = last_revision + 1
    written: dict[str, Path] = {}
    states: dict[Path, Path] = {}
    try:
        entries = []
        for name, read in _extracts(urls, sources, kept):
            written[name] = landing / f"{name}.r{revision}.parquet"
            with whole_file(written[name]) as beside:
                read.rows.write_parquet(beside)
            states[kept / name / STATE] = _write_state(kept / name / STATE, read)
            entries.append(_entry(name, written[name], read, snapshot_date, now))
            progress(f"{name}: {read.rows.height:,} 行 rows, 新读 {read.rows_read:,} of them read")
        others = [entry for entry in files_before if entry["source"] not in written]
        _write_manifest(landing, snapshot_date, revision, [*others, *entries])
    except BaseException:
        for path in (*written.values(), *states.values()):
            path.unlink(missing_ok=True)
        raise
    for state, fresh in states.items():
        fresh.replace(state)
    for entry in files_before:
        if entry not in others:
            (landing / entry["file"]).unlink(missing_ok=True)
    return revision


def _extracts(
    urls: Mapping[str, str], sources: Mapping[str, Source], kept: Path
) -> Iterator[tuple[str, Extract]]:
    """Read every source that stands in a database; each system's connection is open while it is read."""
    for system, url in urls.items():
        with read_only(url, system) as connection:
            for name, source in sources.items():
                if source.system == system and source.database is not None:
                    yield name, extract(connection, source, *_last(kept / name / STATE))


def _check_date(snapshot_date: date, today: date) -> None:
    if snapshot_date not in (today, today - timedelta(days=1)):
        message = f"数据库只有现状 a database says what is now ({today}), not what was on {snapshot_date}"
        raise ExportRefused([Problem(MANIFEST, 0, message, "只能读取今日或昨日 extract today or yesterday")])


def _delivered(landing: Path) -> tuple[int, list[dict[str, Any]]]:
    """Return revision and files of the manifest that is there; 0 and none without one."""
    if not (landing / MANIFEST).exists():
        return 0, []
    manifest = read_manifest(landing).model_dump(mode="json")
    return manifest["revision"], manifest["files"]


def _last(state: Path) -> tuple[pl.DataFrame, datetime | None]:
    if not state.exists():
        return pl.DataFrame(), None
    watermark = pl.read_parquet_metadata(state).get(WATERMARK)
    return pl.read_parquet(state), datetime.fromisoformat(watermark) if watermark else None


def _write_state(state: Path, read: Extract) -> Path:
    """Write what was read beside the last one, to be put in its place once the manifest is there."""
    fresh = state.with_name(".next.parquet")
    metadata = {WATERMARK: read.watermark.isoformat()} if read.watermark else {}
    with whole_file(fresh) as beside:
        read.rows.write_parquet(beside, metadata=metadata)
    return fresh


def _entry(name: str, path: Path, read: Extract, snapshot_date: date, now: datetime) -> dict[str, Any]:
    return ManifestFile(
        source=name,
        file=path.name,
        rows=read.rows.height,
        sha256=sha256_of(path),
        produced_at=now,
        encoding="parquet",
        source_as_of=snapshot_date,
    ).model_dump(mode="json")


def _write_manifest(landing: Path, snapshot_date: date, revision: int, files: list[dict[str, Any]]) -> None:
    manifest = {"snapshot_date": str(snapshot_date), "revision": revision, "files": files}
    write_whole(landing / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=2) + "\n")
