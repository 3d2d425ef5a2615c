from datetime import date

import polars as pl
import pytest

from assets.intake.intake import TakenIn


def living(district: TakenIn) -> pl.DataFrame:
    here = district.tables["residences"].filter(pl.col("residence_kind") == "lives_here")
    return here.join(district.tables["residents"], on="person_code").join(
        district.tables["households"], on="household_code"
    )


def test_divisions_are_the_real_ones(district: TakenIn) -> None:
    divisions = district.tables["divisions"]
    assert divisions["level"].value_counts(sort=True)["count"].to_list() == [267, 14]
    assert divisions["grid_code"].n_unique() == 85 + 1  # null for streets


def test_mean_family_household_is_2_3(district: TakenIn) -> None:
    families = living(district).filter(pl.col("household_type") == "family")
    assert families.height / families["household_code"].n_unique() == pytest.approx(2.30, abs=0.05)


def test_half_of_the_households_are_on_cloud(district: TakenIn) -> None:
    assert district.tables["households"]["on_cloud"].mean() == pytest.approx(0.4991, abs=0.002)


def test_a_third_of_those_who_live_here_are_60_or_over(district: TakenIn) -> None:
    old = living(district)["birth_date"] <= date(1964, 3, 1)
    assert old.mean() == pytest.approx(0.33, abs=0.03)


def test_one_in_six_elders_is_alone_by_record(district: TakenIn) -> None:
    people = living(district).with_columns(size=pl.len().over("household_code"))
    elders = people.filter(pl.col("birth_date") <= date(1964, 3, 1))
    assert elders.filter(pl.col("size") == 1).height / elders.height == pytest.approx(0.17, abs=0.04)
