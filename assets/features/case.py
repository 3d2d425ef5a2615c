"""The facts that rules may use of a case: one row per reception, hotline ticket, request or opinion.

Belongs here: where a case came from, its dates, and the first visit after it, pure. Does not belong here:
what it is about (stage `problems`), the person it came from, any threshold of a rule.
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

from assets.features.people import FIRST


def case_features(registry: Mapping[str, pl.DataFrame], as_of: date) -> pl.DataFrame:
    """The frame features/case (data model, section 3).

    need_is_open: of a reception, whether a need that somebody of the household came with that day is not
    resolved; null for cases that are none or name no household. follow_up_on is the first visit (走访) on a
    later day to the household that came to the office; null without one, and where no household is named.
    """
    cases = registry["case"]
    return (
        cases.join(_first_visit_after(cases, registry["visit"], as_of), on="case_id", how="left")
        .join(_needs(registry["visit"]), on=["household_id", "received_on"], how="left")
        .select(
            pl.col("case_id").alias("subject_id"),
            *FIRST[1:],
            "channel",
            "received_on",
            "closed_on",
            pl.when(pl.col("channel") == "reception").then("need_is_open").alias("need_is_open"),
            "follow_up_on",
        )
        .sort("subject_id")
    )


def _needs(visits: pl.DataFrame) -> pl.DataFrame:
    """Return household_id, received_on, need_is_open; where nobody had a need there is none open."""
    is_open = (pl.col("need_resolved") == False).fill_null(False)  # noqa: E712
    return (
        visits.filter(pl.col("channel") == "reception")
        .drop_nulls("household_id")
        .group_by("household_id", received_on="visited_on")
        .agg(need_is_open=is_open.any())
    )


def _first_visit_after(cases: pl.DataFrame, visits: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return case_id, follow_up_on of the cases whose household was visited later."""
    visited = (
        visits.filter((pl.col("channel") == "visit") & (pl.col("visited_on") <= as_of))
        .drop_nulls("household_id")
        .select("household_id", follow_up_on="visited_on")
        .sort("follow_up_on")
    )
    return (
        cases.drop_nulls(["household_id", "received_on"])
        .select("case_id", "household_id", "received_on")
        .sort("received_on")
        .join_asof(
            visited,
            left_on="received_on",
            right_on="follow_up_on",
            by="household_id",
            strategy="forward",
            allow_exact_matches=False,
            check_sortedness=False,
        )
        .select("case_id", "follow_up_on")
        .drop_nulls()
    )
