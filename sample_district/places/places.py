"""Compounds, buildings and dwellings of the sample district (invented; shares after published figures)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from sample_district.draws import codes
from sample_district.places.compounds import compounds_of, with_facts
from sample_district.places.divisions import committees

HOUSEHOLDS_AT_FULL_SCALE = 362_000
"""18.07万 households on the community cloud are 49.91 % of all (Jing'an government report, 2023-12)."""
VACANT_SHARE = 0.05
MEAN_DWELLINGS_PER_BUILDING = 27
WITH_LIFT = {"old_public": 0.06, "commodity": 0.75, "relocation": 0.30}
"""By kind of compound: share of buildings with a lift from the start; 60 % of all are walk-ups."""
INCOMPLETE_ADDRESSES = 0.003
LIFTS_ADDED = 0.07
"""Of walk-ups; 6 to 8 % of stairwells."""


@dataclass(frozen=True)
class Places:
    """Three frames in their codes' order; a dwelling carries what later steps need (committee, vacancy)."""

    compounds: pl.DataFrame
    buildings: pl.DataFrame
    dwellings: pl.DataFrame


def make_places(scale: float, rng: np.random.Generator) -> Places:
    """Build compounds (compound_code … road, lane), buildings and dwellings for ``scale``."""
    dwelling_count = round(HOUSEHOLDS_AT_FULL_SCALE * scale / (1 - VACANT_SHARE))
    compounds = compounds_of(scale, rng)
    buildings = _buildings(compounds, dwelling_count, rng)
    dwellings = _dwellings(compounds, buildings, dwelling_count, rng)
    return Places(with_facts(compounds, buildings, dwellings, rng), buildings, dwellings)


def _buildings(compounds: pl.DataFrame, dwelling_count: int, rng: np.random.Generator) -> pl.DataFrame:
    count = 3 + int(dwelling_count / MEAN_DWELLINGS_PER_BUILDING * 1.2)
    area_count = committees().height
    weight = rng.lognormal(0, 0.35, area_count)
    committee = rng.choice(area_count, count, p=weight / weight.sum())
    own = compounds["committee"].to_numpy()
    first, size = np.searchsorted(own, committee), np.bincount(own, minlength=area_count)[committee]
    compound = first + (rng.random(count) * size).astype(int)
    of_compound = compounds["kind"].gather(compound).to_numpy()
    with_lift = np.select([of_compound == name for name in WITH_LIFT], list(WITH_LIFT.values()))
    kind = np.where(of_compound == "lilong", 2, rng.random(count) < with_lift)  # walk-up, with lift, lilong
    storeys = np.select(
        [kind == 0, kind == 1],
        [rng.integers(5, 8, count), rng.integers(8, 21, count)],
        rng.integers(2, 4, count),
    )
    flats = np.where(kind == 2, 2, rng.integers(3, 5, count))
    year = compounds["built"].to_numpy()[compound] + rng.integers(-2, 1, count)
    added = (kind == 0) & (rng.random(count) < LIFTS_ADDED)
    lift = (kind == 1) | added
    order = np.argsort(compound, kind="stable")
    table = pl.DataFrame(
        {
            "compound": compound,
            "storeys": storeys,
            "has_lift": lift,
            "lift_added": added,
            "built_year": year,
            "flats": flats,
        }
    )[order].with_columns(
        number=pl.int_range(pl.len()).over("compound") + 1, capacity=pl.col("storeys") * pl.col("flats")
    )
    table = table[_enough(table["capacity"].to_numpy(), dwelling_count, rng)]
    return table.with_columns(
        building_code=codes("LD", table.height, 7),
        compound_code=compounds["compound_code"].gather(table["compound"]),
    )


def _enough(capacity: np.ndarray, dwelling_count: int, rng: np.random.Generator) -> np.ndarray:
    """Return the places of random buildings that together hold the dwellings with some room to spare."""
    order = rng.permutation(len(capacity))
    needed = int(np.searchsorted(np.cumsum(capacity[order]), dwelling_count * 1.03)) + 1
    return np.sort(order[:needed])


def _dwellings(
    compounds: pl.DataFrame, buildings: pl.DataFrame, dwelling_count: int, rng: np.random.Generator
) -> pl.DataFrame:
    capacity = buildings["capacity"].to_numpy()
    building = np.repeat(np.arange(len(capacity)), capacity)
    place = np.concatenate([np.arange(size) for size in capacity])
    kept = np.sort(rng.permutation(len(building))[:dwelling_count])
    building, place = building[kept], place[kept]
    flats = buildings["flats"].to_numpy()[building]
    floor, door = place // flats + 1, place % flats + 1
    compound = buildings["compound"].to_numpy()[building]
    count = len(building)
    incomplete = pl.Series(rng.random(count) < INCOMPLETE_ADDRESSES)
    road = compounds["road"].gather(compound)
    address = pl.select(
        pl.when(incomplete)
        .then(road)
        .otherwise(
            pl.format(
                "{}{}弄{}号{}{}室",
                road,
                compounds["lane"].gather(compound),
                buildings["number"].gather(building),
                pl.Series(floor),
                pl.Series(door).cast(pl.String).str.zfill(2),
            )
        )
    ).to_series()
    return pl.DataFrame(
        {
            "dwelling_code": codes("FW", count, 8),
            "building_code": buildings["building_code"].gather(building),
            "address": address,
            "floor": floor,
            "area_m2": np.round(np.clip(rng.lognormal(4.05, 0.42, count), 9, 260), 1),
            "committee": compounds["committee"].gather(compound),
            "incomplete": incomplete,
            "meter": rng.random(count),
        }
    )
