"""Cases of a place, each with the problem it tells of: the rows of `problem_case`.

Belongs here: visits, receptions, hotline tickets and requests as one table. Does not belong here: finding the
labels (`labels`). A case names a building, compound or committee, never a person, and carries no text.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from assets.problems.labels import label_matches, routed_out
from assets.problems.learning.classifier import Classifier
from assets.problems.learnt import relabelled
from assets.registry.cases import SOURCE_OF_CHANNEL, case_code
from assets.registry.identity.observed_codes import whole_sources
from tag_rules.engine.labels.model import Labelling
from tag_rules.engine.model import RuleSet

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
        "case_number": pl.Int64(),
    }
)
_PUBLISHED_NAMES = {"case_code": "case_id", "case_id": "case_number", "channel": "source"}
"""Columns of `problem_case` that are called otherwise here: the contract with readers keeps their names."""

REQUEST_TYPES: dict[str, tuple[str, ...]] = {
    "consultation": ("咨询", "询问", "请问"),
    "help": ("求助", "请求帮助", "希望维修", "要求维修", "尽快维修", "要求修复"),
    "complaint": ("投诉", "举报", "不满", "多次反映"),
    "suggestion": ("建议", "希望", "意见"),
}
"""What the person asked for (诉求类型), by words of the text; the first that fits. Tickets say it."""

_DISCOVERY = {"visit": "active", "reception": "passive", "hotline": "passive", "request": "active"}
"""How it was found (三动发现): by the committee itself, or because somebody came or called."""

_PLACES = ("building", "compound", "committee")


def cases(
    rule_set: RuleSet,
    texts: Mapping[str, pl.DataFrame],
    registry: Mapping[str, pl.DataFrame],
    learnt: Classifier | None = None,
) -> pl.DataFrame:
    """Return every reception, ticket and request, and the visits whose note has a label.

    The case is of the building; of the compound where the building is not known; else of the committee.

    Args:
        rule_set: the rules, for their labels.
        texts: intake's masked tables visits, hotline_tickets and committee_requests.
        registry: the frames visit, case and committee.
        learnt: the classifier in use, if there is one.

    Returns:
        One row per case: `SCHEMA`, sorted. label_code is null where no label fits; matched_terms are the
        rule's keywords, joined by ";". A visit has no case_number: it is a case only by its label.

    """
    placed = _placed(registry).join(_texts(texts), on="case_code", how="left").with_row_index("row")
    best = label_matches(rule_set.labelling, placed, "row", "text").filter(pl.col("rank") == 1)
    # Who calls or comes asks for something, whatever the patterns found; a note of a visit may not.
    asking = (pl.col("channel") != "visit") & pl.col("text").is_not_null()
    judged = placed.join(best.select("row", "label_code"), on="row", how="left").filter(
        asking | pl.col("label_code").is_not_null()
    )
    given = relabelled(rule_set, learnt, judged.select("row", "label_code"), placed.select("row", "text"))
    return (
        placed.join(best.select("row", "matched_terms"), on="row", how="left")
        .join(given.select("row", "label_code", "labelled_by"), on="row", how="left")
        .filter((pl.col("channel") != "visit") | pl.col("label_code").is_not_null())
        .with_columns(
            subject=pl.coalesce(
                pl.when(pl.col(f"{place}_id").is_not_null()).then(pl.lit(place)) for place in _PLACES
            ),
            subject_id=pl.coalesce(pl.col(f"{place}_id").cast(pl.Int64) for place in _PLACES),
            request_type=pl.coalesce("request_type", _request_type(pl.col("text"))),
            discovery=pl.col("channel").replace_strict(_DISCOVERY, return_dtype=pl.String),
            matched_terms=pl.col("matched_terms").list.join(";"),
            status=_status(),
        )
        .rename(_PUBLISHED_NAMES)
        .select(SCHEMA.names())
        .cast(SCHEMA)
        .sort("case_id")
    )


def routed_texts(labelling: Labelling, texts: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the number of texts of each topic that is nobody's label: topic, texts; sorted."""
    rows = _texts(texts).with_row_index("at").drop_nulls("text")
    return routed_out(labelling, rows, "at", "text").group_by("topic").agg(texts=pl.len()).sort("topic")


def missing_case_sources(source_status: pl.DataFrame) -> pl.DataFrame:
    """Return the channels of cases whose export is missing or partial: one row each, `source`, sorted."""
    whole = whole_sources(source_status)
    by_channel = {"visit": "visits", **SOURCE_OF_CHANNEL}
    return pl.DataFrame(
        {"source": sorted(channel for channel, source in by_channel.items() if source not in whole)},
        schema={"source": pl.String},
    )


def _placed(registry: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return visits and the registry's cases with what is above them, but cases nothing is known of."""
    committee = registry["committee"].select("committee_id", pl.col("committee_code").cast(pl.String))
    visits = registry["visit"].filter(pl.col("channel") == "visit")
    known = registry["case"].drop_nulls("channel")
    place = ("building_id", "compound_id", "committee_code")
    return pl.concat(
        [
            visits.select(
                *place, case_code=case_code("visits", "visit_code"), channel=pl.lit("visit"),
                received_on="visited_on",
            ),
            known.select(
                *place, "case_code", "case_id", pl.col("channel").cast(pl.String), "received_on", "closed_on",
            ),
        ],
        how="diagonal",
    ).join(committee, on="committee_code", how="left")  # fmt: skip


def _texts(texts: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return case_code, text, request_type where the source says it, and whether it calls the case ended."""
    return pl.concat(
        [
            texts["visits"].select(
                case_code=case_code("visits", "visit_code"), text="note", ended="need_resolved"
            ),
            texts["hotline_tickets"].select(
                "text", pl.col("request_type").cast(pl.String),
                case_code=case_code("hotline_tickets", "ticket_code"),
            ),
            # A returned request is at its end as well: the department has it no more.
            texts["committee_requests"].select(
                case_code=case_code("committee_requests", "request_code"), text="topic",
                ended=pl.col("status") != "open",
            ),
        ],
        how="diagonal",
    )  # fmt: skip


def _status() -> pl.Expr:
    is_closed = pl.col("closed_on").is_not_null() | pl.col("ended").fill_null(False)
    return pl.when(is_closed).then(pl.lit("closed")).otherwise(pl.lit("open"))


def _request_type(text: pl.Expr) -> pl.Expr:
    return pl.coalesce(
        *(
            pl.when(text.str.contains_any(list(words))).then(pl.lit(kind))
            for kind, words in REQUEST_TYPES.items()
        )
    )
