from datetime import date, timedelta

import polars as pl
import pytest

from assets.registry.decisions import counts, to_look_at

DAY = date(2024, 3, 2)
SCHEMA = {
    "subject": pl.String, "subject_id": pl.Int64, "tag_code": pl.String, "action": pl.String,
    "reason": pl.String, "contradicts": pl.String, "expires_on": pl.Date,
}  # fmt: skip


def decisions(*rows: dict[str, object]) -> pl.DataFrame:
    plain = {
        "subject": "resident",
        "tag_code": "M017",
        "action": "add",
        "reason": "resident_asked",
        "contradicts": None,
        "expires_on": None,
    }
    return pl.DataFrame([plain | {"subject_id": at} | row for at, row in enumerate(rows, 1)], schema=SCHEMA)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"action": "dispute"}, ["disputed"]),
        ({"contradicts": "T1"}, ["conflict"]),
        ({"action": "dispute", "reason": "refused_row"}, ["refused"]),
        ({"expires_on": DAY + timedelta(days=10)}, ["expires"]),
        ({"action": "dispute", "contradicts": "T1", "expires_on": DAY + timedelta(days=1)},
         ["conflict", "disputed", "expires"]),
    ],
)  # fmt: skip
def test_why_a_decision_is_to_be_looked_at(row: dict[str, object], why: list[str]) -> None:
    assert to_look_at(decisions(row), DAY, days=10)["why"].to_list() == [why]


@pytest.mark.parametrize("row", [{}, {"action": "suppress"}, {"expires_on": DAY + timedelta(days=11)}])
def test_others_are_left_alone(row: dict[str, object]) -> None:
    assert to_look_at(decisions(row), DAY, days=10).is_empty()


def test_what_ends_first_is_on_top_and_counts_add_up() -> None:
    made = decisions(
        {"action": "dispute"},
        {"expires_on": DAY + timedelta(days=9)},
        {"expires_on": DAY + timedelta(days=3), "contradicts": "T1"},
        {},
    )
    assert to_look_at(made, DAY)["subject_id"].to_list() == [3, 2, 1]
    assert counts(made, DAY) == {
        "decisions": 4, "conflict": 1, "disputed": 1, "refused": 0, "expires": 2
    }  # fmt: skip


def test_a_refused_row_that_withholds_every_tag_counts_once() -> None:
    unread = {"action": "dispute", "reason": "refused_row", "subject_id": 7}
    made = decisions({}, {**unread, "tag_code": "M005"}, {**unread, "tag_code": "M018"})
    assert counts(made, DAY) == {
        "decisions": 1, "conflict": 0, "disputed": 0, "refused": 1, "expires": 0
    }  # fmt: skip
