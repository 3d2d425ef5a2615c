"""On a real Spark cluster tagging ends in the tables of one machine, though a worker is killed meanwhile."""

import pickle
import shutil
import sys
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from assets.tagging.city import City
from assets.tagging.outcome import outcomes
from tag_rules.engine.model import RuleSet
from tests.assets.tagging.conftest import AS_OF
from tests.assets.tagging.spark_cluster import PATIENCE, cluster, until
from tests.assets.tagging.spark_job import Held

pytestmark = [
    pytest.mark.skipif(find_spec("pyspark") is None, reason="no pyspark here: `make spark` installs it"),
    pytest.mark.skipif(shutil.which("java") is None, reason="no Java here: Spark runs on it"),
]
STREETS = 6


@pytest.fixture
def features(facts: Any) -> dict[str, pl.DataFrame]:
    """Some people and households in each of a few streets, and one of no street."""
    place = pl.concat_str(pl.lit("3101060"), (pl.col("subject_id") % STREETS + 10).cast(pl.String))
    street = pl.when(pl.col("subject_id") != 7).then(place)
    born = [{"birth_date": date(1930 + year, 1, 1), "lives_here": year % 3 != 0} for year in range(60)]
    rows = {"resident": [*born, {}], "household": [{"on_cloud": False}, {}] * 9}
    return {
        subject: facts(subject, *given).with_columns(street_code=street) for subject, given in rows.items()
    }


def test_a_cluster_ends_in_the_tables_of_one_machine_though_a_worker_is_killed(
    rule_set: RuleSet, features: Any, upstream: Any, manual: Any, tmp_path: Path
) -> None:
    given = (
        upstream((1, "M040", None), (2, "M001", None)),
        manual(("household", 1, "D042", "add", None), ("resident", 3, "M001", "suppress", None)),
    )
    city = City(gives=frozenset({"M040", "M001"}), undocumented=pl.Series([4], dtype=pl.Int64))
    for subject, frame in features.items():
        (tmp_path / subject).mkdir()
        frame.write_parquet(tmp_path / subject / "part=00.parquet")
    folders = {subject: str(tmp_path / subject) for subject in features}
    deciding = Held(**vars(Held.on(rule_set, features, city, AS_OF)), folder=tmp_path)
    (tmp_path / "given.pickle").write_bytes(pickle.dumps((deciding, folders, *given)))
    with cluster(tmp_path) as running:
        command = (sys.executable, "-m", "tests.assets.tagging.spark_job", running.master, str(tmp_path))
        job = running.start("job", *command)
        until(
            lambda: job.poll() is not None or len(list(tmp_path.glob("*.busy"))) == 2, "both workers decide"
        )
        running.kill_a_worker()
        (tmp_path / "killed").touch()
        assert job.wait(PATIENCE) == 0, running.log("job")
    wanted = outcomes(rule_set, features, *given, city, AS_OF)
    assert wanted["true_outcome"].height > 50
    for table, frame in wanted.items():
        assert pl.read_parquet(tmp_path / f"{table}.parquet").equals(frame), table
