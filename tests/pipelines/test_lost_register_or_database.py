"""A register or a database that was lost beside the other is refused with its remedy, never begun anew."""

import shutil
from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from assets.paths import DataPaths
from assets.publication.store.database import Database
from assets.registry.identity.pending_acts import commit_pending, write_pending
from assets.registry.identity.register import REGISTER_SCHEMA, empty_register
from assets.registry.identity.register_store import FILE, RegisterLostError, write_register
from pipelines.lost_state import DatabaseLostError, refuse_lost_database, refuse_lost_register
from pipelines.settings import Settings
from sample_district import SNAPSHOT_DATES
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import live, publish_day
from tests.pipelines.conftest import District, History, command

FIRST, SECOND = date(2024, 3, 1), date(2024, 3, 2)
YESTERDAY, TODAY = SNAPSHOT_DATES[1], SNAPSHOT_DATES[2]


def register(*numbers: int) -> pl.DataFrame:
    rows = [
        {"subject": "resident", "source_code": f"R{each}", "subject_id": each, "act": "seen"}
        for each in numbers
    ]
    return pl.DataFrame(rows, schema=REGISTER_SCHEMA)


@pytest.fixture
def paths(tmp_path) -> DataPaths:
    return DataPaths(tmp_path / "data")


@pytest.fixture
def published(database, tmp_path) -> Database:
    """A database that has published the residents 7 and 9."""
    publish_day(
        database, tmp_path / "store", FIRST, Day({("resident", 7, "M017"): outcome()}, {7: {}, 9: {}})
    )
    return database


def test_a_fresh_deployment_begins(paths: DataPaths, database: Database) -> None:
    refuse_lost_database(paths, database)
    refuse_lost_register(paths, database)
    write_pending(
        paths.register, FIRST, register(1, 2)
    )  # a first night that was refused has published nothing
    refuse_lost_database(paths, database)
    refuse_lost_register(paths, database)


def test_ids_that_the_register_does_not_know_are_refused(paths: DataPaths, published: Database) -> None:
    known = register(7, 9)
    write_register(paths.register, paths.register_rows, empty_register(), known)
    refuse_lost_register(paths, published)

    shutil.rmtree(paths.register)
    shutil.rmtree(paths.register_rows.parent)  # its note lies in lake/registry
    for older in (empty_register(), register(7)):
        write_register(paths.register, paths.register_rows, empty_register(), older)
        # What other nights have drawn and not published is no knowledge of what was.
        write_pending(paths.register, SECOND, register(10, 11))
        with pytest.raises(RegisterLostError, match=r"resident (0|7) < 9.*Restore the register"):
            refuse_lost_register(paths, published)


def test_a_run_killed_between_publishing_and_the_register_goes_on(
    paths: DataPaths, published: Database
) -> None:
    write_pending(paths.register, FIRST, register(7, 9))
    refuse_lost_register(paths, published)
    commit_pending(paths.register, paths.register_rows, FIRST)
    refuse_lost_register(paths, published)


def test_a_database_that_is_gone_or_empty_is_refused(paths: DataPaths, database: Database) -> None:
    write_register(paths.register, paths.register_rows, empty_register(), register(7))
    with pytest.raises(DatabaseLostError, match="tagging restore"):
        refuse_lost_database(paths, database)
    gone = Database(Settings.below(paths).database_url)
    with pytest.raises(DatabaseLostError, match=r"published\.db"):
        refuse_lost_database(paths, gone)
    assert not (paths.root / "published.db").exists()


def test_a_night_beside_what_was_lost_changes_nothing(
    sqlite_history: History, copy_after: Callable[..., District]
) -> None:
    district = copy_after(sqlite_history, YESTERDAY)
    shutil.move(district.paths.register / FILE, district.paths.root / "kept")
    shutil.rmtree(district.paths.lake / "registry")
    refused = command(district.settings, "run", "--date", TODAY)
    assert refused.exit_code == 1
    assert "身份登记簿丢失或过旧" in refused.output
    assert "Restore the register from its backup" in refused.output
    assert "Traceback" not in refused.output
    assert live(district.database) == sqlite_history.tables[YESTERDAY]
    assert not (district.paths.register / FILE).exists()

    shutil.move(district.paths.root / "kept", district.paths.register / FILE)
    district.database.close()
    for file in district.paths.root.glob("published.db*"):
        file.unlink()
    for asked in (("run", "--date", TODAY), ("consumers",)):
        refused = command(district.settings, *asked)
        assert refused.exit_code == 1
        assert "发布数据库丢失或为空" in refused.output
    assert not list(district.paths.root.glob("published.db*"))
