"""Figures that a district reports of itself, by area and period: the table `district_figure`.

Belongs here: which figures there are and how each is counted, pure. Does not belong here: what counts of
households are too small to show (`record_quality` decides), counts of tags (`statistics`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import polars as pl

from assets.reports.suppression import SMALL

SCHEMA = pl.Schema(
    {
        "snapshot_date": pl.Date(),
        "figure": pl.String(),
        "item": pl.String(),
        "area_level": pl.String(),
        "area_code": pl.String(),
        "period": pl.String(),
        "number": pl.Int64(),
        "unit": pl.String(),
        "suppressed": pl.Boolean(),
    }
)
FIGURES = {
    "households": ("户数", "Households"),
    "households_on_cloud": ("上云户数", "Households on the community cloud"),
    "on_cloud_share": ("上云率", "Share of households on the community cloud"),
    "streets": ("街镇数", "Streets and towns"),
    "grids": ("城运网格数", "Grids of city operations"),
    "committees": ("居民区数", "Committees"),
    "visits": ("走访次数", "Visits"),
    "receptions": ("接待次数", "Receptions"),
    "needs_resolved": ("走访接待中解决的需求", "Needs resolved of visits and receptions"),
    "requests": ("约请件数", "Requests to departments"),
    "requests_resolved": ("约请已解决", "Requests resolved"),
    "request_rate": ("约请解决率", "Share of requests resolved"),
    "questionnaires": ("答过需求问卷的人数", "People whose questionnaire is on record"),
    "hotline_tickets": ("热线工单数", "Hotline tickets"),
    "hotline_hours": ("热线办结平均用时", "Time to close a ticket, on average, of whole days"),
    "labels": ("问题标签事件数", "Cases of a problem label"),
}
"""By figure: what it is called. Those of a department or a problem label name it in `item`."""
YEAR, FOUR_WEEKS = timedelta(days=365), timedelta(days=28)
ON_THE_DAY, ON_RECORD, OF_A_YEAR, OF_FOUR_WEEKS = "day", "on_record", "year", "four_weeks"
SHARE = "per_ten_thousand"
"""Unit of shares: whole numbers add up to one checksum everywhere."""
_DISTRICT = 6
_AREAS = ("district", "street")


def district_figures(
    snapshot_date: date, quality: pl.DataFrame, frames: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """Return one row per figure, item, area and period: `SCHEMA`, sorted.

    Areas are the district and its streets. period: `day`, as of the date; `on_record`, all there are;
    `year` and `four_weeks` up to it.
    number is in `unit`; null and `suppressed` where `record_quality` hides it, or 1 to 4 people answered.

    Args:
        snapshot_date: the date.
        quality: of `record_quality`.
        frames: registry's committee, visit and request, problems' case, and of every questionnaire its
            answered_on and committee_code (`survey`).
    """
    made = [*_of_records(quality), *_of_areas(frames["committee"]), *_of_acts(snapshot_date, frames)]
    return (
        pl.concat(made, how="diagonal")
        .with_columns(snapshot_date=pl.lit(snapshot_date), item=pl.col("item").fill_null(""))
        .select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
        .sort("figure", "item", "area_level", "area_code", "period")
    )


def _of_records(quality: pl.DataFrame) -> Iterator[pl.DataFrame]:
    shown = quality.filter(pl.col("area_level").is_in(_AREAS))
    counts = {
        item: shown.filter(pl.col("item") == item).select("area_level", "area_code", "count", "suppressed")
        for item in ("household", "household_on_cloud")
    }
    for figure, item in (("households", "household"), ("households_on_cloud", "household_on_cloud")):
        yield _figure(counts[item].rename({"count": "number"}), figure, ON_THE_DAY, "households")
    both = counts["household"].join(
        counts["household_on_cloud"], on=["area_level", "area_code"], suffix="_on"
    )
    share = (10_000 * pl.col("count_on") / pl.col("count")).round()
    rate = both.with_columns(number=share, suppressed=pl.col("suppressed") | pl.col("suppressed_on"))
    yield _figure(
        rate.select("area_level", "area_code", "number", "suppressed"),
        "on_cloud_share",
        ON_THE_DAY,
        SHARE,
    )


def _of_areas(committee: pl.DataFrame) -> Iterator[pl.DataFrame]:
    for figure, column in (
        ("streets", "street_code"),
        ("grids", "grid_code"),
        ("committees", "committee_code"),
    ):
        places = committee.drop_nulls(column).unique(column)
        yield _figure(_counted(places), figure, ON_THE_DAY, "areas")


def _of_acts(on: date, frames: Mapping[str, pl.DataFrame]) -> Iterator[pl.DataFrame]:
    streets = frames["committee"].select("committee_code", "street_code")

    def within(frame: pl.DataFrame, day: str, span: timedelta) -> pl.DataFrame:
        recent = frame.filter(pl.col(day) > on - span, pl.col(day) <= on)
        placed = recent.drop("street_code", strict=False)
        return placed.join(streets, on="committee_code", how="left")

    visits = within(frames["visit"], "visited_on", YEAR)
    for figure, condition, unit in (
        ("visits", pl.col("channel") == "visit", "visits"),
        ("receptions", pl.col("channel") == "reception", "visits"),
        ("needs_resolved", pl.col("need_resolved").fill_null(False), "cases"),
    ):
        yield _figure(_counted(visits.filter(condition)), figure, OF_A_YEAR, unit)
    yield from _of_requests(within(frames["request"], "requested_on", YEAR))
    answered = _counted(within(frames["survey"], "answered_on", timedelta(days=on.toordinal() - 1)))
    # Where a street's are few all streets hide: the district's would give a single one away.
    is_street = pl.col("area_level") == "street"
    few = (is_street & pl.col("number").is_between(1, SMALL - 1)).any() & is_street
    yield _figure(answered.with_columns(suppressed=few), "questionnaires", ON_RECORD, "responses")
    for span, period in ((YEAR, OF_A_YEAR), (FOUR_WEEKS, OF_FOUR_WEEKS)):
        cases = within(frames["case"], "received_on", span)
        tickets = cases.filter(pl.col("source") == "hotline")
        yield _figure(_counted(tickets), "hotline_tickets", period, "cases")
        waited = pl.col("closed_on") - pl.col("received_on")
        closed = tickets.drop_nulls("closed_on").with_columns(days=waited.dt.total_days())
        yield _figure(
            _counted(closed, (24 * pl.col("days").mean()).round()), "hotline_hours", period, "hours"
        )
        labelled = cases.drop_nulls("label_code").with_columns(item=pl.col("label_code"))
        yield _figure(_counted(labelled, by=("item",)), "labels", period, "cases")


def _of_requests(requests: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Return requests, those resolved and their share, of all departments (item empty) and of each."""
    resolved = pl.col("status") == "resolved"
    both = pl.concat(
        [requests.with_columns(item=pl.lit("")), requests.with_columns(item=pl.col("department"))]
    )
    for figure, number, unit in (
        ("requests", pl.len(), "requests"),
        ("requests_resolved", resolved.sum(), "requests"),
        ("request_rate", (10_000 * resolved.mean()).round(), SHARE),
    ):
        yield _figure(_counted(both, number, by=("item",)), figure, OF_A_YEAR, unit)


def _counted(rows: pl.DataFrame, number: pl.Expr | None = None, by: tuple[str, ...] = ()) -> pl.DataFrame:
    """Return area_level, area_code, `by` and number: of the district and of each street."""
    placed = rows.with_columns(district=pl.col("street_code").str.slice(0, _DISTRICT).drop_nulls().min())
    counted = pl.len() if number is None else number
    return pl.concat(
        placed.drop_nulls(column)
        .group_by(pl.col(column).alias("area_code"), *by)
        .agg(number=counted.cast(pl.Int64))
        .with_columns(area_level=pl.lit(level))
        for level, column in zip(_AREAS, ("district", "street_code"), strict=True)
    )


def _figure(rows: pl.DataFrame, figure: str, period: str, unit: str) -> pl.DataFrame:
    hidden = pl.col("suppressed") if "suppressed" in rows.columns else pl.lit(False)
    item = pl.col("item") if "item" in rows.columns else pl.lit("")
    return rows.select(
        pl.lit(figure).alias("figure"), item.alias("item"), "area_level", "area_code",
        pl.lit(period).alias("period"),
        pl.when(~hidden).then(pl.col("number").cast(pl.Int64)).alias("number"),
        pl.lit(unit).alias("unit"), hidden.alias("suppressed"),
    )  # fmt: skip
