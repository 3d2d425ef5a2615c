"""What later stages use of an address: its parts, one row per address, and its one written form.

Belongs here: `parse`, `normalise`, `recombine`. Does not belong here: which dwelling it is (`match`),
whether it is complete (`complete`). Words of units are left out of values: 669弄 is lane 669.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from assets.registry.addresses.characters import tidy
from assets.registry.addresses.grammar import SHOPS
from assets.registry.addresses.segments import segments

COLUMNS: Final = (
    "province", "city", "district", "town", "zone", "community", "group", "poi", "road", "number", "lane",
    "sublane", "house", "building", "unit", "floor", "room",
)  # fmt: skip
"""Columns of `parse`: 省 市 区县 街镇 开发区 居村 组 小区或名称 路 路号 弄 支弄 号 幢 单元 层 室."""
LAST_COUNTS: Final = ("road", "number", "lane", "sublane", "room")
"""Of two roads the one nearer to the number is meant; of other parts the first one written."""
_RANGED: Final = ("room", "floor", "unit", "building")
_STANDARD: Final = {
    "number": "号", "house": "号", "lane": "弄", "sublane": "支弄", "unit": "单元", "floor": "层",
    "room": "室", "group": "组",
}  # fmt: skip


def parse(addresses: pl.Series) -> pl.DataFrame:
    """Return the parts of each address: one row per address in its order, columns ``COLUMNS``, all String.

    Null where an address does not have the part. Values are tidied, without the words of units; a range keeps
    its hyphen (14-16), 12号附5号 is 12附5. Of an address that says nothing all parts are null.
    """
    return parsed(segments(tidy(addresses)), len(addresses))


def parsed(pieces: pl.DataFrame, height: int) -> pl.DataFrame:
    """Return `parse` of what `segments` gave for ``height`` addresses."""
    pieces = with_ranges(pieces).filter(pl.col("value") != "")
    row = pl.col("row")
    columns = {}
    for name in COLUMNS:
        beside = row.shift(-1) if name in LAST_COUNTS else row.shift(1)
        own = pieces.filter(pl.col("part") == name).filter((row != beside).fill_null(True))
        place = pl.Series([None], dtype=pl.UInt32).new_from_index(0, height)
        place = place.scatter(own["row"], pl.int_range(own.height, dtype=pl.UInt32, eager=True))
        columns[name] = own["value"].gather(place) if own.height else place.cast(pl.String)
    return pl.DataFrame(columns)


def with_ranges(pieces: pl.DataFrame) -> pl.DataFrame:
    """Return segments with the two ends of a range, or two of a list, in one: 501- and 503室 are 501-503."""
    part, text, row = pl.col("part"), pl.col("text"), pl.col("row")
    ends = (part == part.shift(1)) & (row == row.shift(1)) & text.shift(1).str.contains("[-、]$")
    ends = ends.fill_null(False) & part.is_in(list(_RANGED))
    both = pl.concat_str(pl.col("value").shift(1), text.shift(1).str.tail(1), pl.col("value"))
    whole = pl.concat_str(text.shift(1), text)
    return (
        pieces.with_columns(
            value=pl.when(ends).then(both).otherwise(pl.col("value")),
            text=pl.when(ends).then(whole).otherwise(text),
            ends=ends,
        )
        .filter(~pl.col("ends").shift(-1).fill_null(False))
        .drop("ends")
    )


def recombine(pieces: pl.DataFrame, height: int, column: str = "text") -> pl.Series:
    """Return the texts that `segments` parted: one per address, "" where there was none."""
    joined = pieces.group_by("row", maintain_order=True).agg(pl.col(column).str.join(""))
    rows = pl.DataFrame({"row": pl.int_range(height, dtype=pl.UInt32, eager=True)})
    return rows.join(joined, on="row", how="left", maintain_order="left")[column].fill_null("")


def normalise(addresses: pl.Series) -> pl.Series:
    """Return each address in its one written form: 柳营路 669弄14号1102 is 柳营路669弄14号1102室.

    Normalising twice changes nothing: where the written form would read otherwise than what it was made from,
    the tidied text stays as it is. Null stays null; an address that says nothing is "".
    """
    tidied = tidy(addresses)
    written = _written(tidied)
    again = _written(tidy(written))
    return (
        pl.select(pl.when(written == again).then(written).otherwise(tidied)).to_series().alias(addresses.name)
    )


def _written(tidied: pl.Series) -> pl.Series:
    pieces = segments(tidied)
    standard = pieces.with_columns(text=_standard(pieces))
    return pl.select(pl.when(tidied.is_not_null()).then(recombine(standard, len(tidied)))).to_series()


def _standard(pieces: pl.DataFrame) -> pl.Series:
    """Return the text of each segment with the standard word of its unit; names stay."""
    part, text, value, word = (pl.col(name) for name in ("part", "text", "value", "word"))
    unit = part.cast(pl.String).replace_strict(_STANDARD, default=None)
    numbered = value.str.contains("[0-9]") & ~text.str.contains("^[底顶负地半B]")
    continues = (
        text.str.contains("[-、]$") & (part == part.shift(-1)) & (pl.col("row") == pl.col("row").shift(-1))
    ).fill_null(False)
    plain = word.is_null() | word.str.contains("^(?:号楼|幢楼?|栋楼?|座楼?)$")
    return pieces.select(
        pl.when(continues & part.is_in(list(_RANGED))).then(value + text.str.tail(1))
        .when(part.is_in(["room", "number"]) & word.str.contains(SHOPS)).then(text.str.strip_chars("-"))
        .when((part == "room") & (word == "号")).then(value + "号")
        .when((part == "building") & value.str.contains("^[A-Z]$")).then(value + "座")
        .when((part == "building") & numbered & plain)
        .then(value + "幢")
        .when((part == "road") | (part == "building")).then(text.str.strip_chars("-"))
        .when(unit.is_not_null() & numbered).then(value + unit)
        .when(part == "poi").then(text)
        .otherwise(text.str.strip_chars_end("-"))
    ).to_series()  # fmt: skip
