"""The district's real streets and committees (Statistics Bureau codes), with invented grids.

The committee list is ``divisions/*.csv`` (see the LICENSE beside it). The district has 85 grids (城运网格);
which committee lies in which grid is not public, so the assignment here is invented: committees in code
order, cut into as even runs as each street's share of 85 allows.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

GRIDS = 85
FOLDER = Path(__file__).parents[1] / "divisions"


def committees() -> pl.DataFrame:
    """Return one row per committee in code order: committee_code, committee_name, street_code, grid_code."""
    table = pl.read_csv(FOLDER / "jingan_310106_committees.csv", infer_schema=False).sort("code")
    streets = table["streetCode"].to_numpy()
    grid_codes: list[str] = []
    for street, size, grids in zip(*_grids_by_street(streets), strict=True):
        grid_codes += [f"{street}W{1 + place * grids // size:02d}" for place in range(size)]
    return table.select(
        committee_code="code",
        committee_name="name",
        street_code="streetCode",
        grid_code=pl.Series(grid_codes),
    )


def _grids_by_street(streets: np.ndarray) -> tuple[list[str], list[int], list[int]]:
    """Share the 85 grids among streets by their number of committees (largest remainders)."""
    codes, sizes = np.unique(streets, return_counts=True)
    exact = sizes / sizes.sum() * GRIDS
    grids = np.floor(exact).astype(int)
    for place in np.argsort(grids - exact, kind="stable")[: GRIDS - grids.sum()]:
        grids[place] += 1
    return codes.tolist(), sizes.tolist(), grids.tolist()


def divisions() -> pl.DataFrame:
    """Return one row per street (level 1) and committee (2): division_code, level, name, parent, grid."""
    streets = pl.read_csv(FOLDER / "jingan_310106_streets.csv", infer_schema=False).sort("code")
    return pl.concat(
        [
            streets.select(
                division_code="code",
                level=pl.lit("1"),
                name="name",
                parent_code=pl.lit(None, dtype=pl.String),
                grid_code=pl.lit(None, dtype=pl.String),
            ),
            committees().select(
                division_code="committee_code",
                level=pl.lit("2"),
                name="committee_name",
                parent_code="street_code",
                grid_code="grid_code",
            ),
        ]
    )
