"""What is said of a resident or household, matched to ids: rolls, tags, visits, answers, services.

Belongs here: matching by document or source code, pure. Does not belong here: what follows for a tag, entries
of places (`place_records`). Entries of nobody known stay out.
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

from assets.intake.contracts import CANONICAL
from assets.registry.decisions import REFUSED
from assets.registry.deduplicate import deduplicate
from assets.registry.identity.register import every_id, ids

_DECISION_KEY = ["subject", "subject_id", "tag_code"]


def documents(
    tables: Mapping[str, pl.DataFrame], id_of_code: pl.DataFrame, persons: pl.DataFrame
) -> pl.DataFrame:
    """Return id_value, resident_id, is_ambiguous: who carries a number that entries may name.

    A number that several people carry names none of them: a passport and a permit that happen to be alike, or
    a number that was written on somebody else's row (`number_is_shared` of `persons`).
    """
    carried = (
        tables["residents"]
        .select("person_code", "id_value")
        .hstack(persons.select("number_is_shared"))
        .drop_nulls("id_value")
        .join(_people(id_of_code), on="person_code")
        .select("id_value", "resident_id", is_ambiguous="number_is_shared")
    )
    again = carried.select(pl.col("id_value").is_duplicated()).to_series()
    several = (pl.col("resident_id").n_unique() > 1) | pl.col("is_ambiguous").any()
    on_several_rows = carried.filter(again).with_columns(is_ambiguous=several.over("id_value")).unique()
    return pl.concat([carried.filter(~again), on_several_rows])


def person_records(
    tables: Mapping[str, pl.DataFrame],
    carried: pl.DataFrame,
    refused: pl.DataFrame,
    uncertain_subject: pl.DataFrame,
    id_of_code: pl.DataFrame,
    household: pl.DataFrame,
    as_of: date,
) -> dict[str, pl.DataFrame]:
    """The frames roll, upstream_tag, manual_tag, visit, survey and volunteer (data model, section 2).

    Args:
        tables: the canonical tables, by name.
        carried: of `documents`.
        refused: the table refused_subject.
        uncertain_subject: the frame. Whom a refused row of a roll names, and who carries an ambiguous number
            that is on it, has an entry of no known level: whether they are on it is unknown.
        id_of_code: of `identity.known_ids`.
        household: the frame.
        as_of: the snapshot date.

    """
    people = _people(id_of_code)
    by_document = carried.filter(~pl.col("is_ambiguous")).drop("is_ambiguous")
    rolls = tables["department_rolls"]
    uncertain = _uncertain_of_rolls(rolls, carried, uncertain_subject)
    return {
        "roll": _rolls(rolls, by_document, uncertain, as_of),
        "upstream_tag": _upstream_tags(tables["upstream_tags"], by_document),
        "manual_tag": _manual(tables["manual_tags"], refused, id_of_code, as_of),
        "visit": _visits(tables["visits"], id_of_code, household),
        "survey": _survey(tables["survey_responses"], people, as_of),
        "volunteer": tables["volunteer_hours"]
        .join(people, on="person_code")
        .select("resident_id", "served_on", "hours")
        .sort("resident_id", "served_on", "hours"),
    }


def _people(id_of_code: pl.DataFrame) -> pl.DataFrame:
    return ids(id_of_code, "resident").rename({"resident_code": "person_code"})


def _upstream_tags(tags: pl.DataFrame, by_document: pl.DataFrame) -> pl.DataFrame:
    """The city's tags by resident and tag: the latest, of one day the highest value."""
    return (
        tags.join(by_document, on="id_value")
        .sort("since", "value", descending=True)
        .unique(["resident_id", "tag_code"], keep="first", maintain_order=True)
        .select("resident_id", "tag_code", "value", "since")
        .sort("resident_id", "tag_code")
    )


def _uncertain_of_rolls(
    rolls: pl.DataFrame, carried: pl.DataFrame, uncertain_subject: pl.DataFrame
) -> pl.DataFrame:
    """resident_id and roll: who may or may not be on it."""
    of_refused_rows = uncertain_subject.filter(
        (pl.col("subject") == "resident") & ~pl.col("source").is_in(list(CANONICAL))
    ).select(resident_id="subject_id", roll="source")
    of_ambiguous = rolls.join(carried.filter("is_ambiguous"), on="id_value").select("resident_id", "roll")
    return pl.concat([of_ambiguous, of_refused_rows])


def _rolls(
    rolls: pl.DataFrame, by_document: pl.DataFrame, uncertain: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    in_force = (pl.col("valid_from") <= as_of) & (pl.col("valid_to").is_null() | (pl.col("valid_to") > as_of))
    entered = rolls.join(by_document, on="id_value").drop("id_value")
    key = ["resident_id", "roll"]
    in_force_entries = (
        deduplicate(entered.filter(in_force), key, ["valid_from", "level"], [True, True])
        .join(_unbroken(entered, as_of), on=key, how="left")
        .with_columns(pl.coalesce("unbroken_since", "valid_from"))
    )
    of_unknown_level = uncertain.unique().join(in_force_entries, on=key, how="anti")
    return pl.concat(
        [
            in_force_entries.select(*key, "level", "valid_from", "valid_to", "unbroken_since"),
            of_unknown_level,
        ],
        how="diagonal",
    ).sort(key)


def _unbroken(entries: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """resident_id, roll, unbroken_since: since when entries that follow each other reach the date.

    An entry follows another that ends when it begins, or later. Only whoever has several is there: of a
    single entry it is the day it begins.
    """
    key, end = ["resident_id", "roll"], pl.col("valid_to").fill_null(date.max)
    begun = entries.filter(pl.col("valid_from") <= as_of)
    in_order = begun.filter(begun.select(pl.struct(key).is_duplicated()).to_series()).sort(*key, "valid_from")
    before = end.cum_max().shift(1).over(key)
    begins = in_order.filter(before.is_null() | (pl.col("valid_from") > before))
    return begins.group_by(key).agg(unbroken_since=pl.col("valid_from").max())


def _manual(
    manual: pl.DataFrame, refused: pl.DataFrame, id_of_code: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    in_force = (pl.col("set_on") <= as_of) & (pl.col("expires_on").is_null() | (pl.col("expires_on") > as_of))
    known = every_id(id_of_code)
    decisions = (
        manual.filter(in_force)
        .with_columns(pl.col("subject", "action").cast(pl.String))
        .join(known, on=["subject", "subject_code"])
        .sort("set_on", "manual_tag_code", descending=True)
    )
    # The latest decision on a tag of a subject is in force; the code decides between two of one day.
    effective = decisions.unique(_DECISION_KEY, keep="first", maintain_order=True)
    unread = _unread_decisions(refused, known).join(effective, on=_DECISION_KEY, how="anti")
    contradicted = _contradicted(effective, decisions)
    return (
        pl.concat([effective.join(contradicted, on=_DECISION_KEY, how="left"), unread], how="diagonal")
        .select(
            *_DECISION_KEY,
            "action",
            "value",
            "manual_tag_code",
            "reason",
            "operator",
            "set_on",
            "expires_on",
            "contradicts",
        )
        .sort(_DECISION_KEY)
    )


def _unread_decisions(refused: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """A dispute for each tag a refused row decides: what may be suppressed must not come back meanwhile."""
    return (
        refused.filter(pl.col("source") == "manual_tags")
        .drop_nulls("tag_code")
        .join(known, on=["subject", "subject_code"])
        .select(*_DECISION_KEY, action=pl.lit("dispute"), reason=pl.lit(REFUSED))
        .unique()
    )


def _contradicted(effective: pl.DataFrame, decisions: pl.DataFrame) -> pl.DataFrame:
    """The codes of the decisions by others that say otherwise, by decision: `contradicts`."""
    return (
        effective.select(*_DECISION_KEY, "action", "operator")
        .join(
            decisions.select(*_DECISION_KEY, "manual_tag_code", "action", "operator"),
            on=_DECISION_KEY,
            suffix="_other",
        )
        .filter(
            (pl.col("action") != pl.col("action_other")) & (pl.col("operator") != pl.col("operator_other"))
        )
        .group_by(_DECISION_KEY)
        .agg(contradicts=pl.col("manual_tag_code").sort().str.join(" "))
    )


def _visits(visits: pl.DataFrame, id_of_code: pl.DataFrame, household: pl.DataFrame) -> pl.DataFrame:
    places = household.select("household_id", "building_id", "compound_id", "committee_code")
    return (
        visits.join(ids(id_of_code, "household"), on="household_code", how="left")
        .join(places, on="household_id", how="left")
        .select(
            "visit_code",
            "household_id",
            "building_id",
            "compound_id",
            "committee_code",
            "visited_on",
            "channel",
            "need_resolved",
        )
    )


def _survey(responses: pl.DataFrame, people: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The newest questionnaire of each resident; of two of one day the code decides. Without texts."""
    return (
        responses.filter(pl.col("answered_on") <= as_of)
        .join(people, on="person_code")
        .sort("answered_on", "response_code", descending=True)
        .unique("resident_id", keep="first", maintain_order=True)
        .select("resident_id", pl.exclude("resident_id", "person_code", "other_need"))
        .sort("resident_id")
    )
