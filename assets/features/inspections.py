"""What the newest inspections found on buildings and compounds.

Belongs here: from findings to one column per item, pure. Does not belong here: which features they become.
"""

from collections.abc import Mapping

import polars as pl

PROJECT_STAGES = ("none", "approved", "in_progress", "completed")
# On one day the later of these stands: what was found and then mended that day is mended.
_ORDER = pl.Enum(["no_problem", "problem", "approved", "in_progress", "completed"])
_OVER = ("no_problem", "completed")


def hazards(findings: pl.DataFrame, subject: str, columns: Mapping[str, str]) -> pl.DataFrame:
    """Return per inspected subject: `<subject>_id`, and for each `{column: item}` whether it has the problem.

    The newest finding of an item decides. A repair that is approved or under way has not ended the problem;
    an item never inspected is null.
    """
    newest = _newest(findings, subject)
    present = pl.when(pl.col("item").is_not_null()).then(~pl.col("result").is_in(_OVER))
    return _beside_each_other(newest.with_columns(found=present), subject, columns)


def projects(findings: pl.DataFrame, subject: str, columns: Mapping[str, str]) -> pl.DataFrame:
    """Return per subject with a project: `<subject>_id`, and for each `{column: item}` its newest stage.

    A finding that is no stage of a project does not end one; an item without a project is null here.
    """
    staged = findings.filter(pl.col("result").cast(pl.String).is_in(PROJECT_STAGES))
    stage = pl.col("result").cast(pl.String).cast(pl.Enum(PROJECT_STAGES))
    return _beside_each_other(_newest(staged, subject).with_columns(found=stage), subject, columns)


def _newest(findings: pl.DataFrame, subject: str) -> pl.DataFrame:
    return (
        findings.filter(pl.col("subject") == subject)
        .with_columns(pl.col("item").cast(pl.String), pl.col("result").cast(pl.String).cast(_ORDER))
        .sort("inspected_on", "result", descending=True)
        .unique(["subject_id", "item"], keep="first", maintain_order=True)
    )


def _beside_each_other(newest: pl.DataFrame, subject: str, columns: Mapping[str, str]) -> pl.DataFrame:
    return (
        newest.group_by("subject_id")
        .agg(
            pl.col("found").filter(pl.col("item") == item).first().alias(column)
            for column, item in columns.items()
        )
        .rename({"subject_id": f"{subject}_id"})
    )
