"""Writing the manifest of a folder of files: which source each holds is told by its headers.

What belongs here: finding source, encoding and rows of each file. What does not: reading a manifest
(`manifest`), making files (`extraction`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

from assets.clock import SHANGHAI
from assets.files import write_whole
from assets.intake.formats.file_bounds import MOST_ROWS
from assets.intake.formats.file_formats import LINE, file_as_text, without_blank_rows
from assets.intake.formats.headers import header_key
from assets.intake.formats.rows_of_text import Unreadable
from assets.intake.manifest.manifest_file import (
    MANIFEST,
    Manifest,
    ManifestFile,
    read_manifest,
    sha256_of,
)
from assets.intake.mappings.mapping_file import Source
from assets.intake.refusal import ExportRefused, Problem

FORMATS = {".csv": "", ".xlsx": "xlsx", ".parquet": "parquet"}
"""What a file is by the end of its name; a text says itself how it is encoded."""
MARK = b"\xef\xbb\xbf"


def write_manifest(
    folder: Path, snapshot_date: date, sources: Mapping[str, Source], named: Mapping[str, str]
) -> Manifest:
    """Write ``folder/manifest.json`` for the files in it and return it.

    A manifest that is there gives source_as_of, complete and sample, and its revision rises; of a new file
    source_as_of is the snapshot date.

    Args:
        folder: where the files are.
        snapshot_date: the date of the export.
        sources: the mappings, by source.
        named: sources by file, where headers do not tell.

    Raises:
        ExportRefused: a file cannot be read, or its source is unknown or delivered twice.

    """
    before = read_manifest(folder) if (folder / MANIFEST).exists() else None
    known = {entry.file: entry for entry in before.files} if before else {}
    problems: list[Problem] = []
    files: list[ManifestFile] = []
    for path in _data_files(folder):
        try:
            files.append(_entry(path, known.get(path.name), snapshot_date, sources, named))
        except Unreadable as error:
            problems += [Problem(path.name, *fault) for fault in error.faults]
    if problems := problems + _repeated_sources(files):
        raise ExportRefused(problems)
    manifest = Manifest(
        snapshot_date=snapshot_date,
        revision=before.revision + 1 if before else 1,
        files=files,
        sample=bool(before and before.sample),
    )
    text = json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"
    write_whole(folder / MANIFEST, text)
    return manifest


def _data_files(folder: Path) -> list[Path]:
    """Return the files that may hold a source, by name; raises ``ExportRefused`` where there is none."""
    files = [
        path
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in FORMATS and not path.name.startswith(".") and path.is_file()
    ]
    if not files:
        what = "没有数据文件 no .csv, .xlsx or .parquet in it"
        raise ExportRefused([Problem(folder.name, 0, what, "请放入 put them there")])
    return files


def _entry(
    path: Path,
    before: ManifestFile | None,
    snapshot_date: date,
    sources: Mapping[str, Source],
    named: Mapping[str, str],
) -> ManifestFile:
    """Return what the manifest says of a file; raises ``Unreadable`` where it or its source is unknown."""
    encoding = encoding_of(path)
    frame = without_blank_rows(file_as_text(path, encoding, MOST_ROWS, {}))
    headers = frozenset(map(header_key, frozenset(frame.columns) - {LINE}))
    return ManifestFile(
        source=named.get(path.name) or source_of(path, headers, sources),
        file=path.name,
        rows=frame.height,
        sha256=sha256_of(path),
        produced_at=datetime.fromtimestamp(int(path.stat().st_mtime), SHANGHAI),
        encoding=encoding,
        source_as_of=before.source_as_of if before else snapshot_date,
        complete=before.complete if before else True,
    )


def encoding_of(path: Path) -> str:
    """Return the encoding of a file: by its name, and of a text by its bytes; raises ``Unreadable``."""
    if path.suffix.lower() not in FORMATS:
        what = "不是 .xlsx、.csv 或 .parquet 文件 it is called neither .xlsx, .csv nor .parquet"
        raise Unreadable([(0, what, "请另存为 .xlsx 或 CSV save it as .xlsx or CSV")])
    by_name = FORMATS[path.suffix.lower()]
    if by_name:
        return by_name
    data = path.read_bytes()
    if data.startswith(MARK):
        return "utf-8-bom"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def source_of(path: Path, headers: frozenset[str], sources: Mapping[str, Source]) -> str:
    """Return the one source whose headers (`header_key`) a file has; of several, the one titled like it."""
    fitting = [
        name
        for name, source in sources.items()
        if _keys(source.needed) <= headers <= _keys([*source.headers, *source.ignored])
    ]
    titled = [name for name in fitting if sources[name].title.zh in path.stem or path.stem == name]
    chosen = fitting if len(fitting) == 1 else titled
    if len(chosen) == 1:
        return chosen[0]
    if fitting:
        message = f"表头与多个来源相同 its headers are those of {', '.join(fitting)}"
        raise Unreadable([(1, message, f"请指明来源 say which: --source {path.name}=<source>")])
    message = "没有映射文件与其表头一致 no mapping has exactly its headers"
    raise Unreadable([(1, message, "请补充映射，或移出该文件夹 map it, or take it out of the folder")])


def _keys(headers: Iterable[str]) -> set[str]:
    return {header_key(header) for header in headers}


def _repeated_sources(files: list[ManifestFile]) -> list[Problem]:
    first_file: dict[str, str] = {}
    return [
        Problem(
            entry.file,
            0,
            f"两个文件同一来源 {first_file[entry.source]} has the source {entry.source} too",
            "每个来源只报送一个文件 deliver one file per source",
        )
        for entry in files
        if first_file.setdefault(entry.source, entry.file) != entry.file
    ]
