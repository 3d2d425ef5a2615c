"""A code is one person and a household lives in one place on all dates, and no export holds the truth."""

from pathlib import Path

import polars as pl
import pytest

from sample_district import SNAPSHOT_DATES, NotOfTheSampleError, read_truth


def test_a_code_is_one_person_on_every_date(landing: Path) -> None:
    days = [read_truth(landing, day)[0] for day in SNAPSHOT_DATES]
    assert pl.concat(days).select("person_code", "person").unique()["person_code"].is_unique().all()


def test_a_household_lives_in_one_dwelling_on_every_date(landing: Path) -> None:
    days = [read_truth(landing, day)[1] for day in SNAPSHOT_DATES]
    assert all(day.equals(days[0]) for day in days)


def test_no_export_names_the_truth(landing: Path) -> None:
    for day in SNAPSHOT_DATES:
        written = {path.name for path in (landing / str(day)).iterdir()}
        assert not {name for name in written if name in ("people.parquet", "dwellings.parquet")}
        assert "truth" not in (landing / str(day) / "manifest.json").read_text(encoding="utf-8")


def test_exports_that_are_not_the_samples_have_none(tmp_path: Path) -> None:
    with pytest.raises(NotOfTheSampleError, match="tagging sample"):
        read_truth(tmp_path, SNAPSHOT_DATES[0])
