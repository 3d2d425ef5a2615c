"""Where Spark is chosen and not installed, a person reads what to do."""

import sys

import pytest

from assets.tagging.on_spark import SparkMissingError, session


def test_without_pyspark_a_person_reads_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.delitem(sys.modules, "pyspark.sql", raising=False)
    with pytest.raises(SparkMissingError, match="make spark"):
        session("spark://127.0.0.1:7077")
