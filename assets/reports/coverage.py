"""How much of each committee is on the community cloud (上云率), and how complete its records are.

Belongs here: the frame `reports/coverage`, pure. Does not belong here: what follows for a committee: it is
there to find gaps in records, never to rank those who keep them.
"""

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from assets.reports.suppression import SMALL

SHARES = {
    "document_share": "有有效证件 Valid document",
    "birth_date_share": "有出生日期 Birth date",
    "verified_share": "一年内核实 Verified within a year",
    "dwelling_share": "已匹配到房屋 Matched to a dwelling",
    "emergency_contact_share": "有应急联系人 Emergency contact",
}
"""Shares of residents, by column: what one sees in the UI."""
_AREA = ("street_code", "grid_code", "committee_code")
YEAR = timedelta(days=365)
# Shares are whole per cents: of this many people a per cent is no small count, of fewer it would tell one.
TELLING = SMALL * 100


def coverage(snapshot_date: date, registry: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return one row per committee: its area, households, on-cloud share, residents, shares of them; sorted.

    Shares are 0 to 1 in whole per cents. Those of residents are null, and `suppressed`, where they would tell
    a count of 1 to 4 people with or without. Residents belong to the committee of their household, else to
    the one where they are registered. on_cloud_share is of households whose flag is known, activated_share of
    those on the cloud.

    Args:
        registry: the frames resident, household and committee.
    """
    people = _people_by_committee(registry["resident"], snapshot_date)
    tells = [_tells_a_small_count(share) for share in SHARES]
    return (
        registry["committee"]
        .select(*_AREA)
        .join(_households_by_committee(registry["household"]), on="committee_code", how="left")
        .join(people, on="committee_code", how="left")
        .with_columns(pl.col("households", "residents").fill_null(0))
        .select(
            pl.lit(snapshot_date).alias("snapshot_date"),
            *_AREA,
            "households",
            "on_cloud_share",
            "activated_share",
            "residents",
            *(
                pl.when(~tells[place]).then((pl.col(share) / pl.col("residents")).round(2)).alias(share)
                for place, share in enumerate(SHARES)
            ),
            suppressed=pl.any_horizontal(tells).fill_null(False),
        )
        .sort("committee_code")
    )


def district_coverage(snapshot_date: date, registry: Mapping[str, pl.DataFrame]) -> dict[str, float]:
    """Return the figures of the whole district, residents of no committee included, by column name."""
    people = _facts(registry["resident"], snapshot_date)
    on_cloud = registry["household"].get_column("on_cloud").mean()
    figures: dict[str, float] = {
        "households": registry["household"].height,
        "residents": people.height,
        "residents_of_no_committee": people.get_column("committee_code").null_count(),
    }
    shares = people.select(pl.col(share).mean() for share in SHARES).row(0, named=True)
    for name, share in {"on_cloud_share": on_cloud, **shares}.items():
        if share is not None:
            figures[name] = round(share, 4)
    return figures


def _households_by_committee(households: pl.DataFrame) -> pl.DataFrame:
    """Return committee_code, households, on_cloud_share and activated_share."""
    on_cloud = pl.col("on_cloud")
    activated = _on_record("cloud_activated", households)
    return households.group_by("committee_code").agg(
        households=pl.len().cast(pl.Int64),
        on_cloud_share=on_cloud.mean().round(2),
        activated_share=activated.filter(on_cloud).mean().round(2),
    )


def _people_by_committee(residents: pl.DataFrame, snapshot_date: date) -> pl.DataFrame:
    """Return committee_code, residents, and by name of a share how many have the fact; null: not known."""
    having = {
        share: pl.when(pl.col(share).is_not_null().any()).then(pl.col(share).sum().cast(pl.Int64))
        for share in SHARES
    }
    facts = _facts(residents, snapshot_date)
    return facts.group_by("committee_code").agg(residents=pl.len().cast(pl.Int64), **having)


def _facts(residents: pl.DataFrame, snapshot_date: date) -> pl.DataFrame:
    """Return committee_code and one Boolean per share: what is not on record is not complete.

    Null in every row where no row has the fact: then its column is not delivered, and nothing is known of it.
    """
    return residents.select(
        pl.coalesce("committee_code", "registered_committee_code").alias("committee_code"),
        document_share=pl.col("resident_key").is_not_null(),
        birth_date_share=pl.col("birth_date").is_not_null(),
        verified_share=_on_record("verified_on", residents, pl.col("verified_on") > snapshot_date - YEAR),
        dwelling_share=pl.col("dwelling_id").is_not_null(),
        emergency_contact_share=_on_record("emergency_contact", residents),
    )


def _on_record(name: str, frame: pl.DataFrame, fact: pl.Expr | None = None) -> pl.Expr:
    """Return a fact, false where its column is blank; null everywhere where the column is not delivered."""
    if frame[name].null_count() == frame.height:
        return pl.lit(None, pl.Boolean)
    return (pl.col(name) if fact is None else fact).fill_null(False)


def _tells_a_small_count(share: str) -> pl.Expr:
    having, residents = pl.col(share), pl.col("residents")
    without = residents - having
    return (residents < TELLING) & (
        having.is_between(1, SMALL - 1)
        | without.is_between(1, SMALL - 1)
        | residents.is_between(1, SMALL - 1)
    )
