"""The manifest of an export: which files it has, how many rows, which bytes; and whether the files are those.

What does not belong here: what is inside the files (``reader``) or what their columns mean (``mapping``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr

from assets.intake.refusal import ExportRefused, Problem, hint, load_located
from tag_rules.engine.prohibited import prohibited
from tag_rules.engine.reading.yaml_document import YamlDocument

MANIFEST = "manifest.json"
Encoding = Literal["utf-8", "utf-8-bom", "gb18030", "xlsx", "parquet"]
ENCODINGS: tuple[str, ...] = get_args(Encoding)
_Fault = tuple[str, str, str]
"""What is wrong with one file of a manifest: the field that says it, the message, the remedy."""


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value  # Windows writes A to F


class ManifestFile(BaseModel):
    """One file: the source it holds, its rows (without header), the SHA-256 of its bytes."""

    model_config = ConfigDict(extra="forbid")

    source: str
    file: str = Field(pattern=r"^[^/\\\x00-\x1f]+$", max_length=200)
    rows: int = Field(ge=0)
    sha256: Annotated[str, BeforeValidator(_lower)] = Field(pattern=r"^[0-9a-f]{64}$")
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
    files: list[ManifestFile] = Field(min_length=1)
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
    if manifest.snapshot_date != snapshot_date:
        later = manifest.snapshot_date > snapshot_date
        order, said = ("later", "晚于") if later else ("earlier", "早于")
        problems.append(
            Problem(
                MANIFEST,
                manifest.line("snapshot_date"),
                f"快照日{said}所处理日期"
                f" snapshot_date {manifest.snapshot_date} is {order} than the date asked for,"
                f" {snapshot_date}",
                "请放入与快照日同名的文件夹 put the export into the folder of its own date",
            )
        )
    known, delivered = tuple(sources), set[str]()
    for place, file in enumerate(manifest.files):
        faults = [
            *_source_faults(file, known, delivered),
            *_description_faults(file, snapshot_date),
            *_content_faults(file, folder),
        ]
        problems += [
            Problem(MANIFEST, manifest.line("files", place, field), message, remedy)
            for field, message, remedy in faults
        ]
        delivered.add(file.source)
    return problems


def _source_faults(file: ManifestFile, known: Sequence[str], delivered: Collection[str]) -> Iterator[_Fault]:
    if file.source not in known:
        near = hint(file.source, known)
        message = f"没有映射文件认识该来源 no mapping knows the source {file.source}{near}"
        yield "source", message, "请更正，或补充映射 correct it or add a mapping"
    refusal = prohibited(Path(file.file).stem, "cases")
    if refusal is not None:
        yield "file", refusal.message, refusal.remedy
    if file.source in delivered:
        message = f"来源重复 the source {file.source} stands twice"
        yield "source", message, "每个来源一个文件 deliver one file per source"


def _description_faults(file: ManifestFile, snapshot_date: date) -> Iterator[_Fault]:
    if file.encoding not in ENCODINGS:
        message = f"未知编码 unknown encoding {file.encoding}{hint(file.encoding, ENCODINGS)}"
        yield "encoding", message, f"请用其中之一 use one of {', '.join(ENCODINGS)}"
    if file.source_as_of > snapshot_date:
        message = f"晚于快照日 source_as_of {file.source_as_of} is later than {snapshot_date}"
        yield "source_as_of", message, "请更正 correct it"


def _content_faults(file: ManifestFile, folder: Path) -> Iterator[_Fault]:
    path = folder / file.file
    if not _is_file(path):
        message = f"文件不存在 the file {file.file} is not there"
        yield "file", message, "请补报或从清单删除 deliver it or take it off the manifest"
    elif sha256_of(path) != file.sha256:
        message = f"校验和不符 sha256 of {file.file} differs: truncated or changed"
        yield "sha256", message, "请重新报送 deliver the file again"


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
