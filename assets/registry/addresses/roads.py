"""Roads of Shanghai that were renamed: an address with the old name is the same place.

Belongs here: old names for which there is one current name (`old_road_names.csv`; names of 1943 and
1945-50, as
given in 上海地名志). Does not belong here: roads that were split, whose part an old name does not tell.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import polars as pl

OLD_ROAD_NAMES: Final = Path(__file__).parent / "old_road_names.csv"


@cache
def _current() -> dict[str, str]:
    names = pl.read_csv(OLD_ROAD_NAMES)
    return dict(zip(names["old"], names["current"], strict=True))


def current_roads(roads: pl.Expr) -> pl.Expr:
    """Return roads by the name they bear now; any other name stays."""
    return roads.replace(_current())
