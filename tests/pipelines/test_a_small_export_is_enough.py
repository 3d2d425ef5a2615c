"""People and households alone make a publication: what no file tells is unknown, and said to be."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pytest
import sqlalchemy as sa

from assets.lake import read_frame
from assets.paths import DataPaths
from assets.publication.store import schema
from pipelines.runs.summary import summarise
from pipelines.settings import Settings
from sample_district import SNAPSHOT_DATES
from tests.pipelines.conftest import District, failures

DAY = SNAPSHOT_DATES[0]


@pytest.mark.parametrize("sources", [("residents", "households"), ("residents", "households", "residences")])
def test_people_and_households_are_enough(
    landing: Path,
    tmp_path: Path,
    instance: dg.DagsterInstance,
    empty_database: Callable[[str, Path], str],
    sources: tuple[str, ...],
) -> None:
    folder = tmp_path / "data" / "landing" / str(DAY)
    folder.mkdir(parents=True)
    manifest = json.loads((landing / str(DAY) / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"] = [entry for entry in manifest["files"] if entry["source"] in sources]
    for entry in manifest["files"]:
        shutil.copy(landing / str(DAY) / entry["file"], folder)
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
    settings = Settings.below(
        DataPaths(tmp_path / "data"), database_url=empty_database("sqlite", tmp_path / "database")
    )
    district = District(settings, instance)
    result = district.run(DAY)
    assert result.success, failures(result)
    status = read_frame(settings.data.lake, "intake", "source_status", DAY)
    assert set(status.filter(state="good")["source"]) == set(sources)
    assert set(status.filter(state="absent")["source"]) == set(status["source"]) - set(sources)
    said = summarise(settings.data, district.database, DAY, result.run_id, {})
    assert "从未报送 sources that never came" in said
    with district.database.transaction() as connection:
        people = connection.scalar(sa.select(sa.func.count()).select_from(schema.resident))
        tags = connection.execute(
            sa.select(schema.tag_assignment.c.tag_code, sa.func.count()).group_by(sa.text("1"))
        ).all()
    district.database.close()
    print(people, tags)
    assert people
    assert tags
