"""Visits that tell of a problem, as cases of a place.

Belongs here: the rows of `problem_case` that come from visits. Does not belong here: finding the labels
(`labels`). A case names a building or compound, never a person, and carries no text of the note.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from assets.problems.labels import label_matches
from tag_rules.engine.model import ProblemLabel

SCHEMA = pl.Schema(
    {
        "case_id": pl.String(),
        "source": pl.String(),
        "received_on": pl.Date(),
        "closed_on": pl.Date(),
        "committee_code": pl.String(),
        "subject": pl.String(),
        "subject_id": pl.Int64(),
        "request_type": pl.String(),
        "discovery": pl.String(),
        "label_code": pl.String(),
        "labelled_by": pl.String(),
        "matched_terms": pl.String(),
        "status": pl.String(),
    }
)

REQUEST_TYPES: dict[str, tuple[str, ...]] = {
    "consultation": ("咨询", "询问", "请问"),
    "help": ("求助", "请求帮助", "希望维修", "要求维修", "尽快维修", "要求修复"),
    "complaint": ("投诉", "举报", "不满", "多次反映"),
    "suggestion": ("建议", "希望", "意见"),
}
"""What the person asked for (诉求类型: 咨询、求助、投诉、建议), by words of the note; the first that fits."""

_DISCOVERY = {"visit": "active", "reception": "passive"}


def cases(labels: Sequence[ProblemLabel], notes: pl.DataFrame, visits: pl.DataFrame) -> pl.DataFrame:
    """Return one case per visit whose note has a problem label: `SCHEMA`, sorted by case_id.

    `notes`: visit_code, note (masked). `visits`: visit_code, building_id, compound_id, committee_code,
    visited_on, channel. The case is of the building; of the compound where the building is not known; of
    neither (subject null) where both are not. matched_terms are the rule's keywords, joined by ";".
    """
    best = label_matches(labels, notes, "visit_code", "note").filter(pl.col("rank") == 1)
    known = visits.select(
        "visit_code",
        pl.col("building_id", "compound_id").cast(pl.Int64),
        pl.col("committee_code", "channel").cast(pl.String),
        "visited_on",
    )
    building, compound = pl.col("building_id"), pl.col("compound_id")
    return (
        best.join(known, on="visit_code")
        .join(
            notes.select("visit_code", _request_type(pl.col("note")).alias("request_type")), on="visit_code"
        )
        .select(
            (pl.lit("visit-") + pl.col("visit_code")).alias("case_id"),
            pl.lit("visit").alias("source"),
            pl.col("visited_on").alias("received_on"),
            pl.lit(None, pl.Date).alias("closed_on"),
            "committee_code",
            pl.when(building.is_not_null())
            .then(pl.lit("building"))
            .when(compound.is_not_null())
            .then(pl.lit("compound"))
            .alias("subject"),
            pl.coalesce(building, compound).alias("subject_id"),
            "request_type",
            pl.col("channel").replace_strict(_DISCOVERY, return_dtype=pl.String).alias("discovery"),
            "label_code",
            pl.lit("pattern").alias("labelled_by"),
            pl.col("matched_terms").list.join(";"),
            pl.lit("open").alias("status"),
        )
        .cast(SCHEMA)
        .sort("case_id")
    )


def _request_type(note: pl.Expr) -> pl.Expr:
    return pl.coalesce(
        *(
            pl.when(note.str.contains_any(list(words))).then(pl.lit(kind))
            for kind, words in REQUEST_TYPES.items()
        )
    )
