"""In which dwelling each household lives (人房匹配): by code, by a reviewer's decision, or by its address.

Belongs here: filling the dwelling of households without one, pure. Does not belong here: reading and
comparing addresses (`addresses/`), ids and areas (`places`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from assets.registry.addresses.match import METHODS, match

DWELLING_MATCH = pl.Enum(["code", "decided", *METHODS, "none"])
"""How a household's dwelling is known: the record's own code, a reviewer (复核), the address as written, in
its one written form, or alike; none: it is not."""
CANDIDATE = {
    "household_code": pl.String,
    "committee_code": pl.String,
    "dwelling_code": pl.String,
    "score": pl.Float64,
    "rank": pl.UInt32,
}
"""One row per dwelling that an unmatched household may live in, best first from rank 1; a household without
any has one row with null. score: 0 to 1."""


class MatchedDwellings(NamedTuple):
    """households: the canonical table, dwelling_code filled, and dwelling_match. candidates: `CANDIDATE`."""

    households: pl.DataFrame
    candidates: pl.DataFrame


def matched_dwellings(tables: Mapping[str, pl.DataFrame], decided: pl.DataFrame) -> MatchedDwellings:
    """Return the households with the dwelling that their code, a decision or their address says.

    Args:
        tables: canonical households, dwellings, buildings, compounds.
        decided: canonical `dwelling_decisions`, the newest of each household; a dwelling that is not in the
            directory decides nothing. A decision wins over the record's code.

    """
    households, known = tables["households"], tables["dwellings"].select("dwelling_code")
    decision = decided.join(known, on="dwelling_code", how="semi").select(
        "household_code", decided_code="dwelling_code"
    )
    households = households.join(decision, on="household_code", how="left", maintain_order="left")
    without = households.filter(pl.all_horizontal(pl.col("dwelling_code", "decided_code").is_null()))
    asked = without.select("household_code", "committee_code", "address").drop_nulls("address")
    found = asked.select("household_code").hstack(
        match(asked.select("address", "committee_code"), _directory(tables)).rename(
            {"dwelling_id": "matched_code"}
        )
    )
    filled = households.join(
        found.select("household_code", "matched_code", "method"),
        on="household_code",
        how="left",
        maintain_order="left",
    ).with_columns(
        dwelling_match=pl.when(pl.col("decided_code").is_not_null())
        .then(pl.lit("decided"))
        .when(pl.col("dwelling_code").is_not_null())
        .then(pl.lit("code"))
        .otherwise(pl.col("method").cast(pl.String).fill_null("none"))
        .cast(DWELLING_MATCH),
        dwelling_code=pl.coalesce("decided_code", "dwelling_code", "matched_code"),
    )
    kept = filled.select(*tables["households"].columns, "dwelling_match")
    return MatchedDwellings(kept, _candidates(without, found))


def effective_dwellings(decided: pl.DataFrame) -> pl.DataFrame:
    """Return the newest decision on each household, of rows of canonical `dwelling_decisions`.

    Of one reviewer's decisions of one day the last counts; where two differ on that day, none does.
    """
    newest = _newest_words(decided)
    return newest.filter(_agree()).unique("household_code", keep="last", maintain_order=True)


def disputed_households(decided: pl.DataFrame) -> pl.Series:
    """Return the household_code of those on which reviewers differ of one day, so that nothing is decided."""
    return _newest_words(decided).filter(~_agree())["household_code"].unique().sort()


def _newest_words(decided: pl.DataFrame) -> pl.DataFrame:
    """The last word of every reviewer on the newest day of each household, in the order they were given."""
    newest = pl.col("decided_on").eq_missing(pl.col("decided_on").max().over("household_code"))
    return (
        decided.drop_nulls("dwelling_code")
        .filter(newest)
        .unique(["household_code", "decided_by"], keep="last", maintain_order=True)
    )


def _agree() -> pl.Expr:
    return pl.col("dwelling_code").n_unique().over("household_code") == 1


def _directory(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Every dwelling with its address and the committee it stands in."""
    return (
        tables["dwellings"]
        .join(tables["buildings"].select("building_code", "compound_code"), on="building_code", how="left")
        .join(tables["compounds"].select("compound_code", "committee_code"), on="compound_code", how="left")
        .select("address", "committee_code", dwelling_id="dwelling_code")
    )


def _candidates(without: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    unmatched = without.select("household_code", "committee_code").join(
        found.filter(pl.col("matched_code").is_not_null()), on="household_code", how="anti"
    )
    named = (
        found.select("household_code", candidate="candidates")
        .explode("candidate", empty_as_null=True)
        .select(
            "household_code",
            dwelling_code=pl.col("candidate").struct.field("dwelling_id"),
            score=pl.col("candidate").struct.field("score"),
        )
    )
    ranked = unmatched.join(named, on="household_code", how="left", maintain_order="left_right")
    return ranked.select(
        "household_code",
        "committee_code",
        "dwelling_code",
        "score",
        rank=pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).over("household_code"),
    )
