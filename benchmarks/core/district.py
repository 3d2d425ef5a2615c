"""The features that engines are compared on: a sample district by the product itself, then many of it.

Belongs here: features of two dates in a folder, a district's and those of as many as a size asks for. Does
not belong here: what is done with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import polars as pl

from assets.lake import scan_frame
from assets.paths import DataPaths
from pipelines.definitions import build_definitions
from pipelines.settings import Settings
from sample_district import SNAPSHOT_DATES, write_sample
from tag_rules.engine.model import SUBJECTS

DATES = SNAPSHOT_DATES[:2]
"""The date before, and the date."""
_GROUPS = ("intake", "registry", "features")
# Ids of one district are below this: the next one's begin there.
_IDS = 2**24


def make_district(folder: Path, scale: float) -> Path:
    """Return the lake of a sample district with the features of both dates; made where there is none."""
    settings = Settings.below(DataPaths(folder.absolute(), None), scale=scale)
    lake = settings.data.lake
    if all(scan_frame(lake, "features", subject, day) is not None for subject in SUBJECTS for day in DATES):
        return lake
    write_sample(settings.data.landing_root, scale)
    definitions = build_definitions(settings)
    job = definitions.resolve_job_def("nightly")
    wanted = [
        spec.key
        for asset in definitions.assets or ()
        if isinstance(asset, dg.AssetsDefinition) and asset.is_executable
        for spec in asset.specs
        if spec.group_name in _GROUPS
    ]
    with dg.DagsterInstance.ephemeral() as instance:
        for day in DATES:
            job.execute_in_process(
                partition_key=day.isoformat(), instance=instance, asset_selection=wanted,
                run_config={"loggers": {"progress": {}}},
            )  # fmt: skip
    return lake


def write_features(
    lake: Path, target: Path, districts: int, per_part: int
) -> dict[str, dict[str, list[str]]]:
    """Write the features of so many districts like the one in the lake; returns files by date and subject.

    The parts of one subject are files of `per_part` districts each, ordered by subject_id. The same people in
    each, with other ids; what differs between the two dates differs in each.
    """
    files: dict[str, dict[str, list[str]]] = {}
    for day in DATES:
        for subject in SUBJECTS:
            frame = scan_frame(lake, "features", subject, day)
            assert frame is not None
            one = frame.collect().sort("subject_id")
            folder = target / day.isoformat() / subject
            folder.mkdir(parents=True, exist_ok=True)
            written = files.setdefault(day.isoformat(), {}).setdefault(subject, [])
            for part, copies in enumerate(_parts(districts, per_part)):
                whole = pl.concat([one.with_columns(pl.col("subject_id") + copy * _IDS) for copy in copies])
                path = folder / f"part-{part:04}.parquet"
                whole.write_parquet(path, compression="zstd", compression_level=1)
                written.append(str(path))
    return files


def _parts(districts: int, per_part: int) -> Iterator[range]:
    for first in range(0, districts, per_part):
        yield range(first, min(first + per_part, districts))
