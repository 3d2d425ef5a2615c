"""How well the grammar reads labelled addresses: precision, recall and F1 by part, and the commonest errors.

Belongs here: comparing, counting. Does not belong here: reading files (`labelled`), printing (the command).
Errors are told as shapes: digits are 9, letters A, and Han characters other than words of units 字.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

import polars as pl

from assets.registry.addresses.characters import tidy
from assets.registry.addresses.labels import LabelMapping
from assets.registry.addresses.parts import COLUMNS, with_ranges
from assets.registry.addresses.segments import read_numbers, segments

BAR_PARTS: Final = ("road", "number", "lane", "house", "building", "room")
"""The parts of the micro-average."""
NUMBERS: Final = ("number", "lane", "sublane", "house", "building", "unit", "floor", "room")
_UNIT_CHARACTERS: Final = "路街道巷弄支号幢栋座楼层单元室房村组区镇乡市县省里苑园附甲乙丙丁"
_ITEM: Final = ("row", "part", "value")


@dataclass(frozen=True)
class Score:
    """What came of one file.

    by_part: part, labelled, read, right, precision, recall, f1; then the rows micro (over ``BAR_PARTS``) and
    lane_numbers (numbers of addresses with a 弄). lane_addresses, lane_whole: addresses with a 弄, and
    those of
    which all labelled numbers are right. errors: part, kind (missed, read as another part, too much),
    shape, addresses. wrong: row, labelled, read as text, for whoever asks to see addresses.
    """

    addresses: int
    seconds: float
    by_part: pl.DataFrame
    lane_addresses: int
    lane_whole: int
    errors: pl.DataFrame
    wrong: pl.DataFrame
    unmapped: dict[str, int]
    never_found: tuple[str, ...]


def score(texts: pl.Series, labels: pl.DataFrame, mapping: LabelMapping) -> Score:
    """Compare what the grammar reads in ``texts`` with ``labels`` (see ``read_labelled``).

    A labelled piece is right when the same part has the same value, both tidied alike. A label that may hold
    several parts is right in any of them; missed, it counts for the one its unit names, else the first.
    """
    start = time.perf_counter()
    pieces = segments(tidy(texts))
    seconds = time.perf_counter() - start
    read = _read(pieces, mapping)
    mapped = labels.filter(pl.col("label").is_in(list(mapping.labels)))
    truth = _with_hits(_truth(mapped, mapping), read)
    read = read.join(
        truth.filter("right").select(_ITEM).with_columns(right=True), on=_ITEM, how="left"
    ).with_columns(pl.col("right").fill_null(False))
    in_lane = _lane_rows(truth, labels)
    rest = labels.filter(~pl.col("label").is_in([*mapping.labels, *mapping.ignored]))
    whole = truth.filter(pl.col("row").is_in(in_lane.implode()) & pl.col("part").is_in(NUMBERS))
    return Score(
        addresses=len(texts),
        seconds=seconds,
        by_part=_by_part(truth, read, mapping, in_lane),
        lane_addresses=len(in_lane),
        lane_whole=whole.group_by("row").agg(pl.col("right").all()).filter("right").height,
        errors=_errors(truth, read),
        wrong=_wrong(truth, read),
        unmapped=dict(rest["label"].value_counts().sort("label").iter_rows()),
        never_found=tuple(name for name in mapping.labels if name not in set(labels["label"])),
    )


def _read(pieces: pl.DataFrame, mapping: LabelMapping) -> pl.DataFrame:
    written = pl.col("text").str.strip_chars("-")
    value = pl.col("value") if mapping.compare == "number" else written
    return (
        with_ranges(pieces)
        .select("row", part=pl.col("part").cast(pl.String).replace(mapping.counted_as()), value=value)
        .filter(pl.col("part").is_in(mapping.scored()), pl.col("value") != "")
        .unique(maintain_order=True)
    )


def _truth(labels: pl.DataFrame, mapping: LabelMapping) -> pl.DataFrame:
    """One row per labelled value: row, item, value, parts (all it may be), part (the one its unit names)."""
    items = labels.with_row_index("item").with_columns(tidied=tidy(labels["written"]))
    pieces = with_ranges(segments(items["tidied"]))
    several = (
        pieces.filter(pl.col("part").is_in([*NUMBERS, "group"]) & pl.col("word").is_not_null())
        .group_by("row")
        .len()
    )
    several = several.filter(pl.col("len") > 1).select(item="row")
    may_be = pl.DataFrame(
        {"label": list(mapping.labels), "parts": [list(mapping.parts(name)) for name in mapping.labels]}
    )
    items = items.join(may_be, on="label", how="left", maintain_order="left")
    one = items.join(several, on="item", how="anti", maintain_order="left")
    one = one.with_columns(read_numbers(one["tidied"]))
    one = one.select("row", "parts", "kind", value=pl.coalesce("number", "tidied"), written="tidied")
    split = (
        items.join(several, on="item", how="semi")
        .select("item", "parts", "row")
        .join(
            pieces.select(item="row", kind=pl.col("part").cast(pl.String), value="value", written="text"),
            on="item",
        )
        .select("row", "parts", "kind", "value", pl.col("written").str.strip_chars("-"))
    )
    items = pl.concat([one, split]).with_columns(pl.col("kind").replace(mapping.counted_as()))
    if mapping.compare == "written":
        items = items.with_columns(value="written")
    on_road = (pl.col("kind") == "house") & ~pl.col("parts").list.contains("house")
    kind = pl.when(on_road).then(pl.lit("number")).otherwise(pl.col("kind"))
    named = pl.when(pl.col("parts").list.contains(kind)).then(kind).otherwise(pl.col("parts").list.first())
    return (
        items.with_columns(part=named)
        .filter(pl.col("value") != "")
        .unique(["row", "part", "value"], maintain_order=True)
        .with_row_index("item")
        .select("item", "row", "parts", "part", "value")
    )


def _with_hits(truth: pl.DataFrame, read: pl.DataFrame) -> pl.DataFrame:
    """Add ``right``; a value found under another part of its label counts there."""
    hits = (
        truth.select("item", "row", "value", may_be="parts", own="part")
        .explode("may_be")
        .join(read, left_on=["row", "may_be", "value"], right_on=_ITEM, how="inner")
        .sort("item", pl.col("own") != pl.col("may_be"))
        .unique("item", keep="first", maintain_order=True)
        .unique(["row", "may_be", "value"], keep="first", maintain_order=True)
        .select("item", found="may_be")
    )
    return truth.join(hits, on="item", how="left", maintain_order="left").select(
        "row", pl.coalesce("found", "part").alias("part"), "value", right=pl.col("found").is_not_null()
    )


def _lane_rows(truth: pl.DataFrame, labels: pl.DataFrame) -> pl.Series:
    written = labels.filter(pl.col("written").str.contains("[0-9０-９〇一二三四五六七八九十]支?弄"))["row"]
    return pl.concat([truth.filter(pl.col("part") == "lane")["row"], written]).unique().sort()


def _by_part(
    truth: pl.DataFrame, read: pl.DataFrame, mapping: LabelMapping, in_lane: pl.Series
) -> pl.DataFrame:
    lane = pl.col("row").is_in(in_lane.implode()) & pl.col("part").is_in(NUMBERS)
    groups = {name: pl.col("part") == name for name in mapping.scored()}
    groups |= {"micro": pl.col("part").is_in(BAR_PARTS), "lane_numbers": lane}
    rows = []
    for name, of_group in groups.items():
        labelled, read_parts = truth.filter(of_group), read.filter(of_group)
        right = labelled["right"].sum()
        precision = right / read_parts.height if read_parts.height else None
        recall = right / labelled.height if labelled.height else None
        total = labelled.height + read_parts.height
        rows.append(
            (
                name,
                labelled.height,
                read_parts.height,
                right,
                precision,
                recall,
                2 * right / total if total else None,
            )
        )
    columns = ["part", "labelled", "read", "right", "precision", "recall", "f1"]
    return pl.DataFrame(rows, schema=columns, orient="row", infer_schema_length=None)


def masked(value: pl.Expr) -> pl.Expr:
    """Return the shape of a value: 9 for digits, A for letters, 字 for all but words of units."""
    return (
        value.str.replace_all("[0-9]", "9")
        .str.replace_all("[A-Z]", "A")
        .str.replace_all(rf"[^9A\-、{_UNIT_CHARACTERS}]", "字")
    )


def _errors(truth: pl.DataFrame, read: pl.DataFrame) -> pl.DataFrame:
    missed = truth.filter(~pl.col("right"))
    elsewhere = read.filter(~pl.col("right")).select("row", "value", other="part").unique(["row", "value"])
    missed = missed.join(elsewhere, on=["row", "value"], how="left").select(
        "part",
        kind=pl.when(pl.col("other").is_null())
        .then(pl.lit("missed"))
        .otherwise("read as " + pl.col("other")),
        shape=masked(pl.col("value")),
    )
    extra = (
        read.filter(~pl.col("right"))
        .join(truth.filter(~pl.col("right")), on=["row", "value"], how="anti")
        .select("part", kind=pl.lit("too much"), shape=masked(pl.col("value")))
    )
    order = pl.col("part").cast(pl.Enum(COLUMNS))
    return (
        pl.concat([missed, extra])
        .group_by("part", "kind", "shape")
        .agg(addresses=pl.len())
        .sort(order, "addresses", "kind", "shape", descending=[False, True, False, False])
    )


def _wrong(truth: pl.DataFrame, read: pl.DataFrame) -> pl.DataFrame:
    def as_labels(frame: pl.DataFrame, name: str) -> pl.DataFrame:
        text = pl.concat_str("part", "value", separator="=").str.join(" ")
        return frame.filter(pl.col("part").is_in(BAR_PARTS)).group_by("row").agg(text.alias(name))

    bad = pl.concat([truth.filter(~pl.col("right")), read.filter(~pl.col("right"))], how="diagonal")
    rows = bad.filter(pl.col("part").is_in(BAR_PARTS)).select(pl.col("row").unique().sort())
    return (
        rows.join(as_labels(truth, "labelled"), on="row", how="left")
        .join(as_labels(read, "read"), on="row", how="left")
        .sort("row")
    )
