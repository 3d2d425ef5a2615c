"""Labelled addresses of other people as one frame, whatever form their file has.

Belongs here: reading columns, BIO lines and JSON lines. Does not belong here: what labels mean (`labels`), or
comparing (`scoring`). Errors name file and line, never the text.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import polars as pl

from assets.intake.refusal import ExportRefused, Problem, hint
from assets.registry.addresses.labels import LabelMapping

SHOWN: Final = 5
LABELLED: Final[dict[str, type[pl.DataType]]] = {"row": pl.UInt32, "label": pl.String, "written": pl.String}


def read_labelled(path: Path, mapping: LabelMapping) -> tuple[pl.Series, pl.DataFrame]:
    """Return the addresses of a file, and its labels: one row per labelled piece (row, label, written).

    ``row`` is the place of the address. Raises ``ExportRefused`` with every fault of the file.
    """
    if not path.is_file():
        raise _refused(path, [(0, "文件不存在 the file is not there", "给出正确路径 give the right path")])
    read = {"columns": _columns, "bio": _bio, "json_lines": _json_lines}[mapping.format]
    texts, labels = read(path, mapping)
    if not len(texts):
        raise _refused(path, [(0, "没有地址 there is no address in it", "核对格式 check `format`")])
    return texts, labels.select(pl.col(name).cast(dtype) for name, dtype in LABELLED.items())


def _refused(path: Path, faults: list[tuple[int, str, str]]) -> ExportRefused:
    shown = [Problem(path.name, line, message, remedy) for line, message, remedy in faults[:SHOWN]]
    if len(faults) > SHOWN:
        more = f"另有 {len(faults) - SHOWN} 处 and {len(faults) - SHOWN} more"
        shown.append(Problem(path.name, 0, more, "同样修正 correct them alike"))
    return ExportRefused(shown)


def _text(path: Path, mapping: LabelMapping) -> str:
    try:
        return path.read_text(encoding=mapping.encoding).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError):
        fault = f"不是 {mapping.encoding} 编码 it is not {mapping.encoding}"
        raise _refused(path, [(0, fault, "在映射中写明 encoding name the encoding in the mapping")]) from None


def _columns(path: Path, mapping: LabelMapping) -> tuple[pl.Series, pl.DataFrame]:
    if path.suffix.lower() == ".xlsx":
        frame = pl.read_excel(path, infer_schema_length=0)
    elif path.suffix.lower() == ".parquet":
        frame = pl.read_parquet(path)
    else:
        separator = mapping.separator or ("\t" if path.suffix.lower() == ".tsv" else ",")
        frame = pl.read_csv(_text(path, mapping).encode(), separator=separator, infer_schema=False)
    absent = [name for name in (mapping.text, *mapping.labels) if name not in frame.columns]
    if absent:
        raise _refused(
            path,
            [
                (
                    1,
                    f"没有列 {name} there is no column {name}{hint(name, frame.columns)}",
                    "改正映射 correct the mapping",
                )
                for name in absent
            ],
        )
    frame = frame.with_columns(pl.all().cast(pl.String))
    labels = (
        frame.select(list(mapping.labels))
        .with_row_index("row")
        .unpivot(index="row", variable_name="label", value_name="written")
        .filter(pl.col("written").str.strip_chars().str.len_chars() > 0)
    )
    return frame[mapping.text].fill_null(""), labels


def _bio(path: Path, mapping: LabelMapping) -> tuple[pl.Series, pl.DataFrame]:
    between = r"[\t ]+" if mapping.separator is None else _escaped(mapping.separator)
    lines = pl.DataFrame({"line": _text(path, mapping).split("\n")}).with_row_index("number", offset=1)
    lines = lines.with_columns(pl.col("line").str.strip_suffix("\r"))
    blank = pl.col("line").str.strip_chars() == ""
    lines = lines.with_columns(row=blank.cast(pl.UInt32).cum_sum()).filter(~blank)
    lines = lines.with_columns(
        character=pl.col("line").str.extract(rf"^(.+?)?{between}(?:.*{between})?\S+\s*$"),
        tag=pl.col("line").str.extract(rf"{between}(\S+)\s*$"),
    ).with_columns(pl.col("character").fill_null(" "), row=pl.col("row").rank("dense") - 1)
    bad = lines.filter(pl.col("tag").is_null())
    if bad.height:
        fault = "这一行不是“字 标签” this line is not a character and a tag"
        raise _refused(
            path, [(line, fault, "改正该行或 separator correct it, or `separator`") for line in bad["number"]]
        )
    label = pl.col("tag").str.extract(r"^[BIEMSO](?:[-_](.+))?$")
    label = pl.when(pl.col("tag").str.contains(r"^[BIEMS][-_]")).then(label)
    lines = lines.with_columns(label=label, starts=pl.col("tag").str.contains("^[BS][-_]"))
    new = (
        pl.col("starts")
        | (pl.col("label") != pl.col("label").shift(1)).fill_null(True)
        | (pl.col("row") != pl.col("row").shift(1))
        | pl.col("label").shift(1).is_null()
    ).fill_null(True)
    texts = lines.group_by("row", maintain_order=True).agg(pl.col("character").str.join(""))
    pieces = (
        lines.with_columns(piece=new.cum_sum())
        .filter(pl.col("label").is_not_null())
        .group_by("piece", maintain_order=True)
        .agg(
            pl.col("row").first(), pl.col("label").first(), pl.col("character").str.join("").alias("written")
        )
    )
    return texts["character"], pieces.drop("piece")


def _escaped(text: str) -> str:
    return "".join(rf"\x{{{ord(character):x}}}" for character in text)


def _json_lines(path: Path, mapping: LabelMapping) -> tuple[pl.Series, pl.DataFrame]:
    texts: list[str] = []
    labels: list[tuple[int, str, str]] = []
    faults: list[tuple[int, str, str]] = []
    for number, line in enumerate(_text(path, mapping).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            text, spans = _json_line(json.loads(line), mapping)
        except (ValueError, KeyError, TypeError, IndexError):
            keys = f"{mapping.text}, {mapping.spans}"
            what = f"应为含 {keys} 的对象 expected an object with {keys}"
            faults.append((number, what, "改正该行或映射 correct the line or the mapping"))
            continue
        labels += [(len(texts), label, text[start:end]) for start, end, label in spans]
        texts.append(text)
    if faults:
        raise _refused(path, faults)
    return pl.Series(texts, dtype=pl.String), pl.DataFrame(labels, schema=LABELLED, orient="row")


def _json_line(record: Any, mapping: LabelMapping) -> tuple[str, list[tuple[int, int, str]]]:
    text, spans = str(record[mapping.text]), []
    for span in record[mapping.spans]:
        if isinstance(span, dict):
            named = span["labels"][0] if "labels" in span else span["label"]
            start, end = span["start"], span["end"]
        else:
            start, end, named = span
        if not 0 <= int(start) <= int(end) <= len(text):
            raise ValueError
        spans.append((int(start), int(end), str(named)))
    return text, spans
