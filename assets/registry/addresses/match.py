"""Which dwelling of the directory an address means: exact, normalised, then fuzzy within the committee.

Belongs here: the comparison and its score. Does not belong here: reading addresses (`parts`), where the
directory comes from. An address is never matched across committees: of one whose committee is known only
that committee's dwellings are looked at; of one without, only an address that occurs once in the district.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from assets.registry.addresses.characters import tidy
from assets.registry.addresses.parts import parsed
from assets.registry.addresses.roads import current_roads
from assets.registry.addresses.segments import segments

METHODS: Final = ("exact", "normalised", "fuzzy")
WEIGHTS: Final = {"place": 0.30, "front": 0.25, "block": 0.20, "door": 0.25}
"""What each part is worth: road or estate; lane or number; house and building; room."""
ACCEPTED: Final = 0.85
"""Least score of a fuzzy match. One character of a road mistyped, or the road or the lane left out, is above
it; two of these, or a missing room, is below."""
AHEAD: Final = 0.05
"""By how much the best candidate must lead the next one."""
CANDIDATES: Final = 3
_SIDE: Final = "([东西南北中一二三四五六七八九十])(?:路|街|村|支路|大街)$"
_COMPARED: Final = tuple(WEIGHTS)
_ONE_GROUP: Final = (pl.col("group") == pl.col("group_known")).fill_null(True)


def match(addresses: pl.DataFrame, directory: pl.DataFrame) -> pl.DataFrame:
    """Return the dwelling of each address.

    Args:
        addresses: address, committee_code (null where unknown).
        directory: dwelling_id, address, committee_code, one row per dwelling.

    Returns:
        One row per row of ``addresses``, in order: dwelling_id (null without a match), method
        Enum(``METHODS``), score (1 for exact and normalised), candidates, at most three of {dwelling_id,
        score}, best first, for review lists: the match itself, several dwellings of one address, or what was
        too unlike to match.

    """
    asked = _keyed(addresses).with_row_index("row")
    known = _keyed(directory).with_columns(dwelling_id=directory["dwelling_id"])
    text = _same(asked, known, ["text"], "exact")
    key = _same(
        asked.join(text, on="row", how="anti"), known.filter("findable"), list(_COMPARED), "normalised"
    )
    equal = pl.concat([text, key])
    likely = _likely(asked.join(equal, on="row", how="anti"), known)
    matched = pl.concat([equal, likely])
    out = asked.select("row").join(matched, on="row", how="left", maintain_order="left")
    return out.drop("row").with_columns(pl.col("candidates").fill_null([]))


def _keyed(frame: pl.DataFrame) -> pl.DataFrame:
    """Return committee_code and what is compared: text, then place, front, block, door, "" where missing.

    front: lane and sublane, else the number on the road; block: house and building; door: unit and room, with
    the floor where the room has no number. group: of a village, compared where both tell it. findable: there
    is a place and a number in it.
    """
    texts = tidy(frame["address"])
    parts = parsed(segments(texts), len(texts)).with_columns(current_roads(pl.col("road")))
    lane = pl.concat_str(pl.col("lane") + "弄", pl.col("sublane") + "支弄", ignore_nulls=True)
    floor = pl.when(~pl.col("room").str.contains("[0-9]").fill_null(False)).then(pl.col("floor"))
    keyed = parts.select(
        text=texts,
        place=pl.coalesce("road", "poi", "community"),
        front=pl.when(pl.col("lane").is_not_null()).then(lane).otherwise("number"),
        block=pl.concat_str("house", "building", separator="/", ignore_nulls=True),
        door=pl.concat_str("unit", floor, "room", separator="/", ignore_nulls=True),
        group="group",
        committee_code=frame["committee_code"],
    ).with_columns(pl.col("text", *_COMPARED).fill_null(""))
    placed = (pl.col("place") != "") & ((pl.col("front") != "") | (pl.col("block") != ""))
    return keyed.with_columns(findable=placed)


def _same(asked: pl.DataFrame, known: pl.DataFrame, on: list[str], method: str) -> pl.DataFrame:
    """Match rows whose columns ``on`` are those of one dwelling; of several all are candidates."""
    known = known.select("dwelling_id", "committee_code", *on, group_known="group")
    within = asked.filter(pl.col("findable")).join(known, on=["committee_code", *on], how="inner")
    anywhere = asked.filter(pl.col("findable"), pl.col("committee_code").is_null()).join(
        known, on=on, how="inner"
    )
    pairs = pl.concat([pair.filter(_ONE_GROUP).select("row", "dwelling_id") for pair in (within, anywhere)])
    return _chosen(pairs.with_columns(score=pl.lit(1.0), agrees=pl.lit(True)), method).filter(
        pl.col("dwelling_id").is_not_null() | (pl.col("candidates").list.len() > 1)
    )


def _likely(asked: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Match within the committee what agrees in house and room, or in all but one of these."""
    columns = ["dwelling_id", "committee_code", "group", *_COMPARED]
    asked = asked.filter(
        pl.col("committee_code").is_not_null(), pl.any_horizontal(pl.col("front", "block", "door") != "")
    )
    pairs = [
        asked.filter(needed).join(
            known.select(columns), on=["committee_code", *on], how="inner", suffix="_known", coalesce=False
        )
        for on, needed in (
            (["block", "door"], pl.col("block") + pl.col("door") != ""),
            (["place", "front", "door"], pl.col("door") != ""),
            (["place", "front", "block"], pl.col("place") != ""),
        )
    ]
    compared = pl.concat(
        [
            pair.filter(_ONE_GROUP).select(
                "row", "dwelling_id", *_COMPARED, *(f"{name}_known" for name in _COMPARED)
            )
            for pair in pairs
        ]
    )
    compared = compared.unique(["row", "dwelling_id"], maintain_order=True)
    compared = compared.join(_alike(compared), on=["place", "place_known"], how="left", maintain_order="left")
    likeness = {"place": pl.col("alike")} | {name: _likeness(name) for name in ("front", "block")}
    likeness["door"] = (pl.col("door") == pl.col("door_known")).cast(pl.Float64)
    score = pl.sum_horizontal(likeness[name] * weight for name, weight in WEIGHTS.items())
    agrees = pl.all_horizontal(likeness[name] > 0 for name in WEIGHTS)
    return _chosen(compared.select("row", "dwelling_id", score=score.round(3), agrees=agrees), "fuzzy")


def _likeness(name: str) -> pl.Expr:
    """1 where both are the same, a half where one is missing, 0 where they differ."""
    mine, theirs = pl.col(name), pl.col(f"{name}_known")
    missing = (mine == "") | (theirs == "")
    return pl.when(mine == theirs).then(1.0).when(missing).then(0.5).otherwise(0.0)


def _alike(pairs: pl.DataFrame) -> pl.DataFrame:
    """Return how alike the names of each distinct pair of places are: place, place_known, alike.

    The Dice coefficient of their characters; below 0.6, or where one says 东 and the other 西, they differ.
    """
    mine, theirs = pl.col("place"), pl.col("place_known")
    shared = mine.str.split("").list.set_intersection(theirs.str.split("")).list.len()
    total = mine.str.split("").list.unique().list.len() + theirs.str.split("").list.unique().list.len()
    dice = 2 * shared / total
    other_side = (mine.str.extract(_SIDE) != theirs.str.extract(_SIDE)).fill_null(False)
    missing = (mine == "") | (theirs == "")
    return pairs.select(mine, theirs).unique().with_columns(
        alike=pl.when(mine == theirs).then(1.0).when(missing).then(0.5)
        .when(other_side | (dice < 0.6)).then(0.0).otherwise(dice)
    )  # fmt: skip


def _chosen(pairs: pl.DataFrame, method: str) -> pl.DataFrame:
    """Return row, dwelling_id, method, score, candidates: the best pair where it is good and alone."""
    pairs = pairs.sort("row", "score", "dwelling_id", descending=[False, True, False])
    second = pl.col("score").get(1, null_on_oob=True).fill_null(0.0)
    by_row = pairs.group_by("row", maintain_order=True).agg(
        pl.col("dwelling_id").first(),
        pl.col("score").first(),
        good=pl.col("agrees").first()
        & (pl.col("score").first() >= ACCEPTED)
        & (pl.col("score").first() - second >= AHEAD),
        candidates=pl.struct("dwelling_id", "score").head(CANDIDATES),
    )
    return by_row.select(
        "row",
        pl.when("good").then("dwelling_id"),
        method=pl.when("good").then(pl.lit(method)).cast(pl.Enum(METHODS)),
        score=pl.when("good").then("score"),
        candidates="candidates",
    )
