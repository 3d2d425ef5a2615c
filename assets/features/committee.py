"""The facts that rules may use of a committee (居民区): one row each.

Belongs here: households, dwellings, people and requests counted, pure. Does not belong here: any threshold of
a rule, comparing committees' workers (never), or which source is too old (`staleness.py`).
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

from assets.features.people import FIRST, WELL_KNOWN, count_known, share_known
from tag_rules.engine.age import latest_birth_date

_KINDS = ("old_public", "lilong", "commodity", "relocation")


def committee_features(
    registry: Mapping[str, pl.DataFrame], people: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """The frame features/committee (data model, section 3).

    Args:
        people: of `living_here`.
    """
    district = people.select(share_known("is_60_plus")).item()
    frame = registry["committee"]
    for counted in (
        _households(registry["household"]),
        _dwellings(registry),
        _people(people, registry["survey"], as_of),
        _registered_and_elsewhere(registry["resident"]),
        _requests(registry["request"]),
    ):
        frame = frame.join(counted, on="committee_code", how="left")
    nobody = pl.when(pl.col("residents").is_null()).then(pl.lit(0, pl.Int32))
    registered_is_known = registry["resident"].select(_registration_is_known()).item()
    return frame.select(
        pl.col("committee_id").alias("subject_id"),
        *FIRST[1:],
        pl.col("dwellings", "households").fill_null(0),
        pl.col("residents", "residents_60_plus").fill_null(nobody),
        pl.when(pl.lit(registered_is_known)).then(pl.col("registered_living_elsewhere").fill_null(0)),
        "share_60_plus",
        pl.lit(district, pl.Float64).alias("share_60_plus_of_district"),
        *(f"share_{kind}" for kind in _KINDS),
        "share_rented",
        "share_on_cloud",
        "share_surveyed",
        pl.col("open_requests").fill_null(0),
        "oldest_open_request_on",
    ).sort("subject_id")


def _households(households: pl.DataFrame) -> pl.DataFrame:
    return households.group_by("committee_code").agg(
        households=pl.len().cast(pl.Int32), share_on_cloud=share_known("on_cloud")
    )


def _dwellings(registry: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    kind = registry["compound"].select("compound_id", "kind")
    return (
        registry["dwelling"]
        .join(kind, on="compound_id", how="left")
        .with_columns(
            is_rented=pl.col("tenure") == "private_rent",
            **{f"is_{kind}": pl.col("kind") == kind for kind in _KINDS},
        )
        .group_by("committee_code")
        .agg(
            dwellings=pl.len().cast(pl.Int32),
            share_rented=share_known("is_rented"),
            **{f"share_{kind}": share_known(f"is_{kind}") for kind in _KINDS},
        )
    )


def _people(people: pl.DataFrame, survey: pl.DataFrame, as_of: date) -> pl.DataFrame:
    since = pl.select(pl.lit(as_of).dt.offset_by("-24mo")).item()
    answered = survey.filter(pl.col("answered_on") > since).select("resident_id", has_answered=True)
    # Null for children: they are not asked, so they are in neither part of the share.
    adult = pl.col("birth_date") <= pl.lit(latest_birth_date(18, as_of))
    return (
        people.join(answered, on="resident_id", how="left")
        .with_columns(adult=adult, answered=adult & pl.col("has_answered").fill_null(False))
        .group_by("committee_code")
        .agg(
            residents=pl.len().cast(pl.Int32),
            residents_60_plus=count_known("is_60_plus"),
            share_60_plus=share_known("is_60_plus"),
            share_surveyed=pl.when(pl.col("adult").sum() > 0).then(
                pl.col("answered").sum() / pl.col("adult").sum()
            ),
        )
    )


def _registered_and_elsewhere(residents: pl.DataFrame) -> pl.DataFrame:
    """Of each committee, how many registered in it live in another one of the district (人户分离)."""
    return (
        residents.filter("lives_here", pl.col("registered_committee_code") != pl.col("committee_code"))
        .group_by(committee_code="registered_committee_code")
        .agg(registered_living_elsewhere=pl.len().cast(pl.Int32))
    )


def _registration_is_known() -> pl.Expr:
    """Aggregate: whether it is well known where those who live here and may be of the city are registered.

    Whoever's committee of registration is not on record may be registered in any.
    """
    of_the_city = pl.col("registration_type").fill_null("local") == "local"
    known = pl.col("registered_committee_code").is_not_null()
    return (known.filter(pl.col("lives_here") & of_the_city).mean() >= WELL_KNOWN).fill_null(True)


def _requests(requests: pl.DataFrame) -> pl.DataFrame:
    """Requests to departments (约请) that are neither resolved nor returned."""
    return (
        requests.filter(pl.col("status") == "open")
        .group_by("committee_code")
        .agg(open_requests=pl.len().cast(pl.Int32), oldest_open_request_on=pl.col("requested_on").min())
    )
