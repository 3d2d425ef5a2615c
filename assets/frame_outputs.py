"""How a stage declares the frames it makes.

Belongs here: what all frames of the lake have in common in the UI: group, owner, kind.
Does not belong here: any frame by name.
"""

from collections.abc import Mapping

import dagster as dg
import polars as pl

OWNERS = ["team:district-data"]


def frame_outputs(group: str, descriptions: Mapping[str, str]) -> dict[str, dg.AssetOut]:
    """Return the outputs of a multi-asset: one frame `group/table` for each table described."""
    return {
        table: dg.AssetOut(
            key=dg.AssetKey([group, table]),
            description=description,
            group_name=group,
            kinds={"polars"},
            owners=OWNERS,
            dagster_type=pl.DataFrame,
        )
        for table, description in descriptions.items()
    }
