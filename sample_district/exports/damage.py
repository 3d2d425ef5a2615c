"""Exports as a system in trouble sends them: for tests and drills, never part of the standard sample.

Belongs here: spoiling a written file as a whole, and signing the manifest for it as a faulty exporter would;
and a corrected revision of a day. What does not belong here: single bad rows (``bad_rows``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from sample_district.exports.export import refuse_unless_sample, write_file, write_manifest
from sample_district.exports.systems import sources

CORRECTED = 12
"""Households that a correction changes."""


def _mixed_line_ends(data: bytes) -> bytes:
    lines = data.replace(b"\r\n", b"\n").split(b"\n")
    return b"".join(
        line + (b"\r\n" if place % 2 else b"\n") for place, line in enumerate(lines[:-1])
    ) + lines[-1]  # fmt: skip


def _shifted_columns(data: bytes) -> bytes:
    """Put a field too many into every tenth row."""
    lines = data.split(b"\n")
    return b"\n".join(
        line.replace(b",", b",,", 1) if place % 10 == 9 else line for place, line in enumerate(lines)
    )


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "mixed_line_ends": _mixed_line_ends,
    "shifted_columns": _shifted_columns,
    "empty": lambda _: b"",
    "truncated": lambda data: data[: len(data) * 2 // 3],
}
"""By kind: what becomes of a text file's bytes. Mixed line ends are harmless; the others must be refused."""


def damage(folder: Path, source: str, kind: str) -> None:
    """Spoil the text file of ``source`` in the export in ``folder`` in one of the ways of ``DAMAGES``."""
    manifest, entry, path = _entry(folder, source)
    path.write_bytes(DAMAGES[kind](path.read_bytes()))
    _signed(folder, manifest, entry, path)


def write_correction(landing: Path, day: date) -> None:
    """Write the next revision of a day's export: ``CORRECTED`` households had 是否上云 wrong.

    Raises ``NotOfTheSampleError`` where there is none, or one of real people.
    """
    folder = landing / str(day)
    refuse_unless_sample(folder)
    manifest, entry, path = _entry(folder, "households")
    headers = {name: sources()["households"].columns[name].header for name in ("on_cloud", "cloud_activated")}
    households = pl.read_csv(path, infer_schema=False)
    wrong = pl.int_range(pl.len()) < CORRECTED
    turned = pl.col(headers["on_cloud"]).replace({"0": "1", "1": "0"})
    corrected = households.with_columns(
        pl.when(wrong).then(turned).otherwise(headers["on_cloud"]).alias(headers["on_cloud"]),
        pl.when(~wrong).then(headers["cloud_activated"]).alias(headers["cloud_activated"]),
    )
    (folder / "manifest.json").unlink()
    write_file(corrected, path, entry["encoding"])
    manifest["revision"] += 1
    _signed(folder, manifest, entry, path)


def _entry(folder: Path, source: str) -> tuple[dict[str, Any], dict[str, Any], Path]:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    entry = next(file for file in manifest["files"] if file["source"] == source)
    return manifest, entry, folder / entry["file"]


def _signed(folder: Path, manifest: dict[str, Any], entry: dict[str, Any], path: Path) -> None:
    entry["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    write_manifest(folder, manifest)
