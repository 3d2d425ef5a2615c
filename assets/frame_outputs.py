"""How a stage declares the frames it reads and makes.

Belongs here: what all frames of the lake have in common in the UI: group, owner, kind, and what they are
made from.
Does not belong here: any frame by name.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import dagster as dg
import polars as pl

from assets.partitions import SNAPSHOT_DATES
from assets.people import Frame

OWNERS = ["team:district-data"]
KINDS = {"polars"}


def named_inputs(frames: Mapping[str, tuple[str, str]]) -> dict[str, dg.AssetIn]:
    """Return the inputs of an asset: by argument, the frame `group/table` that it reads."""
    return {argument: dg.AssetIn(key=dg.AssetKey(list(frame))) for argument, frame in frames.items()}


def of_group(group: str, tables: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return tables of a group, each under its own name, as `named_inputs` wants them."""
    return {table: (group, table) for table in tables}


def frame_asset(
    group: str,
    frames: Mapping[str, Frame],
    table: str,
    reads: Mapping[str, tuple[str, str]],
    op_tags: Mapping[str, str] | None = None,
) -> Callable[[Callable[..., Any]], dg.AssetsDefinition]:
    """Return the decorator of an asset that is one frame of a snapshot date, `group/table`.

    Args:
        group: of the frame.
        frames: those the group declares.
        table: which of them.
        reads: by argument, the frames it reads, as for `named_inputs`.
        op_tags: how it is run, where that is not as all are.

    """
    return dg.asset(
        key=dg.AssetKey([group, table]),
        ins=named_inputs(reads),
        description=frames[table].description,
        group_name=group,
        kinds=KINDS,
        owners=OWNERS,
        op_tags=op_tags,
        partitions_def=SNAPSHOT_DATES,
    )


def frame_outputs(group: str, frames: Mapping[str, Frame]) -> dict[str, dg.AssetOut]:
    """Return the outputs of a multi-asset: one frame `group/table` for each table declared."""
    return {
        table: dg.AssetOut(
            key=dg.AssetKey([group, table]),
            description=frame.description,
            group_name=group,
            kinds=KINDS,
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
