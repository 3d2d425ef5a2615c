"""Whether an address says enough to find a dwelling by.

Belongs here: which parts an address must have. Does not belong here: reading them (`parts`).
"""

from __future__ import annotations

import polars as pl

from assets.registry.addresses.parts import parse


def complete(addresses: pl.Series, is_flat: pl.Series) -> pl.Series:
    """Return, per address, whether it is complete.

    It is with a road, estate or village; a number, or a lane with a house; and a room where the dwelling is a
    flat (``is_flat``: one of several dwellings in its building). Words without values count for nothing:
    芷江西路弄号室 is incomplete. Null for a null address, and for one
    without a room of which it is unknown whether it is a flat.
    """
    parts = parse(addresses).with_columns(address=addresses.cast(pl.String), is_flat=is_flat)
    has = {name: pl.col(name).is_not_null() for name in parts.columns}
    on_road = has["road"] & (has["number"] | has["building"] | (has["lane"] & has["house"]))
    named = has["poi"] | has["community"] | has["road"]
    in_estate = (has["poi"] | has["community"]) & (has["house"] | has["building"] | has["number"])
    numbered = on_road | in_estate | (named & has["lane"] & has["building"])
    whole = numbered & (has["room"] | ~pl.col("is_flat"))
    return parts.select(pl.when(has["address"]).then(whole)).to_series().alias("address_complete")
