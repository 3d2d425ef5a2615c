"""A tidied address as segments: consecutive pieces of its text, each with the part it is and its value.

Belongs here: what a piece means beside its neighbours: 号 after a lane is a house, after a road the road's
number; 12-3-1001 after an estate is building, unit and room. Does not belong here: words (`grammar`), one row
per address (`parts`). Pieces joined in order are the text again, whatever the text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

from assets.registry.addresses.divisions import BARE, PARTED, with_heads_parted
from assets.registry.addresses.grammar import (
    ENDINGS,
    ESTATE,
    JOINED,
    LEXER,
    NAMED_GROUP,
    READ_NAME,
    READ_NUMBER,
    SHOPS,
    STEMS,
    UNIT_NAMES,
    WORDED,
)

PARTS: Final = (
    "province", "city", "district", "town", "zone", "community", "group", "road", "number", "lane", "sublane",
    "poi", "house", "building", "unit", "floor", "room", "unfilled", "other",
)  # fmt: skip
"""What a segment can be. ``unfilled``: words of units without a value (弄号室); ``other``: none of the
rest."""
_KINDS: Final = pl.Enum([*PARTS, "estate", "village", "bare", "start"])
_DIVISIONS: Final = ("province", "city", "district", "town", "zone", "community", "village", "group")
_NUMBERED: Final = ("number", "lane", "sublane", "house", "building", "unit", "floor", "room")
_KIND, _TEXT, _FIRST = pl.col("kind"), pl.col("text"), pl.col("first")


def segments(tidied: pl.Series) -> pl.DataFrame:
    """Return one row per segment of each tidied address, in order.

    Columns: row UInt32 (place in ``tidied``), text, part Enum(``PARTS``), value (of a number: without the
    word
    of its unit and joining marks; of a name: the name), word (of the unit, null without one). A null or empty
    address has no segment. Every step is an expression over the column of all segments.
    """
    frame = (
        pl.DataFrame({"text": with_heads_parted(tidied.cast(pl.String)).str.extract_all(LEXER)})
        .with_row_index("row")
        .explode("text", empty_as_null=False)
        .filter(_TEXT != PARTED)
        .with_columns(first=(pl.col("row") != pl.col("row").shift(1)).fill_null(True))
    )
    frame = _with_words(frame)
    for step in (
        _names_by_place,
        _lanes_in_lanes,
        _houses_and_numbers,
        _floors_and_rooms,
        _bare_numbers,
        _roads_after_numbers,
    ):
        frame = frame.with_columns(kind=step())
    meets = (_KIND == "road") & _KIND.shift(1).is_in(["road", "number"]) & ~_FIRST
    value = pl.when(meets).then(pl.coalesce("number", "name")).otherwise("plain")
    part = (
        pl.when(_is(_NUMBERED) & pl.col("zeros")).then(pl.lit("unfilled", dtype=_KINDS))
        .when(_KIND == "estate").then(pl.lit("poi", dtype=_KINDS))
        .when(_KIND == "village").then(pl.lit("community", dtype=_KINDS))
        .when(_is(("bare", "start"))).then(pl.lit("other", dtype=_KINDS))
        .otherwise(_KIND)
    )  # fmt: skip
    # The parts are the first of the kinds, so the code of a kind is the code of its part.
    part = part.to_physical().cat.to(pl.Enum(PARTS))
    return frame.select("row", "text", part=part, value=value, word="word")


def read_numbers(texts: pl.Series) -> pl.DataFrame:
    """Return number, word of the unit and kind of texts that are one numbered segment; null for others."""
    # Unnested once: a field taken out of an expression would have the pattern run again for each.
    field = texts.str.extract_groups(READ_NUMBER).struct.unnest()
    value = pl.coalesce(pl.concat_str(pl.col("value"), pl.col("stem").fill_null("")), pl.col("bare"))
    kinds = (pl.when(pl.col(name).is_not_null()).then(pl.lit(name)) for name in UNIT_NAMES)
    several = pl.when(value.str.contains("号")).then(pl.lit("house"))
    return field.select(
        number=value.str.replace_all("号(?:门牌)?", "").str.replace_all("之", "-").str.replace("-附", "附"),
        word=pl.coalesce(UNIT_NAMES),
        kind=pl.coalesce(*kinds, several),
    )


def _with_words(frame: pl.DataFrame) -> pl.DataFrame:
    """Add what a segment is by its own words: number, word of the unit, first kind, facts of its text.

    Each distinct piece of text is read once: a district writes the same roads and numbers over and over.
    """
    texts = frame["text"].unique()
    ending = texts.str.extract_groups(READ_NAME).struct.unnest()
    named = [
        pl.when(pl.col(f"{name}_{place}").is_not_null()).then(pl.lit(name))
        for place, (name, _) in enumerate(ENDINGS)
    ]
    worded = [pl.when(_TEXT.str.contains(pattern)).then(pl.lit(name)) for name, pattern in WORDED]
    bare = pl.when(pl.col("number").is_not_null()).then(pl.lit("bare"))
    vocabulary = pl.concat([texts.to_frame(), read_numbers(texts), ending], how="horizontal")
    first = pl.coalesce(_KIND, bare, *worded, _TEXT.replace_strict(BARE, default=None), *named, pl.lit("poi"))
    estate = (first == "poi") & _TEXT.str.contains(ESTATE)
    vocabulary = vocabulary.with_columns(
        kind=pl.when(estate).then(pl.lit("estate")).otherwise(first).cast(_KINDS),
        plain=pl.coalesce("number", _TEXT.str.strip_chars("-")),
        name=_TEXT.str.replace(JOINED, ""),
        size=_TEXT.str.len_chars(),
        long=pl.col("number").str.len_chars() >= 3,
        open=_TEXT.str.ends_with("-"),
        lettered=pl.col("number").str.contains(f"^(?:[A-Z]+|[{STEMS}])$"),
        grouped=_TEXT.str.contains(NAMED_GROUP[0]) & ~_TEXT.str.contains(NAMED_GROUP[1]),
        zeros=pl.col("number").str.contains("^0+$").fill_null(False),
        storey=pl.col("word").str.starts_with("楼").fill_null(False),
        side=_TEXT.str.contains("[东西南北中]区$"),
        sided=_TEXT.str.contains("^.楼|[座幢]"),
        shop=pl.col("word").str.contains(SHOPS).fill_null(False),
        whole=pl.col("number").str.contains("^[0-9]{3,}[A-Z]?$").fill_null(False),
    )
    return frame.join(vocabulary.drop(ending.columns), on="text", how="left", maintain_order="left")


def _is(kinds: Iterable[str]) -> pl.Expr:
    return _KIND.is_in(list(kinds))


def _before(skipped: Iterable[str] = ("other", "bare")) -> pl.Expr:
    """The kind of the nearest segment before it that is none of ``skipped``; start at an address's head."""
    anchor = pl.when(~_is(skipped)).then(_KIND).shift(1)
    return pl.when(_FIRST).then(pl.lit("start", dtype=_KINDS)).otherwise(anchor).forward_fill()


def _after() -> pl.Expr:
    """The kind of the next segment of its address; null at its end."""
    return pl.when(~_FIRST.shift(-1).fill_null(True)).then(_KIND.shift(-1))


def _seen(kinds: Iterable[str]) -> pl.Expr:
    """Whether a segment of these kinds stands before it in its address."""
    place = pl.int_range(pl.len())
    head = pl.when(_FIRST).then(place).forward_fill()
    last = pl.when(_is(kinds)).then(place).shift(1).forward_fill()
    return (last >= head).fill_null(False)


def _names_by_place() -> pl.Expr:
    """Divisions stand before roads; 普陀区 after one is part of a name. A bare name before 号 is a road.

    A second 市 is a county-level city. 李家组 in a village, or before 号, is a group of it.
    """
    late = _is(_DIVISIONS[:4]) & _seen(("road", "lane", "house", "building", "room"))
    east = (_KIND == "estate") & pl.col("side") & _before().is_in(["city", "province"])
    county = (_KIND == "city") & (_before() == "city")
    before_house = (_after() == "house") & ~_seen(("road", "lane", "house", "building", "estate"))
    group = (_KIND == "poi") & pl.col("grouped") & (before_house | _before().is_in(["community", "village"]))
    unnamed_road = (_KIND == "poi") & before_house & pl.col("size").is_between(2, 7)
    return (
        pl.when(late).then(pl.lit("poi", dtype=_KINDS))
        .when(east | county).then(pl.lit("district", dtype=_KINDS))
        .when(group).then(pl.lit("group", dtype=_KINDS))
        .when(unnamed_road).then(pl.lit("road", dtype=_KINDS))
        .otherwise(_KIND)
    )  # fmt: skip


def _lanes_in_lanes() -> pl.Expr:
    """Right after a lane another one branches off it: 288弄12弄 is 288弄12支弄. 288弄288弄 is one."""
    before = _KIND.shift(1) == "lane"
    other = (pl.col("number") != pl.col("number").shift(1)) & ~pl.col("open").shift(1)
    inner = (_KIND == "lane") & before & other & ~_FIRST
    return pl.when(inner).then(pl.lit("sublane", dtype=_KINDS)).otherwise(_KIND)


def _houses_and_numbers() -> pl.Expr:
    """号: a house after a lane, an estate or another number, else the number on a road or in a village."""
    before = _before()
    ends = ~_after().is_in(["room", "bare", "floor"]).fill_null(False)
    on_road = before.is_in(["road", *_DIVISIONS])
    return (
        pl.when(_KIND != "house").then(_KIND)
        .when(before.is_in(["unit", "floor", "room"]) | ((before == "building") & ends))
        .then(pl.lit("room", dtype=_KINDS))
        .when(on_road & ((before == "road") | ~_seen(("lane", "sublane"))))
        .then(pl.lit("number", dtype=_KINDS))
        .otherwise(_KIND)
    )  # fmt: skip


def _floors_and_rooms() -> pl.Expr:
    """3楼 is a floor, A楼 and 3楼5层 name a building; rooms without a number stand inside a building only.

    1068号商铺 on a road is its number; 301单元 is a room; 北间 of 1102室 is no other room.
    """
    storey = (_KIND == "floor") & pl.col("storey")
    building = storey & (pl.col("lettered") | _after().is_in(["floor", "unit"]).fill_null(False))
    outside = (
        _is(("room", "building", "floor"))
        & pl.col("number").is_null()
        & ~_seen(("house", "number", "lane", *_NUMBERED))
    )
    named = outside & ~pl.col("sided")
    within_room = (_KIND == "room") & pl.col("number").is_null() & (_before() == "room")
    at_shop = (_KIND == "room") & pl.col("shop") & pl.col("word").str.starts_with("号")
    return (
        pl.when(building).then(pl.lit("building", dtype=_KINDS))
        .when(named).then(pl.lit("poi", dtype=_KINDS))
        .when(within_room).then(pl.lit("other", dtype=_KINDS))
        .when((pl.col("word") == "号院") & (_before() == "road")).then(pl.lit("number", dtype=_KINDS))
        .when(at_shop & (_before() == "road")).then(pl.lit("number", dtype=_KINDS))
        .when((_KIND == "unit") & pl.col("whole")).then(pl.lit("room", dtype=_KINDS))
        .otherwise(_KIND)
    )  # fmt: skip


def _chain(open_: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Of numbers joined by hyphens: how many stand before this one, and how many after it (at most 2)."""
    one = (open_ & ~_FIRST.shift(-1).fill_null(True)).shift(1).fill_null(False)
    two = one & one.shift(1).fill_null(False)
    before = one.cast(pl.Int8) + two.cast(pl.Int8)
    next_one = open_ & ~_FIRST.shift(-1).fill_null(True)
    after = next_one.cast(pl.Int8) + (next_one & next_one.shift(-1).fill_null(False)).cast(pl.Int8)
    return before, after


def _bare_numbers() -> pl.Expr:
    """Numbers without a unit mean what is missing after what stands before them, counted from the last.

    After a lane 14-1102 is house and room, after an estate 12-3-1001 building, unit and room.
    """
    place, rest = _chain((_KIND == "bare") & pl.col("open"))
    anchor = _before()
    long = pl.col("long")
    inside = anchor.is_in(["house", "building", "unit", "floor", "room"])
    # 7-11便利店 and 5G产业园 are names; 501张三 is a room.
    in_name = (rest == 0) & _after().is_in(["poi", "estate", "road"]).fill_null(False) & ~long & ~inside
    for ahead in (1, 2):
        in_name = in_name | ((rest == ahead) & in_name.shift(-ahead).fill_null(False))
    in_shop = (rest > 0) & pl.col("shop").shift(-1).fill_null(False)
    within = inside | (anchor == "number")  # 1068号1305-1306室: two rooms
    alone = (place + rest) == 0
    head = pl.col("number").str.head(-2)
    # 2102-2105 are rooms of one floor: no building has such a number.
    range_ = (rest == 1) & (head.str.len_chars() >= 2) & (head == head.shift(-1)).fill_null(False)
    return (
        pl.when(_KIND != "bare").then(_KIND)
        .when(in_name).then(pl.lit("other", dtype=_KINDS))
        .when(in_shop | range_).then(pl.lit("room", dtype=_KINDS))
        .when(alone).then(_alone(anchor, long, inside))
        .when(_after() == "floor").then(pl.lit("floor", dtype=_KINDS))
        .when((long & within) | (rest == 0) | anchor.is_in(["unit", "floor", "room"]))
        .then(pl.lit("room", dtype=_KINDS))
        .otherwise(_in_chain(anchor, place, place + rest + 1))
    )  # fmt: skip


def _alone(anchor: pl.Expr, long: pl.Expr, inside: pl.Expr) -> pl.Expr:
    """One number alone: 669弄14 is a house, 14号1102 a room, 文一西路969 the road's number."""
    in_lane = anchor.is_in(["lane", "sublane"])
    return (
        pl.when(in_lane & (pl.col("number").str.len_chars() < 4)).then(pl.lit("house", dtype=_KINDS))
        .when(anchor == "road").then(pl.lit("number", dtype=_KINDS))
        .when(in_lane | inside | (anchor == "number")).then(pl.lit("room", dtype=_KINDS))
        .when(~anchor.is_in(["estate", "poi", "community", "village"])).then(pl.lit("other", dtype=_KINDS))
        .when(long).then(pl.lit("room", dtype=_KINDS))
        .otherwise(pl.lit("building", dtype=_KINDS))
    )  # fmt: skip


def _in_chain(anchor: pl.Expr, place: pl.Expr, count: pl.Expr) -> pl.Expr:
    """A number before the last of a chain, which is the room."""
    first, on_road = place == 0, anchor == "road"
    return (
        pl.when(anchor.is_in(["lane", "sublane"]) & first).then(pl.lit("house", dtype=_KINDS))
        .when(on_road & first & (count >= 3)).then(pl.lit("lane", dtype=_KINDS))
        .when(on_road & first).then(pl.lit("number", dtype=_KINDS))
        .when(on_road).then(pl.lit("house", dtype=_KINDS))
        .when((anchor == "building") | ((anchor == "house") & (count == 2)))
        .then(pl.lit("unit", dtype=_KINDS))
        .when(first).then(pl.lit("building", dtype=_KINDS))
        .otherwise(pl.lit("unit", dtype=_KINDS))
    )  # fmt: skip


def _roads_after_numbers() -> pl.Expr:
    """A road after a number, and without one of its own, is part of a name: 3楼解放路店."""
    own = _after().is_in(["number", "lane", "house"]).fill_null(False)
    return (
        pl.when((_KIND == "road") & ~own & _seen(_NUMBERED))
        .then(pl.lit("poi", dtype=_KINDS))
        .otherwise(_KIND)
    )
