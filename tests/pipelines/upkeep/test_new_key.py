"""A new pseudonym key: every pseudonym is another, ids and tags are as they were, no byte has an old one."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from assets.registry.identity.register_store import read_register
from sample_district import SNAPSHOT_DATES
from tests.assets.publication.publishing import content, live
from tests.pipelines.conftest import District, History, failures
from tests.pipelines.test_no_personal_value_leaves import contents, search
from tests.pipelines.test_order_of_dates import by_code, codes

THIRD, LAST = SNAPSHOT_DATES[2], SNAPSHOT_DATES[3]


def _rotate(district: District, new_key: Path) -> Result:
    from pipelines.cli import main

    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TAGGING_DATA_DIR", str(district.paths.root))
        environment.setenv("TAGGING_DATABASE_URL", district.settings.database_url)
        return CliRunner().invoke(main, ["rotate-key", str(new_key)])


def test_every_pseudonym_is_new_and_the_next_night_goes_on(
    sqlite_history: History, copy_after: Callable[..., District], tmp_path: Path
) -> None:
    district = copy_after(sqlite_history, THIRD)
    paths = district.paths
    before = read_register(paths.register, paths.register_rows)
    tags = live(district.database)["tag_assignment"]
    old = set(before["resident_key"].drop_nulls())
    assert len(old) > 1000

    done = _rotate(district, tmp_path / "new.key")

    assert done.exit_code == 0, done.output
    assert not (tmp_path / "new.key").exists()
    after = read_register(paths.register, paths.register_rows)
    hashed = ("resident_key", "evidence", "shown")
    assert after.drop(hashed).equals(before.drop(hashed))
    seen = pl.col("act") == "seen"
    assert after.filter(seen)["shown"].null_count() == before.filter(seen)["shown"].null_count()
    assert not set(after["shown"].drop_nulls()) & set(before["shown"].drop_nulls())
    assert live(district.database)["tag_assignment"] == tags
    published = pl.DataFrame(
        content(district.database, "resident", ("resident_id", "resident_key")),
        schema={"subject_id": pl.Int64, "resident_key": pl.String}, orient="row",
    ).drop_nulls()  # fmt: skip
    registered = after.filter(subject="resident").select("subject_id", "resident_key")
    assert published.height > 1000
    assert published.join(registered, on=["subject_id", "resident_key"], how="anti").is_empty()
    district.database.close()
    found = search(old)
    files = [
        path
        for path in paths.root.rglob("*")
        if path.is_file() and not path.is_relative_to(paths.landing_root)
    ]
    assert {path.name: len(hits) for path in files if (hits := found(contents(path)))} == {}

    result = district.run(LAST)
    assert result.success, failures(result)
    # Nobody counts as a stranger under the new key, nor changed by it: all ends as without one.
    undisturbed = {"tag_assignment": sqlite_history.tables[LAST]["tag_assignment"]}
    now = {"tag_assignment": live(district.database)["tag_assignment"]}
    district.database.close()
    assert by_code(now, codes(paths.register)) == by_code(
        undisturbed, codes(sqlite_history.folders[LAST] / "register")
    )
    kept = read_register(paths.register, paths.register_rows)
    assert kept.height == read_register(sqlite_history.root / "register", sqlite_history.root / "none").height


def test_the_same_key_again_is_refused(sqlite_history: History, copy_after: Callable[..., District]) -> None:
    district = copy_after(sqlite_history, THIRD)
    done = _rotate(district, district.settings.pseudonym_key)
    assert done.exit_code == 1
    assert "in use" in done.output
