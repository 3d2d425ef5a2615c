"""Outcomes taken apart and unknown ones found again: nothing is lost, and who differs is found."""

from collections import Counter

import polars as pl
from hypothesis import given

from assets.tagging.outcome_encoding import (
    KEY,
    SORTED_BY,
    SUBJECT,
    decode,
    undecided,
    unknown_counts,
    with_other_sets,
)
from tests.assets.publication.histories import DAYS, Day
from tests.assets.tagging.outcome_rows import kept

OF_UNKNOWN = [*KEY, "origin", "status", "rule_version", "keep_days", "publish_unknown", "committee_code"]


def unknown(day: Day) -> set[tuple]:
    return {
        (*key, *(row[name] for name in OF_UNKNOWN[3:]))
        for key, row in day.rows.items()
        if row["outcome"] is None
    }


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
def test_who_is_undecided_about_something_else_is_found(old, new):
    differing = {row[:2] for row in unknown(old) ^ unknown(new)}
    assert set(with_other_sets(kept(old.frame("outcome")), kept(new.frame("outcome"))).rows()) == differing


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
