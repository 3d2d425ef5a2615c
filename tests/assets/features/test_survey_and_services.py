"""Answers of the newest questionnaire, who has answered in 24 months, and volunteer hours of 365 days."""

from datetime import date

import pytest


def test_who_never_answered_is_unknown_on_every_question(facts) -> None:
    row = facts("resident", survey=[])[0]
    assert (row["surveyed_on"], row["wants_meals"], row["contact_preference"]) == (None, None, None)


def test_a_question_left_out_is_unknown(facts) -> None:
    answered = {"resident_id": 1, "answered_on": date(2024, 1, 1), "wants_meals": False}
    row = facts("resident", survey=[answered])[0]
    assert (row["surveyed_on"], row["wants_meals"], row["wants_bathing"]) == (date(2024, 1, 1), False, None)


@pytest.mark.parametrize(("day", "share"), [(date(2022, 3, 3), 0.5), (date(2022, 3, 2), 0.0)])
def test_the_share_surveyed_is_of_adults_and_of_24_months(facts, person, day, share) -> None:
    people = [person(), person(resident_id=2), person(resident_id=3, birth_date=date(2015, 1, 1))]
    survey = [{"resident_id": number, "answered_on": day} for number in (1, 3)]
    assert facts("committee", resident=people, survey=survey)[0]["share_surveyed"] == share


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2023, 3, 3), 0.0), (date(2023, 3, 4), 2.5), (date(2024, 3, 2), 2.5)]
)
def test_volunteer_hours_are_of_the_last_365_days(facts, day, hours) -> None:
    services = [{"resident_id": 1, "served_on": day, "hours": 2.5}]
    assert facts("resident", volunteer=services)[0]["volunteer_hours_last_365_days"] == hours


def test_volunteer_hours_add_up_without_the_dust_of_fractions(facts) -> None:
    services = [{"resident_id": 1, "served_on": date(2024, 1, 1), "hours": 0.1}] * 3
    assert facts("resident", volunteer=services)[0]["volunteer_hours_last_365_days"] == 0.3


def test_no_service_is_no_hours(facts) -> None:
    assert facts("resident", volunteer=[])[0]["volunteer_hours_last_365_days"] == 0.0
