import shutil
from datetime import date
from pathlib import Path

import polars as pl

import assets.intake.assets
import assets.registry.assets
from assets.paths import DataPaths
from assets.registry.identity.pending_acts import commit_pending, read_pending
from assets.registry.identity.register_store import read_register
from sample_district import CANARIES
from tests.one_date import OneDate, run_stages

STAGES = (assets.intake.assets, assets.registry.assets)


def published(paths: DataPaths, day: int) -> pl.DataFrame:
    """The register after the acts of a date of March 2024 were taken over, as its publication does."""
    commit_pending(paths.register, paths.register_rows, date(2024, 3, day))
    return read_register(paths.register, paths.register_rows)


def run(paths: DataPaths, day: int) -> pl.DataFrame:
    """The register after a date of March 2024 was run and published."""
    run_stages(paths, date(2024, 3, day), STAGES)
    return published(paths, day)


def test_a_second_date_keeps_the_ids_of_the_first(one_date: OneDate, tmp_path: Path) -> None:
    shutil.copytree(one_date.paths.root, tmp_path / "data")
    paths = DataPaths(tmp_path / "data")
    first, second, again = published(paths, 2), run(paths, 3), run(paths, 2)
    assert second.height > first.height
    assert second.head(first.height).equals(first)
    assert again.equals(second)


def test_every_accepted_resident_row_is_a_resident_or_the_same_person_again(one_date: OneDate) -> None:
    frames = one_date.frames
    people = frames["intake/residents"]
    said = people.drop_nulls("id_value").select("id_type", "id_value", "name", "birth_date", "sex")
    again = said.height - said.unique().height
    acts = read_pending(one_date.paths.register).filter(pl.col("subject") == "resident")
    seen = acts.filter(act="seen").filter(pl.col("source_code").is_in(people["person_code"].to_list()))
    ids = seen["subject_id"]
    assert ids.len() == people.height
    assert ids.n_unique() < people.height - again
    assert sorted(frames["registry/resident"]["resident_id"]) == sorted(set(acts["subject_id"]))
    assert frames["registry/visit"].height == frames["intake/visits"].height


def test_the_register_shows_in_the_graph_and_no_canary_leaves_intake(one_date: OneDate) -> None:
    rows = one_date.told["/".join(assets.registry.assets.IDENTITIES.path)]["pending_acts"]
    assert rows == read_pending(one_date.paths.register).height > 0
    registry = [frame for key, frame in one_date.frames.items() if key.startswith("registry/")]
    made = "".join(frame.write_ndjson() for frame in registry)
    assert not [value for value in CANARIES if value in one_date.log + made]
