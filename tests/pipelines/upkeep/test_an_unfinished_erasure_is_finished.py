"""An erasure that was cut off anywhere is what `--requested` and the job take up, until it is done."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.lake import DamagedFrameError
from assets.paths import DataPaths
from assets.publication.store.database import Database
from pipelines.upkeep.erasure import erase
from pipelines.upkeep.erasure_requests import Request, requested
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import NOW, content, publish_day
from tests.pipelines.registering import register, registered, say_nothing

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DAY = date(2024, 3, 1)


class CutOffError(Exception):
    pass


def _until(word: str) -> Callable[[str], None]:
    """Progress that ends the run with the line that begins so."""

    def said(line: str) -> None:
        if f"{word}:" in line:
            raise CutOffError

    return said


def _frame(paths: DataPaths, group: str, table: str, rows: list[dict[str, object]]) -> Path:
    folder = paths.lake / group / table / f"snapshot_date={DAY}"
    folder.mkdir(parents=True)
    pl.DataFrame(rows).write_parquet(folder / "part=00.parquet")
    return folder / "part=00.parquet"


@pytest.fixture
def paths(tmp_path: Path, database: Database) -> DataPaths:
    """A register of two, of whom the second is published."""
    made = DataPaths(tmp_path / "data")
    register(made, "stays", "zero")
    day = Day({("resident", 2, "M017"): outcome()}, {2: {}})
    publish_day(database, made.published_snapshots, DAY, day)
    return made


def _ask(paths: DataPaths, code: str) -> None:
    request = {"erasure_code": "E1", "person_code": code, "requested_on": DAY, "ground": "unlawful"}
    _frame(paths, "intake", "erasure_requests", [request])


@pytest.mark.parametrize("step", ["receipts", "lake", "published tables"])
def test_it_is_open_until_it_is_done(step: str, paths: DataPaths, database: Database) -> None:
    _ask(paths, "zero")
    with pytest.raises(CutOffError):
        erase(paths, database, requested(paths), NOW, _until(step))
    left = requested(paths)
    assert left == [Request("zero", "unlawful", DAY)]
    erase(paths, database, left, NOW, say_nothing)
    assert requested(paths) == []
    assert registered(paths).keys() == {"stays", "erased 3"}
    assert content(database, "resident", ("resident_id",)) == []


def test_a_request_stays_until_the_rest_of_the_lake_is_clean(paths: DataPaths, database: Database) -> None:
    _ask(paths, "in no register")
    answered = _frame(paths, "intake", "survey_responses", [{"person_code": "in no register"}])
    whole = answered.read_bytes()
    answered.write_bytes(b"damaged")
    with pytest.raises(DamagedFrameError):
        erase(paths, database, requested(paths), NOW, say_nothing)
    assert [request.person_code for request in requested(paths)] == ["in no register"]
    answered.write_bytes(whole)
    erase(paths, database, requested(paths), NOW, say_nothing)
    assert pl.read_parquet(answered, glob=False, hive_partitioning=False).is_empty()
    assert requested(paths) == []
