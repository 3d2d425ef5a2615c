"""How a stage declares the frames it reads and makes.

Belongs here: what all frames of the lake have in common in the UI: group, owner, kind, and what they are
made from.
Does not belong here: any frame by name.
"""

from collections.abc import Iterable, Mapping

import dagster as dg
import polars as pl

from assets.people import Frame

OWNERS = ["team:district-data"]


def named_inputs(frames: Mapping[str, tuple[str, str]]) -> dict[str, dg.AssetIn]:
    """Return the inputs of an asset: by argument, the frame `group/table` that it reads."""
    return {argument: dg.AssetIn(key=dg.AssetKey(list(frame))) for argument, frame in frames.items()}


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


def made_from(group: str, sources: Mapping[str, Iterable[str]]) -> dict[str, set[dg.AssetKey]]:
    """Return the assets that each frame of a multi-asset is made from, as `internal_asset_deps` wants them.

    Args:
        group: of the frames.
        sources: by frame, `group/table` of what it is made from; `table` alone is another frame of the group.
    """
    return {
        table: {dg.AssetKey(name.split("/") if "/" in name else [group, name]) for name in names}
        for table, names in sources.items()
    }


def frame_inputs(group: str, sources: Mapping[str, Iterable[str]]) -> dict[str, dg.AssetIn]:
    """Return the inputs of a multi-asset by table: what its frames are made from, but themselves."""
    keys = {key for each in made_from(group, sources).values() for key in each if key.path[0] != group}
    return {key.path[-1]: dg.AssetIn(key=key) for key in sorted(keys)}
