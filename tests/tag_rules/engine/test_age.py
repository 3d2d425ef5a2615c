"""Full years of age, and the last birth date that has them."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tag_rules.engine.age import full_years, latest_birth_date

DATES = st.dates(date(1890, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("born", "as_of", "years"),
    [
        (date(2012, 2, 29), date(2026, 2, 28), 13),
        (date(2012, 2, 29), date(2026, 3, 1), 14),
        (date(2012, 2, 29), date(2028, 2, 28), 15),
        (date(2012, 2, 29), date(2028, 2, 29), 16),
        (date(2012, 2, 28), date(2026, 2, 28), 14),
        (date(2012, 3, 1), date(2026, 2, 28), 13),
        (date(2024, 1, 1), date(2024, 1, 1), 0),
        (date(2024, 1, 2), date(2024, 1, 1), -1),
    ],
)
def test_full_years(born, as_of, years):
    assert full_years(born, as_of) == years


@settings(database=None, deadline=None, max_examples=300)
@given(DATES, DATES, st.integers(-5, 120))
def test_latest_birth_date_is_the_same_as_counting_years(born, as_of, years):
    assert (full_years(born, as_of) >= years) == (born <= latest_birth_date(years, as_of))


def test_no_birth_date_outside_the_calendar():
    assert latest_birth_date(3000, date(2024, 1, 1)) is None
