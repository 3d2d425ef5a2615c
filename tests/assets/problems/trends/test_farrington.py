"""What is usual for a week, and from where it is unusual."""

import numpy as np
import pytest

from assets.problems.trends.farrington import bounds


def drawn(weeks: int, mean: np.ndarray | float, series: int = 300) -> np.ndarray:
    return np.random.default_rng(1).poisson(mean, (series, weeks)).astype(float)


@pytest.mark.parametrize("weeks", [60, 160])
def test_chance_is_seldom_unusual_and_what_is_usual_is_found(weeks: int) -> None:
    counts = drawn(weeks, 6.0)
    found = bounds(counts, weeks - 1)
    assert found.expected.mean() == pytest.approx(6, abs=0.5)
    assert (counts[:, -1] > found.threshold).mean() <= 0.02


def test_the_season_of_earlier_years_is_expected() -> None:
    weeks = np.arange(4 * 52)
    counts = drawn(len(weeks), 8 * (1 + 0.8 * np.sin(2 * np.pi * weeks / 52)))
    summer, winter = (bounds(counts, at).expected.mean() for at in (3 * 52 + 13, 3 * 52 + 39))
    assert summer > 3 * winter


def test_a_past_wave_does_not_hide_the_next() -> None:
    quiet = drawn(60, 4.0)
    waved = quiet.copy()
    waved[:, 30:33] = 30
    assert bounds(waved, 59).threshold.mean() < 1.7 * bounds(quiet, 59).threshold.mean()


def test_a_wave_that_has_begun_does_not_hide_itself() -> None:
    counts = drawn(60, 4.0)
    begun = counts.copy()
    begun[:, 57:] = 25
    assert bounds(begun, 59).threshold == pytest.approx(bounds(counts, 59).threshold)


def test_a_short_history_says_nothing() -> None:
    assert np.isnan(bounds(drawn(20, 4.0), 19).threshold).all()


def test_series_without_any_case_are_worked_out_too() -> None:
    found = bounds(np.zeros((3, 160)), 159)
    assert (found.expected < 0.1).all()
    assert np.isfinite(found.threshold).all()
