"""Problems that nobody told: findings of inspections (查验) as cases, found automatically (自动发现).

Belongs here: which findings are one case, since when, and until when. Does not belong here: cases with texts
(`cases.py`), what a finding says of a tag (`assets/features/inspections.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from tag_rules.engine.model import RuleSet

INSPECTION = "inspection"
"""The channel of these cases."""
LABEL_OF_ITEM: dict[str, str] = {
    "facade": "P0202",
    "water_supply": "P0205",
    "lift_addition": "P0204",
    "termites": "P0307",
    "fire_equipment": "P0403",
    "waterlogging": "P0409",
}
"""The problem label that an inspected item speaks of; an item that is here not has a case without a label."""
_ENDS = ("no_problem", "completed")
_OF_ONE = ("subject", "subject_id", "item")


def found_cases(rule_set: RuleSet, registry: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return one row per problem found: from its first finding until one that says it is over.

    Columns of `problem_case` that are known of it; case_id is that of the first finding, after a prefix.

    Args:
        rule_set: the rules, for the labels that there are.
        registry: the frames inspection, building, compound and committee.
    """
    there = [label.code for label in rule_set.problem_labels]
    item = pl.col("item").cast(pl.String)
    label = item.replace_strict(LABEL_OF_ITEM, default=None, return_dtype=pl.String)
    problems = _problems(registry["inspection"]).join(
        _places(registry), on=["subject", "subject_id"], how="left"
    )
    return (
        problems.with_columns(
            case_id=pl.format("inspection-{}", "inspection_code"),
            source=pl.lit(INSPECTION),
            discovery=pl.lit("automatic"),
            label_code=pl.when(label.is_in(there)).then(label),
            outcome=pl.when(pl.col("closed_on").is_not_null())
            .then(pl.lit("resolved"))
            .otherwise(pl.lit("open")),
        )
        .with_columns(labelled_by=pl.when(pl.col("label_code").is_not_null()).then(pl.lit(INSPECTION)))
        .drop("inspection_code", "item")
    )


def _problems(inspection: pl.DataFrame) -> pl.DataFrame:
    """Return the runs of findings of a problem: the first one's code and day, and the day it was over."""
    told = (
        inspection.filter(pl.col("result").is_in(["problem", *_ENDS]))
        .select(
            "inspection_code",
            pl.col("subject", "item", "result").cast(pl.String),
            "subject_id",
            "inspected_on",
        )
        .sort(*_OF_ONE, "inspected_on", "inspection_code")
    )
    is_problem = pl.col("result") == "problem"
    begins = is_problem & ~is_problem.shift(fill_value=False).over(_OF_ONE)
    ends = ~is_problem & is_problem.shift(fill_value=False).over(_OF_ONE)
    edges = told.with_columns(begins=begins, ends=ends).filter(pl.col("begins") | pl.col("ends"))
    return (
        edges.with_columns(closed_on=pl.col("inspected_on").shift(-1).over(_OF_ONE))
        .filter("begins")
        .select(*_OF_ONE, "inspection_code", "closed_on", received_on="inspected_on")
    )


def _places(registry: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return subject, subject_id, street_code, committee_code of buildings and compounds."""
    return pl.concat(
        registry[kind].select(
            pl.lit(kind).alias("subject"),
            pl.col(f"{kind}_id").cast(pl.Int64).alias("subject_id"),
            pl.col("street_code", "committee_code").cast(pl.String),
        )
        for kind in ("building", "compound")
    )
