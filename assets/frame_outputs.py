"""How a stage declares the frames it makes.

Belongs here: what all frames of the lake have in common in the UI: group, owner, kind.
Does not belong here: any frame by name.
"""

from collections.abc import Mapping

import dagster as dg
import polars as pl

from assets.people import Frame

OWNERS = ["team:district-data"]


def frame_outputs(group: str, frames: Mapping[str, Frame]) -> dict[str, dg.AssetOut]:
    """Return the outputs of a multi-asset: one frame `group/table` for each table declared."""
    return {
        table: dg.AssetOut(
            key=dg.AssetKey([group, table]),
            description=frame.description,
            group_name=group,
            kinds={"polars"},
            owners=OWNERS,
            dagster_type=pl.DataFrame,
        )
        for table, frame in frames.items()
    }
