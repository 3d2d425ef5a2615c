"""Back up, destroy, restore, run the next date: the tables are those of a district that met no disaster."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from assets.paths import DataPaths
from assets.publication.store.database import Database
from assets.registry.identity.register import empty_register
from assets.registry.identity.register_store import write_register
from pipelines.settings import Settings
from pipelines.upkeep.backup import DamagedBackupError, back_up, restore
from sample_district import SNAPSHOT_DATES
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import NOW, live, publish_day
from tests.pipelines.conftest import District, History, command, failures

THIRD, LAST = SNAPSHOT_DATES[2], SNAPSHOT_DATES[3]


def _say(_line: str) -> None:
    return None


def test_a_district_that_lost_everything_goes_on_as_if_nothing_had_happened(
    sqlite_history: History, copy_after: Callable[..., District], tmp_path: Path
) -> None:
    district = copy_after(sqlite_history, THIRD)
    settings, paths = district.settings, district.paths
    saved, secrets = tmp_path / "saved", tmp_path / "apart"
    done = command(settings, "backup", saved, "--secrets", secrets)
    assert done.exit_code == 0, done.output
    assert (secrets / "pseudonym.key").stat().st_mode & 0o777 == 0o600
    assert not list(saved.rglob("*.key"))
    key = (paths.register / "pseudonym.key").read_bytes()

    district.database.close()
    for lost in (paths.lake, paths.register):
        shutil.rmtree(lost)
    for file in paths.root.glob("*.db*"):
        file.unlink()
    done = command(settings, "restore", saved, "--secrets", secrets)
    assert done.exit_code == 0, done.output
    assert (paths.register / "pseudonym.key").read_bytes() == key
    result = district.run(LAST)
    assert result.success, failures(result)

    def without_moments(tables: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
        # A publication also says when and by which run.
        return tables | {"publication": [(row[0], row[1], *row[5:]) for row in tables["publication"]]}

    assert without_moments(live(district.database)) == without_moments(sqlite_history.tables[LAST])
    assert "move it away" in command(settings, "restore", saved).output


@pytest.fixture
def ready(database: Database, tmp_path: Path) -> tuple[Settings, Database]:
    settings = Settings.below(
        DataPaths(tmp_path / "data"), database.url.render_as_string(hide_password=False)
    )
    paths = settings.data
    write_register(paths.register, paths.register_rows, empty_register(), empty_register())
    for number in (1, 2):
        day = Day({("resident", number, "M017"): outcome(value='a "quoted", one')}, {number: {}})
        publish_day(database, paths.published_snapshots, date(2024, 3, number), day)
    return settings, database


def test_both_databases_come_back_and_go_on(ready, tmp_path, request) -> None:
    settings, database = ready
    back_up(settings, database, tmp_path / "saved", None, NOW, _say)
    before = live(database)
    elsewhere = _empty(database, tmp_path)
    again = Settings.below(DataPaths(tmp_path / "again"), elsewhere.render_as_string(hide_password=False))
    other = Database(again.database_url)
    restore(again, other, tmp_path / "saved", None, _say)
    assert live(other) == before
    day = Day({("resident", 2, "M017"): outcome(None)}, {2: {}})
    for each, of in ((database, settings), (other, again)):
        publish_day(each, of.data.published_snapshots, date(2024, 3, 3), day)
    assert live(other) == live(database)
    other.close()


def _empty(database: Database, tmp_path: Path) -> sa.URL:
    if database.is_sqlite:
        return sa.make_url(f"sqlite:///{tmp_path / 'again.db'}")
    name = f"{database.url.database}_again"
    autocommit = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with autocommit.connect() as connection:
        connection.exec_driver_sql(f"create database {name}")
    return database.url.set(database=name)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_backup_that_is_not_whole_is_refused_before_anything_is_written(ready, tmp_path) -> None:
    settings, database = ready
    saved = tmp_path / "saved"
    back_up(settings, database, saved, None, NOW, _say)
    again = Settings.below(DataPaths(tmp_path / "again"))
    victim = next(saved.rglob("true_outcome.parquet"))
    victim.write_bytes(victim.read_bytes()[:-1])
    with pytest.raises(DamagedBackupError, match=r"true_outcome\.parquet"):
        restore(again, Database(again.database_url), saved, None, _say)
    victim.unlink()
    with pytest.raises(DamagedBackupError, match=r"true_outcome\.parquet"):
        restore(again, Database(again.database_url), saved, None, _say)
    (saved / "backup.json").unlink()
    with pytest.raises(DamagedBackupError, match="cut off"):
        restore(again, Database(again.database_url), saved, None, _say)
    assert [path for path in again.data.root.rglob("*") if path.is_file()] == []
