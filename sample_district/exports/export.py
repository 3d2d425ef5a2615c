"""The snapshot of one date as the systems would export it: their headers, codes, encodings, and the manifest.

Headers and codes come from ``systems``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]

from sample_district.dates import first_date
from sample_district.exports.systems import sources

MANIFEST = "manifest.json"


class NotOfTheSampleError(Exception):
    """No export of the sample where one is needed, or one that may be of real people; ``str`` says which."""


@dataclass(frozen=True)
class File:
    """How a source is exported: file name, encoding, and of which day its facts are.

    ``age_days`` old on every date; ``no_news_for``: so many days old on the first date and never newer, a
    department that sends no news.
    """

    name: str
    encoding: str
    age_days: int = 0
    no_news_for: int | None = None

    def source_as_of(self, day: date) -> date:
        """Return the day of which the facts are that are exported for ``day``."""
        if self.no_news_for is not None:
            return first_date() - timedelta(days=self.no_news_for)
        return day - timedelta(days=self.age_days)


LATE = "temporary_relief"
"""The roll that comes no more: late from the newest date of the sample on."""
FILES = {
    "divisions": File("行政区划.csv", "utf-8"),
    "compounds": File("小区信息.csv", "utf-8"),
    "buildings": File("楼栋信息.xlsx", "xlsx"),
    "dwellings": File("房屋信息.csv", "utf-8"),
    "households": File("户信息.csv", "utf-8-bom"),
    "residents": File("居民信息.csv", "gb18030"),
    "residences": File("人房关系.parquet", "parquet"),
    "visits": File("走访记录.csv", "utf-8-bom"),
    "manual_tags": File("人工标签.csv", "utf-8"),
    "dibao": File("低保名册.csv", "gb18030", 5),
    "care_assessment": File("统一需求评估名册.csv", "utf-8-bom", 12),
    "upstream_tags": File("市级标签.csv", "utf-8", 1),
    "hotline_tickets": File("热线工单.csv", "gb18030"),
    "survey_responses": File("需求问卷.parquet", "parquet"),
    "committee_resources": File("居民区资源.xlsx", "xlsx", 20),
    "erasure_requests": File("个人信息删除申请.csv", "utf-8"),
    "family_doctor": File("家庭医生签约名册.parquet", "parquet", 8),
    "disabled_veterans": File("伤残军人名册.xlsx", "xlsx", 30),
    "martyr_families": File("烈士遗属名册.xlsx", "xlsx", 30),
    "students": File("在读学生名册.csv", "gb18030", 60),
    "residence_permit_holders": File("居住证名册.csv", "gb18030", 3),
    LATE: File("临时救助名册.csv", "utf-8-bom", no_news_for=33),
}
"""Sources whose file is not simply called as the source is, in UTF-8 and a week old."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def file_of(source: str) -> File:
    """Return how a source is exported."""
    return FILES.get(source) or File(f"{sources()[source].title}.csv", "utf-8", 7)


def refuse_unless_sample(folder: Path) -> None:
    """Raise ``NotOfTheSampleError`` unless the export in ``folder`` says that it is one of the sample."""
    path = folder / MANIFEST
    if not path.exists():
        raise NotOfTheSampleError(
            f"{folder.name}/{MANIFEST}: 文件不在 the file is not there. Run: tagging sample"
        )
    try:
        manifest = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        manifest = None
    if not (isinstance(manifest, dict) and manifest.get("sample") is True):
        raise NotOfTheSampleError(
            f"{folder.name}/{MANIFEST}: 不是示例数据 the export of {folder.name} is not of the"
            f" sample: it may be of real"
            " people. Give the sample a data folder of its own (TAGGING_DATA_DIR)"
        )


def late_on(day: date) -> list[str]:
    """Return the sources whose facts are older on ``day`` than they stay good, in their names' order."""
    return sorted(
        name
        for name, source in sources().items()
        if (day - file_of(name).source_as_of(day)).days > source.stale_after_days
    )


def in_the_systems_terms(source: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the columns that a source exports, by our names, as text in the system's codes and formats.

    A value of ours becomes the first of the system's codes for it; a value that is none of ours stays.
    """
    columns = sources()[source].columns

    def text(name: str) -> pl.Expr:
        column = columns[name]
        if frame.schema[name] == pl.Date:
            last = pl.col(name).dt.offset_by("-1d") if column.inclusive else pl.col(name)
            return last.dt.strftime(column.format)
        written = pl.col(name).cast(pl.String)
        if column.codes is None:
            return written
        return written.replace({ours: theirs for theirs, ours in reversed(column.codes.items())})

    return frame.select(text(name).alias(name) for name in columns)


def write_export(folder: Path, day: date, frames: dict[str, pl.DataFrame], revision: int = 1) -> None:
    """Write every frame (our column names, text in the system's terms) as its file, and the manifest last."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for source, frame in frames.items():
        file, columns = file_of(source), sources()[source].columns
        write_file(
            frame.rename({name: columns[name].header for name in frame.columns}),
            folder / file.name,
            file.encoding,
        )
        entries.append(
            {
                "source": source,
                "file": file.name,
                "rows": frame.height,
                "sha256": hashlib.sha256((folder / file.name).read_bytes()).hexdigest(),
                "produced_at": f"{day + timedelta(days=1)}T00:40:00+08:00",
                "encoding": file.encoding,
                "source_as_of": str(file.source_as_of(day)),
            }
        )
    write_manifest(
        folder, {"snapshot_date": str(day), "revision": revision, "sample": True, "files": entries}
    )


def write_manifest(folder: Path, manifest: dict[str, object]) -> None:
    """Write ``manifest.json``: the export is complete when it is there."""
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def write_file(frame: pl.DataFrame, path: Path, encoding: str) -> None:
    """Write text columns as a CSV, Excel or Parquet file."""
    writers: dict[str, Callable[[pl.DataFrame, Path], object]] = {
        "parquet": pl.DataFrame.write_parquet,
        "xlsx": _write_workbook,
        "utf-8": pl.DataFrame.write_csv,
        "utf-8-bom": lambda table, at: at.write_bytes(BYTE_ORDER_MARK + table.write_csv().encode()),
        "gb18030": lambda table, at: at.write_bytes(
            table.write_csv(line_terminator="\r\n").encode("gb18030")
        ),
    }
    writers[encoding](frame, path)


def _write_workbook(frame: pl.DataFrame, path: Path) -> None:
    """Short numbers become cells with numbers, as people type them; a document's number stays text."""
    with xlsxwriter.Workbook(path) as workbook:
        workbook.set_properties({"created": datetime(2024, 3, 1)})  # noqa: DTZ001 - Excel knows no time zone
        sheet = workbook.add_worksheet(path.stem)
        for number, row in enumerate([frame.columns, *frame.rows()]):
            cells = [int(cell) if cell and cell.isdecimal() and len(cell) < 8 else cell or "" for cell in row]
            sheet.write_row(number, 0, cells)
