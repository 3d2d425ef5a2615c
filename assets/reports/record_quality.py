"""How well records of people, households and dwellings fit together, by area (人房匹配质量).

Belongs here: which records are counted under which item, pure. Does not belong here: which counts are too
small to show (`suppression`), who has to look at which record (`registry/review`). Counts are there to find
gaps in records, never to rank those who keep them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import polars as pl

from assets.reports.statistics import statistic_of

ITEMS = {
    "household": "户 Households",
    "household_on_cloud": "已上云的户 Households on the community cloud",
    "household_activated": "上云且已激活的户 Households active on the community cloud",
    "household_matched": "已匹配到房屋的户 Households matched to a dwelling",
    "household_matched_by_address": "按住址匹配的户 Households matched by their address",
    "household_matched_by_review": "经复核匹配的户 Households that a reviewer matched",
    "dwelling": "房屋 Dwellings",
    "dwelling_empty": "无人居住登记的房屋 Dwellings in which no record says that anybody lives",
    "dwelling_over_occupied": "人均不足5平方米的房屋 Dwellings with less than 5 m² a person",
    "resident": "居民 Residents",
    "resident_with_birth_date": "有出生日期的居民 Residents with a birth date",
    "resident_verified": "一年内核实的居民 Residents verified within a year",
    "resident_in_dwelling": "已匹配到房屋的居民 Residents matched to a dwelling",
    "resident_with_emergency_contact": "有应急联系人的居民 Residents with an emergency contact",
    "resident_of_no_household": "未对应到户的居民 Residents of no household here",
    "resident_contradictory": "记录互相矛盾的居民 Residents whose records contradict each other",
    "resident_without_number": "无可信证件号码的居民 Residents without a trustworthy number",
    "resident_possibly_twice": "疑似重复登记的居民 Residents who may be recorded twice",
}
"""By item: what is counted. The first word is the subject, and the item of that name the number of all."""
BASES = ("household", "dwelling", "resident")
"""The items that count all of a kind."""
PARTS = {
    "household_activated": "household_on_cloud",
    "household_matched_by_address": "household_matched",
    "household_matched_by_review": "household_matched",
}
"""By item: the one that it is a part of, if that is not all of its kind."""
IN_RULES = {
    "household": {
        "household_on_cloud": "on_cloud is true",
        "household_activated": "on_cloud is true and cloud_activated is true",
    },
    "dwelling": {"dwelling_empty": "residents = 0"},
    "resident": {
        "resident_with_birth_date": "birth_date is not null",
        "resident_verified": "(verified_on > :as_of - interval '365' day) is true",
        "resident_with_emergency_contact": "emergency_contact is true",
        "resident_of_no_household": "matched_to_household is false",
        "resident_contradictory": "record_contradicts is true",
        "resident_possibly_twice": "possible_duplicate is true",
    },
}
"""Items made of facts that rules read too, in the language of rules: what readers know of both."""
YEAR = timedelta(days=365)
LEAST_AREA = 5.0
"""m² a person: 上海市住房租赁条例 (2023), the least for rented homes."""
_PLACE = ("street_code", "committee_code")
_BY_ADDRESS = ("exact", "normalised", "fuzzy")


def record_quality(snapshot_date: date, registry: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return one row per area and item: how many records of that kind there are.

    Args:
        snapshot_date: the date.
        registry: the frames resident, household, dwelling.

    Returns:
        snapshot_date, area_level (district, street, committee), area_code, item (`ITEMS`), count (null where
        hidden: small, or telling a small one), suppressed; sorted. An item that is nowhere has no row.

    """
    counts = pl.concat(
        frame.filter(condition)
        .group_by(_PLACE)
        .len("held")
        .select(
            *_PLACE, tag_code=pl.lit(item), held=pl.col("held").cast(pl.Int64), unknown=pl.lit(0, pl.Int64)
        )
        for item, frame, condition in _items(registry, snapshot_date)
    )
    # The number of all stands beside each of them, and says of how many an item is not true.
    subjects = counts.select(*_PLACE, "held", subject="tag_code")
    item = pl.col("tag_code")
    within = [
        counts.with_columns(subject=item.replace_strict(wholes, default=None, return_dtype=pl.String))
        for wholes in ({name: base_of(name) for name in ITEMS}, PARTS)
    ]
    counted = statistic_of(snapshot_date, pl.concat(within).drop_nulls("subject"), subjects)
    hidden = pl.col("suppressed").any()
    return (
        counted.group_by("snapshot_date", "area_level", "area_code", item="tag_code")
        .agg(count=pl.when(~hidden).then(pl.col("count").first()), suppressed=hidden)
        .sort("area_level", "area_code", "item")
    )


def base_of(item: str) -> str:
    """The item that counts all of the records that an item is about; of such an item nothing."""
    return "" if item in BASES else item.split("_", 1)[0]


def district_quality(quality: pl.DataFrame) -> dict[str, int]:
    """Return the counts of the whole district that are shown, by item."""
    district = quality.filter(pl.col("area_level") == "district", pl.col("count").is_not_null())
    return dict(district.select("item", "count").iter_rows())


def _items(
    registry: Mapping[str, pl.DataFrame], snapshot_date: date
) -> Iterator[tuple[str, pl.DataFrame, pl.Expr]]:
    household, resident = registry["household"], registry["resident"]
    match = pl.col("dwelling_match").cast(pl.String)
    yield "household", household, pl.lit(True)
    yield "household_on_cloud", household, pl.col("on_cloud").fill_null(False)
    active = pl.col("on_cloud") & pl.col("cloud_activated")
    yield "household_activated", household, active.fill_null(False)
    yield "household_matched", household, pl.col("dwelling_id").is_not_null()
    yield "household_matched_by_address", household, match.is_in(_BY_ADDRESS)
    yield "household_matched_by_review", household, match == "decided"
    dwelling = _with_people(registry["dwelling"], resident)
    yield "dwelling", dwelling, pl.lit(True)
    yield "dwelling_empty", dwelling, pl.col("people") == 0
    yield "dwelling_over_occupied", dwelling, pl.col("area_m2") < LEAST_AREA * pl.col("people")
    yield "resident", resident, pl.lit(True)
    yield "resident_with_birth_date", resident, pl.col("birth_date").is_not_null()
    verified = pl.col("verified_on") > snapshot_date - YEAR
    yield "resident_verified", resident, verified.fill_null(False)
    yield "resident_in_dwelling", resident, pl.col("dwelling_id").is_not_null()
    yield "resident_with_emergency_contact", resident, pl.col("emergency_contact").fill_null(False)
    yield "resident_of_no_household", resident, ~pl.col("matched_to_household")
    yield "resident_contradictory", resident, pl.col("record_contradicts")
    yield "resident_without_number", resident, pl.col("resident_key").is_null()
    yield "resident_possibly_twice", resident, pl.col("possible_duplicate").fill_null(False)


def _with_people(dwelling: pl.DataFrame, resident: pl.DataFrame) -> pl.DataFrame:
    """The dwellings with `people`: how many live there by the records."""
    living = resident.filter("lives_here").drop_nulls("dwelling_id").group_by("dwelling_id").len("people")
    return dwelling.join(living, on="dwelling_id", how="left").with_columns(pl.col("people").fill_null(0))
