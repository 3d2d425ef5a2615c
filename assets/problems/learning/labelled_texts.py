"""Labelled texts of other people as one frame, whatever form their file has.

Belongs here: reading CSV, Excel and Parquet, and the split into training and test. Does not belong here: what
labels mean (`label_mapping`), or comparing (`label_score`). Errors name file and line, never the text.
"""

from __future__ import annotations

import codecs
from pathlib import Path

import numpy as np
import polars as pl

from assets.intake.refusal import ExportRefused, Problem, hint
from assets.problems.learning.label_mapping import LabelMapping

ENCODINGS = ("utf-8", "gb18030")


def read_labelled_texts(path: Path, mapping: LabelMapping) -> pl.DataFrame:
    """Return the texts of a file that count: text, label (theirs), in_scope; one row per row of the file.

    Rows without text or label, or with a label that is ignored, are left out. Raises ``ExportRefused``.
    """
    if not path.is_file():
        raise _refused(path, "文件不存在 the file is not there", "给出正确路径 give the right path")
    frame = _read(path, mapping)
    absent = [name for name in (*mapping.texts(), *mapping.levels()) if name not in frame.columns]
    if absent:
        raise ExportRefused(
            [Problem(
                path.name, 1, f"没有列 {name} there is no column {name}{hint(name, frame.columns)}",
                f"列有 the columns are: {', '.join(frame.columns)}",
            )
            for name in absent]
        )  # fmt: skip
    title, *rest = (pl.col(name).fill_null("").str.strip_chars() for name in mapping.texts())
    read = frame.select(
        text=pl.concat_str([title, title, *rest], separator="。") if rest else title,
        label=pl.concat_str([pl.col(name).str.strip_chars() for name in mapping.levels()], separator="/"),
    ).filter(pl.col("label").is_not_null() & (pl.col("label") != "") & (pl.col("text").str.len_chars() > 0))
    outside = [*mapping.out_of_scope]
    known = [*mapping.labels, *outside] if mapping.labels else None
    counts = ~pl.col("label").is_in(mapping.ignored)
    if known is not None:
        counts &= pl.col("label").is_in(known)
    kept = read.filter(counts).with_columns(in_scope=~pl.col("label").is_in(outside))
    if kept.is_empty():
        raise _refused(
            path, "没有可用的文本 no text with a mapped label is in it", "核对 labels check `labels`"
        )
    return kept


def split(texts: pl.DataFrame, share: float, seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the texts to train on and those to test on: of each label its share, drawn by the seed.

    Equal texts go to one side together, so that none is tested on what was learnt by heart.
    """
    rng = np.random.default_rng(seed)
    distinct = texts.group_by("text", maintain_order=True).agg(pl.col("label").first())
    order = distinct.with_columns(drawn=rng.random(distinct.height))
    chosen = order.filter(
        pl.col("drawn").rank("ordinal").over("label") <= (pl.len().over("label") * share).ceil()
    )
    trained = texts.join(chosen, on="text", how="semi", maintain_order="left")
    return trained, texts.join(chosen, on="text", how="anti", maintain_order="left")


def _read(path: Path, mapping: LabelMapping) -> pl.DataFrame:
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        return pl.read_excel(path, infer_schema_length=0).cast(pl.String)
    if suffix == ".parquet":
        return pl.read_parquet(path).cast(pl.String)
    separator = "\t" if suffix == ".tsv" else mapping.separator
    text = _decoded(path, mapping)
    try:
        return pl.read_csv(text.encode(), separator=separator, infer_schema=False, truncate_ragged_lines=True)
    except pl.exceptions.PolarsError:
        raise _refused(path, "不是 CSV it is no CSV", "核对分隔符与引号 check separator and quotes") from None


def _decoded(path: Path, mapping: LabelMapping) -> str:
    content = path.read_bytes()
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    tried = [mapping.encoding] if mapping.encoding else ["utf-16"] if marked else ENCODINGS
    for encoding in tried:
        try:
            return content.decode(encoding).removeprefix("\ufeff")
        except (UnicodeDecodeError, LookupError):
            continue
    fault = f"不是 {'、'.join(tried)} 编码 it is not {' or '.join(tried)}"
    raise _refused(path, fault, "在映射中写明 encoding name the encoding in the mapping")


def _refused(path: Path, message: str, remedy: str) -> ExportRefused:
    return ExportRefused([Problem(path.name, 0, message, remedy)])
