"""How well records fit together, drawn for the asset's page: over the published dates, and by place.

Belongs here: shares of counts that `record_quality` shows, as markdown. Does not belong here: counting, and
hiding. Streets stand in the order of their codes and committees in tenths: gaps are shown, nobody is ranked.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from assets.chart import bars, lines

_MATCHED = "household_matched"
SHOWN: Mapping[str, str] = {
    "household_on_cloud": "上云 on the cloud",
    _MATCHED: "匹配房屋 matched",
    "dwelling_empty": "空置 empty",
    "dwelling_over_occupied": "拥挤 over-occupied",
    "resident_contradictory": "矛盾 contradictory",
    "resident_possibly_twice": "疑似重复 maybe twice",
}
"""By item of `record_quality`: its short title."""


def district_over_dates(quality: pl.DataFrame) -> str:
    """Return a line per item of `SHOWN` over the dates, per cent of all of its kind, as a markdown picture.

    Args:
        quality: rows of `record_quality` of any dates. A share that is hidden on one of them has no line.
    """
    shares = _shares(quality, "district").sort("snapshot_date")
    days = shares["snapshot_date"].unique().sort()
    series = {
        title: own["percent"].to_list()
        for item, title in SHOWN.items()
        if len(own := shares.filter(pl.col("item") == item)) == len(days) > 0
    }
    first, last = (str(days[0]), str(days[-1])) if len(days) else ("", "")
    return lines("全区人房匹配质量 % district, per cent", series, first, last)


def streets_over_dates(quality: pl.DataFrame, names: Mapping[str, str]) -> str:
    """Return a markdown table: a row per street, its shares on the newest date, and matched over the dates.

    Args:
        quality: rows of `record_quality` of any dates.
        names: title of each street code; a street without one shows its code.
    """
    shares = _shares(quality, "street")
    newest = shares.filter(pl.col("snapshot_date") == pl.col("snapshot_date").max())
    now = {(area, item): f"{percent:g} %" for _, area, item, percent in newest.iter_rows()}
    told = ["| 街镇 street | " + " | ".join([*SHOWN.values(), "匹配 matched"]) + " |"]
    told.append("|---|" + "--:|" * len(SHOWN) + "---|")
    for area in quality.filter(pl.col("area_level") == "street")["area_code"].unique().sort():
        matched = shares.filter(pl.col("area_code") == area, pl.col("item") == _MATCHED).sort("snapshot_date")
        values = [now.get((area, item), "—") for item in SHOWN]
        told.append(f"| {names.get(area, area)} | {' | '.join(values)} | {_course(matched)} |")
    return "\n".join(told)


def committees_in_tenths(quality: pl.DataFrame) -> str:
    """Return how many committees have matched 0 to 10, 10 to 20 ... per cent of households, as a picture."""
    percent = _shares(quality, "committee").filter(pl.col("item") == _MATCHED)["percent"]
    tenths = [percent.filter((percent / 10).floor().clip(0, 9) == tenth).len() for tenth in range(10)]
    return bars("居民区数按户匹配率 committees by share of households matched", tenths, "0%", "100%")


def _course(matched: pl.DataFrame) -> str:
    days, percents = matched["snapshot_date"], matched["percent"].to_list()
    return bars("匹配率 matched", percents, str(days[0]), str(days[-1])) if percents else "—"


def _shares(quality: pl.DataFrame, level: str) -> pl.DataFrame:
    """Return snapshot_date, area_code, item, percent of the items of `SHOWN` where both counts are shown."""
    place = ["snapshot_date", "area_code"]
    of_level = quality.filter(pl.col("area_level").cast(pl.String) == level).select(
        *place, pl.col("item").cast(pl.String), "count"
    )
    bases = of_level.select(*place, base="item", held="count")
    # An item that is nowhere has no row: of those it could be about none is so.
    known = of_level.select(place).unique().join(pl.DataFrame({"item": list(SHOWN)}), how="cross")
    counted = known.join(
        of_level.with_columns(is_hidden=pl.col("count").is_null()), on=[*place, "item"], how="left"
    ).with_columns(base=pl.col("item").str.extract("^([a-z]+)_"))
    return (
        counted.join(bases, on=[*place, "base"], how="inner")
        .filter(~pl.col("is_hidden").fill_null(False), pl.col("held") > 0)
        .select(*place, "item", percent=(100 * pl.col("count").fill_null(0) / pl.col("held")).round(1))
        .sort(*place, "item")
    )
