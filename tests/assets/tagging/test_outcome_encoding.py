"""Outcomes taken apart and unknown ones found again: nothing is lost, and who differs is found."""

from collections import Counter

import polars as pl
from hypothesis import given

from assets.tagging.outcome_encoding import (
    KEY,
    SORTED_BY,
    SUBJECT,
    decode,
    differing_unknowns,
    undecided,
    unknown_counts,
)
from tests.assets.publication.histories import DAYS, Day
from tests.assets.tagging.outcome_rows import kept

OF_UNKNOWN = [
    *KEY,
    "origin",
    "status",
    "rule_version",
    "keep_days",
    "publish_unknown",
    "street_code",
    "committee_code",
]


def unknown(day: Day) -> set[tuple]:
    return {
        (*key, *(row[name] for name in OF_UNKNOWN[3:]))
        for key, row in day.rows.items()
        if row["outcome"] is None
    }


def in_two_places(day: Day) -> set[tuple]:
    places = {(*row[:2], *row[-2:]) for row in unknown(day)}
    return {subject for subject, count in Counter(place[:2] for place in places).items() if count > 1}


@given(DAYS)
def test_true_and_unknown_rows_are_all_there(day):
    frames = kept(day.frame("outcome"))
    assert set(frames["true_outcome"].select(KEY).rows()) == {
        key for key, row in day.rows.items() if row["outcome"]
    }
    assert set(undecided(frames).select(OF_UNKNOWN).rows()) == unknown(day)


@given(DAYS, DAYS)
def test_asked_about_some_keys_or_subjects_it_gives_theirs_only(day, other):
    frames, asked = kept(day.frame("outcome")), other.frame("outcome")
    keys = set(asked.select(KEY).rows())
    found = undecided(frames, asked).select(OF_UNKNOWN).rows()
    assert set(found) == {row for row in unknown(day) if row[:3] in keys}
    subjects = {key[:2] for key in keys}
    found = undecided(frames, asked.select(SUBJECT).unique()).select(OF_UNKNOWN).rows()
    assert set(found) == {row for row in unknown(day) if row[:2] in subjects}


@given(DAYS, DAYS)
def test_what_is_unknown_otherwise_is_found(old, new):
    found = set(differing_unknowns(kept(old.frame("outcome")), kept(new.frame("outcome"))).rows())
    differing = {row[:3] for row in unknown(old) ^ unknown(new)}
    assert differing <= found
    # Of a subject in two places at once, which no date has, more may be said to differ.
    torn = in_two_places(old) | in_two_places(new)
    assert {key for key in found if key[:2] not in torn} <= differing


@given(DAYS)
def test_equal_outcomes_in_any_order_give_equal_frames(day):
    one, other = (kept(rows) for rows in (day.frame("outcome"), day.frame("outcome").reverse()))
    assert all(one[name].sort(key).equals(other[name].sort(key)) for name, key in SORTED_BY.items())


@given(DAYS)
def test_put_together_they_are_the_rows_again(day):
    rows = day.frame("outcome").sort(KEY)
    said = rows.with_columns(
        pl.when(pl.col("outcome").is_null()).then(pl.col("keep_days", "publish_unknown")),
        value=pl.when("outcome").then("value"),
    )
    assert decode(kept(rows)).select(said.columns).equals(said)


@given(DAYS)
def test_counts_of_the_unknown(day):
    frames = kept(day.frame("outcome"))
    found = unknown_counts(frames["undecided_subject"], frames["undecided_set"], ["subject"])
    assert Counter(row[:2] for row in found.rows() for _ in range(row[2])) == Counter(
        (code, subject) for subject, _, code, *_ in unknown(day)
    )
