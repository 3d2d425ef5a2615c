"""Which rises are told, and how."""

import numpy as np
import polars as pl

from assets.problems.trends.alarms import alarms, in_words, quantile
from assets.problems.trends.weekly import Series, weekly
from tests.assets.problems.trends.series_of_cases import cases, week

USUAL = [2, 1, 2, 3, 1, 2] * 10


def test_a_rise_is_told_for_each_area_it_is_in_and_only_for_its_week() -> None:
    told = pl.concat([cases([*USUAL, 12]), cases([*USUAL, 2], label="P0501")])
    found = alarms(weekly(told, week(61)), week(61))
    assert found.select("week_start", "area_level", "label_code", "cases").sort("area_level").rows() == [
        (week(60), level, "P0201", 12) for level in ("committee", "compound", "district", "street")
    ]
    assert (found["expected"] < 4).all()
    assert (found["threshold"] < 12).all()


def test_few_cases_are_no_alarm_however_seldom_they_are() -> None:
    assert alarms(weekly(cases([*([0] * 59), 0, 4, 1]), week(61)), week(61)).is_empty()


def test_a_rise_is_said_in_words() -> None:
    row = {"cases": 12, "usual": 2, "unusual_from": 7, "week_start": week(60)}
    said = in_words(row, "某街道", "漏水渗水")
    assert said.startswith("某街道：漏水渗水 12 件（2024-02-26 起一周），往常约 2 件，7 件起属异常。")
    assert "usually about 2; unusual from 7" in said


def test_where_cases_are_seldom_no_number_is_said_to_be_usual() -> None:
    said = in_words({"cases": 9, "usual": 0, "unusual_from": 5, "week_start": week(60)}, "某街道", "漏水渗水")
    assert "往常不足 1 件，5 件起属异常" in said
    assert "usually fewer than one" in said


def test_of_many_series_of_chance_a_rise_a_month_is_told_at_most() -> None:
    chance = np.random.default_rng(7).poisson(6.0, (400, 80)).astype(np.float64)
    keys = pl.DataFrame({"area_level": "street", "area_code": map(str, range(400)), "label_code": "P0201"})
    told = alarms(Series(keys, chance, tuple(week(at) for at in range(80))), week(80), weeks=20)
    assert told.height <= 5
    assert quantile(400) > quantile(40) > quantile(1)
