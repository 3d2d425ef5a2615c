"""Writing the manifest of a folder of files: which source each holds is told by its headers.

What belongs here: finding source, encoding and rows of each file. What does not: reading a manifest
(`manifest`), making files (`extraction`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from assets.files import whole_file
from assets.intake.formats.file_bounds import MOST_ROWS
from assets.intake.formats.file_formats import LINE, file_as_text
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

SHANGHAI = ZoneInfo("Asia/Shanghai")
FORMATS = {".csv": "", ".xlsx": "xlsx", ".parquet": "parquet"}
"""What a file is by the end of its name; a text says itself how it is encoded."""
MARK = b"\xef\xbb\xbf"


def write_manifest(
    folder: Path, snapshot_date: date, sources: Mapping[str, Source], named: Mapping[str, str]
) -> Manifest:
    """Write ``folder/manifest.json`` for the files in it and return it; raises ``ExportRefused``.

    ``named``: sources by file, where headers do not tell. A manifest that is there gives source_as_of,
    complete and sample, and its revision rises; of a new file source_as_of is the snapshot date.
    """
    before = read_manifest(folder) if (folder / MANIFEST).exists() else None
    known = {entry.file: entry for entry in before.files} if before else {}
    problems: list[Problem] = []
    files: list[ManifestFile] = []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in FORMATS or path.name.startswith(".") or not path.is_file():
            continue
        try:
            encoding = encoding_of(path)
            frame = file_as_text(path, encoding, MOST_ROWS, {})
            headers = frozenset(frame.columns) - {LINE}
            source = named.get(path.name) or _source_of(path, headers, sources)
        except Unreadable as error:
            problems += [Problem(path.name, *fault) for fault in error.faults]
            continue
        kept = known.get(path.name)
        files.append(
            ManifestFile(
                source=source,
                file=path.name,
                rows=frame.height,
                sha256=sha256_of(path),
                produced_at=datetime.fromtimestamp(int(path.stat().st_mtime), SHANGHAI),
                encoding=encoding,
                source_as_of=kept.source_as_of if kept else snapshot_date,
                complete=kept.complete if kept else True,
            )
        )
    problems += _twice(files)
    if not files and not problems:
        problems = [
            Problem(folder.name, 0, "no .csv, .xlsx or .parquet in it 没有数据文件", "put them there 请放入")
        ]
    if problems:
        raise ExportRefused(problems)
    manifest = Manifest(
        snapshot_date=snapshot_date,
        revision=before.revision + 1 if before else 1,
        files=files,
        sample=bool(before and before.sample),
    )
    text = json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"
    with whole_file(folder / MANIFEST) as writing:
        writing.write_text(text, encoding="utf-8")
    return manifest


def encoding_of(path: Path) -> str:
    """Return the encoding of a file: by its name, and of a text by its bytes."""
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


def _source_of(path: Path, headers: frozenset[str], sources: Mapping[str, Source]) -> str:
    """Return the one source whose headers a file has; of several, the one whose title is its name."""
    fitting = [
        name
        for name, source in sources.items()
        if set(source.headers) <= headers <= {*source.headers, *source.ignored}
    ]
    titled = [name for name in fitting if sources[name].title.zh in path.stem or path.stem == name]
    found = fitting if len(fitting) == 1 else titled
    if len(found) == 1:
        return found[0]
    if fitting:
        said = f"its headers are those of {', '.join(fitting)} 表头与多个来源相同"
        raise Unreadable([(1, said, f"say which: --source {path.name}=<source> 请指明来源")])
    said = "no mapping has exactly its headers 没有映射文件与其表头一致"
    raise Unreadable([(1, said, "map it, or take it out of the folder 请补充映射，或移出该文件夹")])


def _twice(files: list[ManifestFile]) -> list[Problem]:
    seen: dict[str, str] = {}
    return [
        Problem(entry.file, 0, f"{seen[entry.source]} has the source {entry.source} too 两个文件同一来源",
                "deliver one file per source 每个来源只报送一个文件")
        for entry in files
        if seen.setdefault(entry.source, entry.file) != entry.file
    ]  # fmt: skip
