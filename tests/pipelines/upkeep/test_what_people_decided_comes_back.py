"""What reviewers decided and the district learnt cannot be computed again: a backup has it, secrets apart."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.intake.contracts import CANONICAL
from assets.paths import DataPaths
from assets.problems.learning.classifier_store import FOLDER as CLASSIFIERS
from assets.publication.store.database import Database
from assets.registry.identity.decision_store import add_decisions, read_decisions
from assets.registry.identity.register import empty_register
from assets.registry.identity.register_store import write_register
from assets.registry.linked_rows import OWN
from pipelines.settings import Settings
from pipelines.upkeep.backup import back_up, restore
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import NOW, publish_day

SECRETS = {"pseudonym.key", "erasure.salt"}


def _say(_line: str) -> None:
    return None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_decisions_weights_and_classifiers_come_back(database: Database, tmp_path: Path) -> None:
    settings = Settings.below(DataPaths(tmp_path / "data"), database.url.render_as_string())
    paths, again = settings.data, Settings.below(DataPaths(tmp_path / "again"))
    write_register(paths.register, paths.register_rows, empty_register(), empty_register())
    day = Day({("resident", 1, "M017"): outcome()}, {1: {}})
    publish_day(database, paths.published_snapshots, date(2024, 3, 1), day)
    two_people = pl.DataFrame({"person_code": "a", "other_person_code": "b", "same_person": False})
    schema = CANONICAL["person_decisions"].create_empty()
    add_decisions(paths.register, {"person_decisions": pl.concat([schema, two_people], how="diagonal")})
    learnt = (Path("register") / OWN, Path(CLASSIFIERS) / "1.npz")
    for file in (*learnt, *(Path("register") / name for name in SECRETS)):
        (paths.root / file).parent.mkdir(exist_ok=True)
        (paths.root / file).write_text(file.name)

    back_up(settings, database, tmp_path / "saved", None, NOW, _say)
    other = Database(again.database_url)
    restore(again, other, tmp_path / "saved", None, _say)
    other.close()

    assert read_decisions(again.data.register)["person_decisions"].height == 1
    for table, rows in read_decisions(paths.register).items():
        assert read_decisions(again.data.register)[table].equals(rows)
    assert all((again.data.root / file).read_text() == file.name for file in learnt)
    assert not SECRETS & {file.name for file in (tmp_path / "saved").rglob("*")}
