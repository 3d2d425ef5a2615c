"""Reading a labelled person file: CSV, Excel or Parquet, one or two, every value as text.

Belongs here: the file as records for linkage, and its truth beside them. Does not belong here: the mapping's
shape (`mapping.py`).
"""

import codecs
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from assets.intake.refusal import ExportRefused, Problem
from assets.registry.linkage.benchmark.mapping import BenchmarkMapping
from tag_rules.engine.errors import did_you_mean

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ENCODINGS = ("utf-8-sig", "gb18030", "latin-1")
_SEPARATORS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class LabelledFile:
    """A file's rows without their labels, and the labels.

    records: record_id, source and the mapped columns. truth: per record which person it is, null where the
    file does not say.
    """

    records: pl.DataFrame
    truth: pl.Series


def read_labelled(file: Path, mapping: BenchmarkMapping, second: Path | None) -> LabelledFile:
    """Return the records of one file or two. Raises ExportRefused with every fault."""
    tables = {file: _named_by(_table(file), mapping)}
    if second is not None:
        tables[second] = _named_by(_as_in_the_first(_table(second), mapping), mapping)
    problems = [
        problem for path, table in tables.items() for problem in _missing_columns(path, table, mapping)
    ]
    if problems:
        raise ExportRefused(problems)
    together = pl.concat(
        [table.with_columns(__file=pl.lit(str(place))) for place, table in enumerate(tables.values())],
        how="diagonal",
    )
    source = together[mapping.source] if mapping.source else together["__file"]
    used = dict.fromkeys(column for field in mapping.fields() for column in field.columns)
    # Numbered, since ids may repeat between two files; the file's own order and ids carry no meaning.
    number = pl.int_range(len(together), eager=True).cast(pl.String).alias("record_id")
    return LabelledFile(
        pl.DataFrame(
            [number, source.alias("source"), *(together[c] for c in used if c not in ("record_id", "source"))]
        ),
        _truth(file, together, mapping),
    )


def _as_in_the_first(table: pl.DataFrame, mapping: BenchmarkMapping) -> pl.DataFrame:
    names = {theirs: ours for ours, theirs in mapping.second_columns.items() if theirs in table.columns}
    return table.drop([x for x in names.values() if x not in names], strict=False).rename(names)


def _named_by(table: pl.DataFrame, mapping: BenchmarkMapping) -> pl.DataFrame:
    """Name columns as the mapping writes them, where only capitals or blanks differ."""
    there = set(table.columns)
    plain = [_plain(column) for column in table.columns]
    of_plain = {_plain(column): column for column in table.columns if plain.count(_plain(column)) == 1}
    wanted = [column for column in dict.fromkeys(mapping.columns()) if column not in there]
    return table.rename({of_plain[_plain(x)]: x for x in wanted if _plain(x) in of_plain})


def _plain(header: str) -> str:
    return "".join(header.split()).casefold()


def _missing_columns(path: Path, table: pl.DataFrame, mapping: BenchmarkMapping) -> list[Problem]:
    return [
        Problem(
            path.name,
            1,
            f"没有映射所说的列 {column} / the column {column} of the mapping is not there",
            did_you_mean(column, table.columns) or "改正映射或文件的列名 / correct the mapping or the header",
        )
        for column in dict.fromkeys(mapping.columns())
        if column not in table.columns
    ]


def _truth(file: Path, together: pl.DataFrame, mapping: BenchmarkMapping) -> pl.Series:
    """Return which person each record is; raises ExportRefused where no record says it."""
    # A number that a spreadsheet or a gap made a fraction of is the same number: 12.0, 12.
    truth = together[mapping.truth.column].str.replace(r"^(\d+)\.0+$", "${1}")
    truth = truth.set(truth == "", None)
    if mapping.truth.pattern:
        truth = truth.str.extract(mapping.truth.pattern, 1)
    if truth.null_count() == len(truth):
        what = "没有一行读得出真值 / no row says which person it is"
        remedy = "检查映射的 truth / look at `truth` in the mapping"
        raise ExportRefused([Problem(file.name, 0, what, remedy)])
    return truth


def _table(path: Path) -> pl.DataFrame:
    if not path.is_file():
        raise ExportRefused(
            [Problem(path.name, 0, "文件不存在 / the file is not there", "改正路径 / correct the path")]
        )
    try:
        if path.suffix.lower() in (".parquet", ".pq"):
            frame = pl.read_parquet(path)
        elif path.suffix.lower() in (".xlsx", ".xls"):
            frame = pl.read_excel(path, infer_schema_length=0)
        else:
            frame = _csv(path)
    except (pl.exceptions.PolarsError, OSError, ValueError):
        what = "文件读不出来 / the file cannot be read as CSV, Excel or Parquet"
        raise ExportRefused(
            [Problem(path.name, 0, what, "另存为 UTF-8 的 CSV / save it as CSV in UTF-8")]
        ) from None
    tidy = frame.rename({column: column.strip() for column in frame.columns})
    return tidy.with_columns(pl.all().cast(pl.String).str.strip_chars())


def _csv(path: Path) -> pl.DataFrame:
    raw = path.read_bytes()
    for encoding in ("utf-16",) if raw.startswith(_WIDE) else _ENCODINGS:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        break
    head = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=head.count)
    return pl.read_csv(text.encode(), separator=separator, infer_schema=False)
