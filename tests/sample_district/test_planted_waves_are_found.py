"""Waves planted in the tickets are found, and few alarms are of none."""

import polars as pl
import pytest

from assets.problems.trends.weekly import weekly
from pipelines.answers.wave_score import score_waves
from sample_district.dates import snapshot_dates
from sample_district.records.problem_texts import sentences
from sample_district.records.waves import WAVES
from sample_district.snapshot import snapshot
from sample_district.truth import true_waves
from sample_district.write import make_district

SCALE = 0.01


@pytest.fixture(scope="module")
def tickets() -> pl.DataFrame:
    return snapshot(make_district(SCALE), 3, SCALE)["hotline_tickets"]


def test_most_are_found_and_false_alarms_are_rare(tickets: pl.DataFrame) -> None:
    slots = r"\d+"
    known = sentences().with_columns(pl.col("text").str.replace_all(r"\{[nd]\}", "0"))
    known = known.select("label_code", form=pl.col("text").str.replace_all(slots, "0")).unique("form")
    cases = tickets.with_columns(form=pl.col("text").str.replace_all(slots, "0")).join(known, on="form")
    day = snapshot_dates()[-1]
    told = cases.select(
        "received_on", "committee_code", "label_code",
        source=pl.lit("hotline"), subject=pl.lit("committee"), subject_id=pl.lit(1),
    )  # fmt: skip
    scored = score_waves(true_waves(tickets), weekly(told, day), day)
    assert scored.waves == len(WAVES)
    assert scored.found >= len(WAVES) - 1
    assert scored.false_a_week <= 0.5


def test_a_wave_is_of_one_label_area_and_week(tickets: pl.DataFrame) -> None:
    for row in true_waves(tickets).iter_rows(named=True):
        assert (row["last_on"] - row["first_on"]).days < 7
        assert row["first_on"].isocalendar()[:2] == row["last_on"].isocalendar()[:2]
    assert tickets.filter(wave=0)["committee_code"].n_unique() == 1
    assert (tickets["closed_on"] >= tickets["received_on"]).fill_null(True).all()
