"""A source of which unusually many rows are refused is damaged: by its own past, or by a plain bound."""

from datetime import date

import polars as pl
import pytest

from assets.intake.intake import take_in
from assets.intake.outcome_contracts import SourceStatus
from assets.intake.source_status import Counts, is_damaged

DAY = date(2024, 3, 2)
NONE = SourceStatus.create_empty()


def past(*shares: float, state: str = "good") -> pl.DataFrame:
    """Earlier dates on which these shares of a thousand rows were refused."""
    rows = [
        ("dibao", state, DAY, 30, 1000, 1000 - round(1000 * share), round(1000 * share)) for share in shares
    ]
    return pl.DataFrame(rows, schema=NONE.schema, orient="row")


def counts(refused: int, received: int = 1000) -> Counts:
    return Counts(received, received - refused, refused, refused)


@pytest.mark.parametrize(
    ("refused", "before", "damaged"),
    [
        (500, NONE, False), (501, NONE, True),
        (60, past(0.005), False), (61, past(0.005), True),
        (90, past(0.02, 0.02), False), (91, past(0.02, 0.02), True),
        (500, past(0.9), False), (501, past(0.9), True),
        (500, past(0.9, state="damaged"), False), (501, past(0.9, state="damaged"), True),
    ],
)  # fmt: skip
def test_more_than_is_usual_is_damage(refused: int, before: pl.DataFrame, damaged: bool) -> None:
    assert is_damaged(counts(refused), before) is damaged


@pytest.mark.parametrize(
    ("refused", "received", "damaged"), [(3, 5, False), (5, 5, True), (1, 1, True), (0, 0, False)]
)
def test_a_few_rows_are_looked_into_one_by_one(refused: int, received: int, damaged: bool) -> None:
    assert is_damaged(counts(refused, received), NONE) is damaged


def test_of_a_roll_of_which_no_row_is_left_nobody_is_read() -> None:
    assert is_damaged(Counts(10, 0, 10, 3), NONE)
    assert not is_damaged(Counts(10, 0, 10, 0), NONE)


def test_what_says_nothing_against_the_source_does_not_count() -> None:
    assert not is_damaged(Counts(1000, 100, 900, 5), NONE)


def test_a_date_in_another_format_damages_the_roll_and_no_other(whole_export, all_taken) -> None:
    def other(data: bytes) -> bytes:
        lines = data.decode("utf-8-sig").split("\n")
        spoilt = [line.replace("20", "20.", 1) if place else line for place, line in enumerate(lines)]
        return "\n".join(spoilt).encode("utf-8-sig")

    whole_export.change_bytes("care_assessment", other)
    status = whole_export.take_in().source_status
    assert status.filter(state="damaged")["source"].to_list() == ["care_assessment"]
    again = take_in(whole_export.folder, DAY, past=all_taken.source_status).source_status
    assert again.filter(state="damaged")["source"].to_list() == ["care_assessment"]
