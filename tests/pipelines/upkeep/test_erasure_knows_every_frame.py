"""Whoever is erased is in no frame that a run writes into the lake, whatever its columns are called."""

import re
import shutil
from pathlib import Path

import dagster as dg
import polars as pl

from assets.intake.erasure import People
from assets.lake import every_date
from assets.paths import DataPaths
from assets.registry.identity.pending_acts import read_pending
from assets.registry.identity.register import REGISTER_SCHEMA, empty_register
from assets.registry.identity.register_store import write_register
from pipelines.settings import Settings
from pipelines.upkeep.lake_erasure import erase_from_lake
from sample_district import SNAPSHOT_DATES
from tests.pipelines.conftest import District, failures

FIRST = SNAPSHOT_DATES[0]
# Ids of residents follow this one: no count, and no other subject's id, can be taken for one of them.
HIGHEST = 700_000_000_000


def _district(root: Path, landing: Path, instance: dg.DagsterInstance) -> District:
    district = District(Settings.below(DataPaths(root)), instance)
    shutil.copytree(landing / str(FIRST), district.paths.landing(FIRST))
    retired = {"subject": "resident", "source_code": "erased 1", "subject_id": HIGHEST, "act": "seen"}
    before = pl.DataFrame([retired], REGISTER_SCHEMA)
    district.paths.register.mkdir()
    write_register(district.paths.register, district.paths.register_rows, empty_register(), before)
    return district


def _run_all_but_publication(district: District) -> None:
    graph = district.definitions.resolve_asset_graph()
    done = dg.materialize(
        list(district.definitions.assets or ()),
        selection=[key for key in graph.materializable_asset_keys if key.path[0] != "publication"],
        partition_key=FIRST.isoformat(),
        instance=district.instance,
        raise_on_error=False,
        resources=district.definitions.resources,
        run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
    )
    assert done.success, failures(done)


def _naming(lake: Path, words: set[str]) -> set[str]:
    """The kinds of frames that have one of the words in any column."""
    found = set()
    for path in lake.rglob("part=*.parquet"):
        text = pl.read_parquet(path, glob=False, hive_partitioning=False).write_ndjson()
        if not words.isdisjoint(re.findall(r"\w+", text)):
            found.add("/".join(path.relative_to(lake).parts[:2]))
    return found


def test_no_kind_of_frame_names_one_of_them(
    tmp_path: Path, landing: Path, instance: dg.DagsterInstance
) -> None:
    district = _district(tmp_path / "data", landing, instance)
    paths = district.paths
    _run_all_but_publication(district)
    people = next(every_date(paths.lake, "intake", "residents"))
    register = read_pending(paths.register).filter(
        pl.col("subject") == "resident", pl.col("subject_id") > HIGHEST
    )
    everybody = People(
        frozenset(register["source_code"]),
        frozenset(people["id_value"].drop_nulls()),
        frozenset(register["subject_id"]),
    )
    words = {*everybody.codes, *everybody.documents, *map(str, everybody.resident_ids)}
    assert all(re.fullmatch(r"\w+", word) for word in words)
    before = _naming(paths.lake, words)
    assert {"features/resident", "intake/quarantine", "registry/roll", "tagging/disagreement"} <= before

    assert erase_from_lake(paths.lake, everybody) > 0

    assert _naming(paths.lake, words) == set()
