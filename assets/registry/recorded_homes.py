"""Where each person is recorded, in the words of the records: household, committee and address.

Belongs here: the one home that stands for a person when records are compared or shown. Does not belong here:
which household a resident belongs to (`residents`).
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from assets.registry.deduplicate import deduplicate


def recorded_homes(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return person_code (unique), household_code, committee_code, address: null where it is not known.

    Of several homes the one where they live counts, then the smallest code. The address is the dwelling's,
    else what the household's own record says.

    Args:
        tables: canonical residences, households, dwellings.
    """
    households = tables["households"].select(
        "household_code", "dwelling_code", "committee_code", own_address="address"
    )
    return (
        deduplicate(
            tables["residences"].select("person_code", "household_code", "residence_kind"),
            ["person_code"],
            [pl.col("residence_kind").cast(pl.String), "household_code"],
            [False, False],
        )
        .select("person_code", "household_code")
        .join(households, on="household_code", how="left")
        .join(tables["dwellings"].select("dwelling_code", "address"), on="dwelling_code", how="left")
        .select(
            "person_code",
            "household_code",
            "committee_code",
            address=pl.coalesce("address", "own_address"),
        )
    )
