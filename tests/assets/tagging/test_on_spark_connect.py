"""Through a Spark Connect server (sc://…) tagging ends in the tables of one machine."""

import shutil
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from assets.tagging.city import City
from assets.tagging.outcome import Deciding, outcomes
from tag_rules.engine.model import RuleSet
from tests.assets.tagging.conftest import AS_OF
from tests.assets.tagging.spark_cluster import connect_server

pytestmark = [
    pytest.mark.skipif(find_spec("pyspark") is None, reason="no pyspark here: `make spark` installs it"),
    pytest.mark.skipif(shutil.which("java") is None, reason="no Java here: Spark runs on it"),
    # Of pyspark 4.3 about pandas 3, which nothing of ours passes to it.
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
]


def test_a_connect_server_ends_in_the_tables_of_one_machine(
    rule_set: RuleSet, facts: Any, upstream: Any, manual: Any, tmp_path: Path
) -> None:
    from assets.tagging.on_spark import outcomes_on_spark, session

    features = {
        "resident": facts("resident", *({"birth_date": date(1930 + year, 1, 1)} for year in range(60))),
        "household": facts("household", {"on_cloud": False}, {}),
    }
    given = upstream((1, "M040", None)), manual(("household", 1, "D042", "add", None))
    city = City(gives=frozenset({"M040"}))
    for subject, frame in features.items():
        frame.write_parquet(tmp_path / f"{subject}.parquet")
    folders = {subject: str(tmp_path / f"{subject}.parquet") for subject in features}
    with connect_server(tmp_path) as address, session(address) as spark:
        made = outcomes_on_spark(spark, Deciding.on(rule_set, features, city, AS_OF), folders, *given)
    wanted = outcomes(rule_set, features, *given, city, AS_OF)
    assert wanted["true_outcome"].height > 50
    for table, frame in wanted.items():
        assert isinstance(frame, pl.DataFrame)
        assert made[table].equals(frame), table
