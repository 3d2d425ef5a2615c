"""Tagging past one machine: Apache Spark keeps, joins, schedules and retries; each task decides one street.

Belongs here: everything that names Spark. Does not belong here: what a tag or a rule means: inside a task the
very same `Deciding.part` runs as on one machine. pyspark is imported when it is asked for and not before.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from assets.tagging.outcome import UNKNOWN, Deciding
from assets.tagging.outcome_encoding import KEY, SCHEMAS, SUBJECT
from tag_rules.engine.errors import RefusedError
from tag_rules.engine.evaluate import schema

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

_ROOT = Path(__file__).parents[2]
# What one task gives back: rows of true_outcome, and rows of what is unknown, told apart by `kind`.
_MADE = pl.Schema({**SCHEMAS["true_outcome"], "kind": pl.List(pl.Int32)})
_MADE_IN_SPARK = (
    "subject string, subject_id bigint, tag_code string, value string, origin string, status string, "
    "rule_version int, street_code string, committee_code string, kind array<int>"
)
_SAID = ("subject", "subject_id", "tag_code", "action", "value")
_SAID_IN_SPARK = "subject string, subject_id bigint, tag_code string, action string, value string"


class SparkMissingError(RefusedError):
    """TAGGING_ENGINE=spark where pyspark is not installed."""


def session(master: str) -> SparkSession:
    """Return the session of a master: spark://…, yarn, k8s://…, local[…], or sc://… of Spark Connect.

    Every node has this project and its environment in the same places. An executor that is lost costs its
    tasks only: Spark gives them to another. Whoever asks for it ends it (`with`), which frees the cluster's
    cores. Raises SparkMissingError.
    """
    try:
        from pyspark.sql import SparkSession
    except ModuleNotFoundError as missing:
        raise SparkMissingError(
            "没有安装 Spark:请运行 make spark,或设 TAGGING_ENGINE=local。 "
            "Spark is not installed: run `make spark`, or set TAGGING_ENGINE=local"
        ) from missing
    builder = SparkSession.builder.appName("resident-tagging")
    if master.startswith("sc://"):
        return builder.remote(master).getOrCreate()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else workers take whatever `python3` there is
    path = os.pathsep.join([str(_ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    builder = (
        builder.master(master)
        .config("spark.executorEnv.PYTHONPATH", path)
        .config("spark.ui.enabled", "false")
        .config("spark.sql.execution.arrow.pyspark.enabled", "true")
        .config("spark.task.maxFailures", "8")
    )
    return builder.getOrCreate()


def outcomes_on_spark(
    spark: SparkSession,
    deciding: Deciding,
    features: Mapping[str, str],
    upstream: pl.DataFrame,
    manual: pl.DataFrame,
) -> dict[str, pl.DataFrame]:
    """Return what `outcomes` returns, decided street by street in Spark's tasks.

    Args:
        spark: of `session`.
        deciding: what decides, sent with each task.
        features: by subject, where the frame's Parquet files are, as every node reaches them.
        upstream: as `outcomes` takes it.
        manual: likewise.
    """
    said = spark.createDataFrame(_said(upstream, manual).to_arrow(), schema=_SAID_IN_SPARK)
    made = [_decided(spark, deciding, subject, features[subject], said) for subject in sorted(features)]
    whole = made[0]
    for each in made[1:]:
        whole = whole.unionByName(each)
    rows = pl.DataFrame(pl.from_arrow(whole.toArrow())).cast(_MADE)
    is_unknown = pl.col("kind").is_not_null()
    true = rows.filter(~is_unknown).select(SCHEMAS["true_outcome"].names()).sort(KEY)
    unknown = rows.filter(is_unknown).select(UNKNOWN.names()).cast(UNKNOWN).sort(SUBJECT)
    return deciding.gathered([(true, unknown)])


def _decided(
    spark: SparkSession, deciding: Deciding, subject: str, folder: str, said: DataFrame
) -> DataFrame:
    """Return `_MADE` of one kind of subject; what is said of whom is joined by Spark, across streets."""
    from pyspark.sql import functions

    street = functions.coalesce("street_code", functions.lit("")).alias("street")
    rows = spark.read.parquet(folder).select("*", street)
    # Under a name of its own: Spark cannot tell two columns of one origin apart.
    streets = rows.select("subject_id", functions.col("street").alias("said_in"))
    of_subject = said.where(said.subject == subject).join(streets, "subject_id")
    schema_there = schema(deciding.rule_set, subject)

    def decide(here: pa.Table, said_here: pa.Table) -> pa.Table:
        frame = pl.DataFrame(pl.from_arrow(here)).drop("street")
        frame = frame.cast({name: kind for name, kind in schema_there.items() if name in frame.columns})
        claims = pl.DataFrame(pl.from_arrow(said_here)).select(_SAID)
        by_city = pl.col("action") == ""
        made = deciding.part(
            subject,
            frame,
            claims.filter(by_city).select("subject", "subject_id", "tag_code", "value"),
            claims.filter(~by_city),
        )
        return _as_spark_takes_it(_as_rows(*made))

    return rows.groupBy("street").cogroup(of_subject.groupBy("said_in")).applyInArrow(decide, _MADE_IN_SPARK)


def _as_rows(true: pl.DataFrame, unknown: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([_MADE.to_frame(), true, unknown.cast({"kind": pl.List(pl.Int32)})], how="diagonal")


def _as_spark_takes_it(rows: pl.DataFrame) -> pa.Table:
    """Return rows of `_MADE` with Arrow's short texts and lists: Spark refuses the long ones of Polars."""
    import pyarrow as pa

    kinds = {pl.String(): pa.string(), pl.Int64(): pa.int64(), pl.Int32(): pa.int32()}
    fields = [(name, kinds.get(kind) or pa.list_(pa.int32())) for name, kind in _MADE.items()]
    return rows.to_arrow().cast(pa.schema(fields))


def _said(upstream: pl.DataFrame, manual: pl.DataFrame) -> pl.DataFrame:
    """Return what the city (action "") and people say, one table."""
    if "resident_id" in upstream.columns:
        upstream = upstream.select(
            subject=pl.lit("resident"), subject_id=pl.col("resident_id"), tag_code="tag_code", value="value"
        )
    city = upstream.with_columns(action=pl.lit(""))
    kinds = pl.Schema({name: pl.Int64() if name == "subject_id" else pl.String() for name in _SAID})
    return pl.concat([frame.select(_SAID).cast(kinds) for frame in (city, manual)])
