"""A backup knows nothing of later erasures: with the receipts they are carried out again."""

import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl

from assets.intake.erasure import FILE, SALT
from assets.registry.identity.register_store import read_register
from sample_district import SNAPSHOT_DATES
from sample_district.people.canaries import NAMES
from tests.pipelines.conftest import District, History, command, failures
from tests.pipelines.test_no_personal_value_leaves import contents, search

THIRD, LAST = SNAPSHOT_DATES[2], SNAPSHOT_DATES[3]


def _done(district: District, *arguments: object) -> str:
    done = command(district.settings, *arguments)
    assert done.exit_code == 0, done.output
    return done.output


def test_who_was_erased_after_the_backup_is_in_no_byte_of_what_was_restored(
    sqlite_history: History, copy_after: Callable[..., District], tmp_path: Path
) -> None:
    district = copy_after(sqlite_history, THIRD)
    paths = district.paths
    people = paths.lake / "intake" / "residents" / f"snapshot_date={THIRD}" / "part=00.parquet"
    code = pl.read_parquet(people).filter(name=NAMES[0])["person_code"][0]
    key = read_register(paths.register, paths.register_rows).filter(source_code=code)["resident_key"][0]
    found = search({NAMES[0], code, key})
    _done(district, "backup", tmp_path / "saved", "--secrets", tmp_path / "apart")
    _done(district, "erase", "--person-code", code, "--ground", "consent_withdrawn")
    receipts = tmp_path / FILE
    shutil.copyfile(paths.register / FILE, receipts)
    shutil.copyfile(paths.register / SALT, tmp_path / "apart" / SALT)

    district.database.close()
    for lost in (paths.lake, paths.register):
        shutil.rmtree(lost)
    for file in paths.root.glob("*.db*"):
        file.unlink()
    _done(district, "restore", tmp_path / "saved", "--secrets", tmp_path / "apart")
    assert _places(district, found), "the backup is from before"

    said = _done(district, "erase", "--receipts", receipts)

    assert "erased: 1 人 people" in said
    assert _places(district, found) == []
    assert "recognise nobody" in _done(district, "erase", "--receipts", receipts)
    result = district.run(LAST)
    assert result.success, failures(result)
    assert _places(district, found) == []


def _places(district: District, found: Callable[..., set[str]]) -> list[str]:
    """The files, but the sender's exports, that hold one of the values."""
    district.database.close()
    every = (path for path in district.paths.root.rglob("*") if path.is_file())
    ours = (path for path in every if not path.is_relative_to(district.paths.landing_root))
    return sorted(path.name for path in ours if found(contents(path)))


def test_one_way_to_say_who_is_asked_for(sqlite_history: History, copy_after, tmp_path: Path) -> None:
    district = copy_after(sqlite_history, THIRD)
    shutil.copyfile(district.paths.register_rows, tmp_path / FILE)
    for arguments in ((), ("--requested", "--receipts", tmp_path / FILE)):
        refused = command(district.settings, "erase", *arguments)
        assert refused.exit_code == 2
        assert "give one of" in refused.output
    refused = command(district.settings, "erase", "--receipts", tmp_path / FILE)
    assert refused.exit_code == 1
    assert "holds no receipts" in refused.output
