"""Cases of a place, each with the problem it tells of: the rows of `problem_case`.

Belongs here: visits, receptions, hotline tickets, requests, opinions and what is added to a
questionnaire as one table. Does not belong here: finding the
labels (`labels`). A case names a building, compound or committee, never a person, and carries no text.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import polars as pl

from assets.intake.contracts import FREE_TEXT
from assets.problems.found_cases import INSPECTION, found_cases
from assets.problems.labels import label_matches, routed_out
from assets.problems.learning.classifier import Classifier
from assets.problems.learnt import relabelled
from assets.registry.cases import SOURCE_OF_CHANNEL, case_code
from assets.registry.identity.observed_codes import whole_sources
from tag_rules.engine.labels.model import OTHER
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
        "street_code": pl.String(),
        "department": pl.String(),
        "outcome": pl.String(),
    }
)
LABEL_SCHEMA = pl.Schema(
    {
        "case_id": pl.String(), "label_code": pl.String(), "rank": pl.Int64(), "source": pl.String(),
        "committee_code": pl.String(),
    }
)  # fmt: skip


class LabelledCases(NamedTuple):
    """The cases of a date, `SCHEMA`, and every label of each, `LABEL_SCHEMA`."""

    cases: pl.DataFrame
    labels: pl.DataFrame


_PUBLISHED_NAMES = {"case_code": "case_id", "case_id": "case_number", "channel": "source"}
"""Columns of `problem_case` that are called otherwise here: the contract with readers keeps their names."""

REQUEST_TYPES: dict[str, tuple[str, ...]] = {
    "consultation": ("咨询", "询问", "请问"),
    "help": ("求助", "请求帮助", "希望维修", "要求维修", "尽快维修", "要求修复"),
    "complaint": ("投诉", "举报", "不满", "多次反映"),
    "suggestion": ("建议", "希望", "意见"),
}
"""What the person asked for (诉求类型), by words of the text; the first that fits. Tickets say it."""

_DISCOVERY = {"visit": "active", "reception": "passive", "hotline": "passive", "request": "active",
              "opinion": "passive", "survey": "active"}  # fmt: skip
"""How it was found (三动发现): by the committee itself, or because somebody came or called."""

_SMALL = 5
"""Counts of texts from 1 to one less are hidden."""
_PLACES = ("building", "compound", "committee")


def cases(
    rule_set: RuleSet,
    texts: Mapping[str, pl.DataFrame],
    registry: Mapping[str, pl.DataFrame],
    learnt: Classifier | None = None,
) -> LabelledCases:
    """Return every ticket, request, opinion, reception of a need and finding, and what else has a label.

    The case is of the building; of the compound where the building is not known; else of the committee.

    Args:
        rule_set: the rules, for their labels.
        texts: intake's masked tables with a free text (`FREE_TEXT`), by name.
        registry: the frames visit, case, survey, resident, committee, building, compound and inspection.
        learnt: the classifier in use, if there is one.

    Returns:
        One row per case: `SCHEMA`, sorted. label_code is null where no label fits; matched_terms are the
        rule's keywords, joined by ";". A visit has no case_number, nor has a reception without a need, nor
        what the newest questionnaire of a resident adds (source survey): each is a case only by its label,
        and outcome is null, as nobody recorded a need. And one row per case and label, best first: rank 1 is
        the case's own label_code.

    """
    placed = _placed(registry).join(case_texts(texts), on="case_code", how="left").with_row_index("row")
    matches = label_matches(rule_set.labelling, placed, "row", "text")
    best = matches.filter(pl.col("rank") == 1)
    # Who calls, comes or writes asks for something, whatever the patterns found; others may not.
    asking = pl.col("case_id").is_not_null() & pl.col("text").is_not_null()
    judged = placed.join(best.select("row", "label_code"), on="row", how="left").filter(
        asking | pl.col("label_code").is_not_null()
    )
    given = relabelled(rule_set, learnt, judged.select("row", "label_code"), placed.select("row", "text"))
    # Of a note in which nobody asked, the classifier's "none of ours" says that there is no case.
    none = (pl.col("label_code") == OTHER) & (pl.col("labelled_by") == "classifier")
    given = given.join(judged.filter(~asking).join(given.filter(none), on="row"), on="row", how="anti")
    told = _told(
        placed.join(best.select("row", "matched_terms"), on="row", how="left").join(
            given.select("row", "label_code", "labelled_by"), on="row", how="left"
        )
    )
    found = found_cases(rule_set, registry)
    made = pl.concat([told.drop("row"), found], how="diagonal").with_columns(status=_status())
    every = made.select(SCHEMA.names()).cast(SCHEMA).sort("case_id")
    others = matches.join(told.select("row", "case_id"), on="row").select("case_id", "label_code", "rank")
    return LabelledCases(every, _all_labels(every, others))


def _told(labelled: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that are cases, by the registry or by their label, with what is published of each."""
    return (
        labelled.filter(pl.col("case_id").is_not_null() | pl.col("label_code").is_not_null())
        .with_columns(
            subject=pl.coalesce(
                pl.when(pl.col(f"{place}_id").is_not_null()).then(pl.lit(place)) for place in _PLACES
            ),
            subject_id=pl.coalesce(pl.col(f"{place}_id").cast(pl.Int64) for place in _PLACES),
            request_type=pl.coalesce("request_type", _request_type(pl.col("text"))),
            discovery=pl.col("channel").replace_strict(_DISCOVERY, return_dtype=pl.String),
            matched_terms=pl.col("matched_terms").list.join(";"),
            outcome=_outcome(),
        )
        .rename(_PUBLISHED_NAMES)
    )


def _all_labels(made: pl.DataFrame, matches: pl.DataFrame) -> pl.DataFrame:
    """Return every label of each case: its own first, whoever gave it, then the others in their order."""
    own = made.drop_nulls("label_code").select("case_id", "label_code", order=pl.lit(0, pl.Int64))
    others = matches.select("case_id", "label_code", order=pl.col("rank").cast(pl.Int64))
    return (
        pl.concat([own, others])
        .unique(["case_id", "label_code"], keep="first", maintain_order=True)
        .sort("case_id", "order")
        .with_columns(rank=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("case_id"))
        .join(made.select("case_id", "source", "committee_code"), on="case_id")
        .select(LABEL_SCHEMA.names())
        .cast(LABEL_SCHEMA)
        .sort("case_id", "rank")
    )


def routed_counts(rule_set: RuleSet, texts: Mapping[str, pl.DataFrame], snapshot_date: date) -> pl.DataFrame:
    """Return how many texts there are of each topic that is nobody's label: the table `routed_out`.

    One row per topic: snapshot_date, topic, count, suppressed; sorted. A topic told of by few would speak of
    somebody: its count is null, and no other table has a sum that it is part of.
    """
    rows = case_texts(texts).with_row_index("at").drop_nulls("text")
    found = routed_out(rule_set.labelling, rows, "at", "text").group_by("topic").len("count")
    topics = pl.DataFrame(
        {"topic": [each.topic for each in rule_set.routed_out]}, schema={"topic": pl.String}
    )
    count = pl.col("count").fill_null(0).cast(pl.Int64)
    is_small = count.is_between(1, _SMALL - 1)
    return (
        topics.join(found, on="topic", how="left")
        .select(pl.lit(snapshot_date).alias("snapshot_date"), "topic", count, suppressed=is_small)
        .with_columns(pl.when(~pl.col("suppressed")).then("count").alias("count"))
        .sort("topic")
    )


def missing_case_sources(source_status: pl.DataFrame) -> pl.DataFrame:
    """Return the channels of cases whose export is missing or partial: one row each, `source`, sorted."""
    whole = whole_sources(source_status)
    by_channel = {
        "visit": "visits", "survey": "survey_responses", INSPECTION: "inspections", **SOURCE_OF_CHANNEL
    }  # fmt: skip
    return pl.DataFrame(
        {"source": sorted(channel for channel, source in by_channel.items() if source not in whole)},
        schema={"source": pl.String},
    )


def _placed(registry: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Visits, answers and the registry's cases with what is above them, but cases nothing is known of."""
    committee = registry["committee"].select(
        "committee_id", "street_code", pl.col("committee_code").cast(pl.String)
    )
    known = registry["case"].drop_nulls("channel")
    visits = registry["visit"].with_columns(case_code=case_code("visits", "visit_code"))
    visits = visits.join(registry["case"], on="case_code", how="anti")
    place = ("building_id", "compound_id", "committee_code")
    return pl.concat(
        [
            visits.select(
                *place, "case_code", pl.col("channel").cast(pl.String), received_on="visited_on",
            ),
            known.select(
                *place, "case_code", "case_id", pl.col("channel").cast(pl.String), "received_on", "closed_on",
            ),
            _answers(registry),
        ],
        how="diagonal",
    ).join(committee, on="committee_code", how="left")  # fmt: skip


def _answers(registry: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the newest questionnaire of each resident, by the committee of their household and no more."""
    return (
        registry["survey"]
        .join(registry["resident"].select("resident_id", "committee_code"), on="resident_id")
        .drop_nulls("committee_code")
        .select(
            pl.col("committee_code").cast(pl.String),
            case_code=case_code("survey_responses", "response_code"),
            channel=pl.lit("survey"),
            received_on="answered_on",
        )
    )


_TEXT_OF: dict[str, tuple[str, dict[str, pl.Expr]]] = {
    "visits": ("visit_code", {"resolved": pl.col("need_resolved")}),
    "hotline_tickets": ("ticket_code", {"request_type": pl.col("request_type").cast(pl.String)}),
    "committee_requests": (
        "request_code",
        {
            "department": pl.col("department"),
            "resolved": pl.col("status") == "resolved",
            "returned": pl.col("status") == "returned",
        },
    ),
    "public_opinions": ("opinion_code", {}),
    "survey_responses": ("response_code", {}),
}
"""By table of `FREE_TEXT`: the column of its own code, and what it says beside the text."""
_SAID = {
    "case_code": pl.String, "text": pl.String, "request_type": pl.String, "department": pl.String,
    "resolved": pl.Boolean, "returned": pl.Boolean,
}  # fmt: skip


def case_texts(texts: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return case_code, text and what the source says: request_type, department, resolved, returned.

    Of the tables and texts that are there: the lake of an earlier version has fewer.
    """
    parts = [
        texts[table].select(
            case_code(table, code).alias("case_code"), pl.col(FREE_TEXT[table]).alias("text"), **said
        )
        for table, (code, said) in _TEXT_OF.items()
        if table in texts and FREE_TEXT[table] in texts[table].columns
    ]
    return pl.concat([pl.DataFrame(schema=_SAID), *parts], how="diagonal")


def _outcome() -> pl.Expr:
    """What became of it; null for a note without a need, of which nothing has to become."""
    is_over = pl.col("closed_on").is_not_null() | pl.col("resolved").fill_null(False)
    is_note = pl.col("channel").is_in(["visit", "reception", "survey"]) & pl.col("resolved").is_null()
    return (
        pl.when(pl.col("returned").fill_null(False))
        .then(pl.lit("returned"))
        .when(is_over)
        .then(pl.lit("resolved"))
        .when(~is_note)
        .then(pl.lit("open"))
    )


def _status() -> pl.Expr:
    """Open while something has to be done; a returned request is with the department no more."""
    is_open = (pl.col("outcome") == "open").fill_null(False)
    return pl.when(is_open).then(pl.lit("open")).otherwise(pl.lit("closed"))


def _request_type(text: pl.Expr) -> pl.Expr:
    return pl.coalesce(
        *(
            pl.when(text.str.contains_any(list(words))).then(pl.lit(kind))
            for kind, words in REQUEST_TYPES.items()
        )
    )
