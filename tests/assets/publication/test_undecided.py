"""Outcomes taken apart and unknown ones found again: nothing is lost, and who differs is found."""

from itertools import chain

from hypothesis import given

from assets.publication.undecided import KEY, SUBJECT, taken_apart, undecided, with_other_sets
from tests.assets.publication.histories import DAYS, Day

OF_UNKNOWN = [*KEY, "origin", "status", "rule_version", "keep_days", "publish_unknown", "committee_code"]


def kept(day: Day) -> dict:
    return {name: frame.collect() for name, frame in taken_apart(day.frame("outcome").lazy()).items()}


def unknown(day: Day) -> set[tuple]:
    return {
        (*key, *(row[name] for name in OF_UNKNOWN[3:]))
        for key, row in day.rows.items()
        if row["outcome"] is None
    }


@given(DAYS)
def test_true_and_unknown_rows_are_all_there(day):
    frames = kept(day)
    assert set(frames["true_outcome"].select(KEY).rows()) == {
        key for key, row in day.rows.items() if row["outcome"]
    }
    assert set(undecided(frames).select(OF_UNKNOWN).rows()) == unknown(day)


@given(DAYS, DAYS)
def test_asked_about_some_keys_or_subjects_it_gives_theirs_only(day, other):
    frames, asked = kept(day), other.frame("outcome")
    keys = set(asked.select(KEY).rows())
    found = undecided(frames, asked).select(OF_UNKNOWN).rows()
    assert set(found) == {row for row in unknown(day) if row[:3] in keys}
    subjects = {key[:2] for key in keys}
    found = undecided(frames, asked.select(SUBJECT).unique()).select(OF_UNKNOWN).rows()
    assert set(found) == {row for row in unknown(day) if row[:2] in subjects}


@given(DAYS, DAYS)
def test_who_is_undecided_about_something_else_is_found(old, new):
    differing = {row[:2] for row in unknown(old) ^ unknown(new)}
    assert set(with_other_sets(kept(old), kept(new)).rows()) == differing


@given(DAYS)
def test_equal_outcomes_in_any_order_give_equal_frames(day):
    one, other = (
        {name: frame.collect().sort(pl_all(frame)) for name, frame in taken_apart(rows.lazy()).items()}
        for rows in (day.frame("outcome"), day.frame("outcome").reverse())
    )
    assert all(one[name].equals(other[name]) for name in chain(one, other))


def pl_all(frame) -> list[str]:
    return frame.collect_schema().names()
