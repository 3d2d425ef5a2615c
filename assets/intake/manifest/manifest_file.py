"""The manifest of an export: which files it has, how many rows, which bytes; and whether the files are those.

What does not belong here: what is inside the files (``reader``) or what their columns mean (``mapping``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from assets.intake.refusal import ExportRefused, Problem, hint, load_located
from tag_rules.engine.reading.yaml_document import YamlDocument

MANIFEST = "manifest.json"
Encoding = Literal["utf-8", "utf-8-bom", "gb18030", "xlsx", "parquet"]
ENCODINGS: tuple[str, ...] = get_args(Encoding)


class ManifestFile(BaseModel):
    """One file: the source it holds, its rows (without header), the SHA-256 of its bytes."""

    model_config = ConfigDict(extra="forbid")

    source: str
    file: str = Field(pattern=r"^[^/\\\x00-\x1f]+$", max_length=200)
    rows: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    produced_at: datetime
    encoding: str = Field(json_schema_extra={"enum": list(ENCODINGS)})
    source_as_of: date
    complete: bool = True
    """False when the system says that it delivers only part of the rows."""


class Manifest(BaseModel):
    """An export of one snapshot date; a corrected export has a higher revision."""

    model_config = ConfigDict(extra="forbid")

    snapshot_date: date
    revision: int = Field(ge=1)
    files: list[ManifestFile]
    sample: bool = False
    """True for invented people only: their pseudonyms may use the sample's key, nobody else's may."""
    _document: YamlDocument = PrivateAttr()

    def line(self, *location: str | int) -> int:
        """Return the line of the manifest on which ``location`` stands."""
        return self._document.place(location)[0]


def read_manifest(folder: Path) -> Manifest:
    """Read ``folder/manifest.json``; raises ``ExportRefused`` listing every fault of its form."""
    known = (*Manifest.model_fields, *ManifestFile.model_fields)
    manifest, document = load_located(folder / MANIFEST, Manifest, known)
    manifest._document = document
    return manifest


def manifest_problems(
    manifest: Manifest, folder: Path, snapshot_date: date, sources: Iterable[str]
) -> list[Problem]:
    """Return all in which manifest, files and the wanted date disagree (the reader counts rows)."""
    problems = []

    def wrong(message: str, remedy: str, *location: str | int) -> None:
        problems.append(Problem(MANIFEST, manifest.line(*location), message, remedy))

    if manifest.snapshot_date != snapshot_date:
        order = "later" if manifest.snapshot_date > snapshot_date else "earlier"
        wrong(
            f"snapshot_date {manifest.snapshot_date} is {order} than the date asked for, {snapshot_date}",
            "put the export into the folder of its own date 请放入与快照日同名的文件夹",
            "snapshot_date",
        )
    known, seen = tuple(sources), set[str]()
    for place, file in enumerate(manifest.files):
        at = ("files", place)
        if file.source not in known:
            near = hint(file.source, known)
            wrong(
                f"no mapping knows the source {file.source}{near} 没有映射文件认识该来源",
                "correct it or add a mapping 请更正，或补充映射",
                *at,
                "source",
            )
        if file.source in seen:
            wrong(
                f"the source {file.source} stands twice 来源重复",
                "deliver one file per source 每个来源一个文件",
                *at,
                "source",
            )
        seen.add(file.source)
        if file.encoding not in ENCODINGS:
            near = hint(file.encoding, ENCODINGS)
            wrong(
                f"unknown encoding {file.encoding}{near}",
                f"use one of {', '.join(ENCODINGS)} 请用其中之一",
                *at,
                "encoding",
            )
        if file.source_as_of > snapshot_date:
            wrong(
                f"source_as_of {file.source_as_of} is later than {snapshot_date}",
                "correct it 晚于快照日，请更正",
                *at,
                "source_as_of",
            )
        path = folder / file.file
        if not _is_file(path):
            wrong(
                f"the file {file.file} is not there 文件不存在",
                "deliver it or take it off the manifest 请补报或从清单删除",
                *at,
                "file",
            )
        elif sha256_of(path) != file.sha256:
            wrong(
                f"sha256 of {file.file} differs: truncated or changed 校验和不符",
                "deliver the file again 请重新报送",
                *at,
                "sha256",
            )
    return problems


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name longer than the file system takes
        return False


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes as hexadecimal text."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


__all__ = [
    "ENCODINGS",
    "MANIFEST",
    "ExportRefused",
    "Manifest",
    "ManifestFile",
    "manifest_problems",
    "read_manifest",
]
