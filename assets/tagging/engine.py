"""Where the parts of a date are decided: on this machine one after the other, or by Spark's workers.

Belongs here: choosing. Does not belong here: deciding (`outcome`), or how Spark is told (`on_spark`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from assets.lake import folder_of
from assets.paths import DataPaths
from assets.tagging.city import City
from assets.tagging.outcome import Deciding, outcomes
from tag_rules.engine.model import RuleSet


@dataclass(frozen=True)
class Engine:
    """Our own machine, or with a master, as `on_spark.session` takes it, the machines of that Spark."""

    spark_master: str | None = None

    def outcomes(
        self,
        rule_set: RuleSet,
        features: Mapping[str, pl.DataFrame],
        paths: DataPaths,
        upstream: pl.DataFrame,
        manual: pl.DataFrame,
        city: City,
        as_of: date,
    ) -> dict[str, pl.DataFrame]:
        """Return the outcomes of a date, the same wherever they are decided.

        Spark's workers read the features for themselves, out of the lake: every node reaches it as we do.
        """
        if self.spark_master is None:
            return outcomes(rule_set, features, upstream, manual, city, as_of)
        from assets.tagging.on_spark import outcomes_on_spark, session

        deciding = Deciding.on(rule_set, features, city, as_of)
        folders = {subject: str(folder_of(paths.lake, "features", subject, as_of)) for subject in features}
        with session(self.spark_master) as spark:
            return outcomes_on_spark(spark, deciding, folders, upstream, manual)
