from datetime import date


def visit(code: str, household: int, day: date) -> dict[str, object]:
    return {"visit_code": code, "household_id": household, "visited_on": day, "channel": "visit"}


HOUSEHOLDS = [{"household_id": number} for number in (1, 2)]


def test_the_last_visit_and_those_of_365_days_count(facts) -> None:
    days = [date(2023, 3, 3), date(2023, 3, 4), date(2024, 1, 5)]
    visits = [visit(f"V{number}", 1, day) for number, day in enumerate(days)]
    row = facts("household", household=HOUSEHOLDS, visit=visits)[0]
    assert (row["last_visit_on"], row["visits_last_365_days"]) == (date(2024, 1, 5), 2)


def test_never_visited_is_told_from_the_day_visits_are_recorded(facts) -> None:
    row = facts("household", household=HOUSEHOLDS, visit=[visit("V1", 1, date(2023, 5, 1))])[1]
    assert row["last_visit_on"] is None
    assert (row["visits_recorded_from"], row["visits_last_365_days"]) == (date(2023, 5, 1), None)


def test_a_visit_without_a_known_household_still_shows_that_visits_are_recorded(facts) -> None:
    stray = {**visit("V1", 1, date(2023, 5, 1)), "household_id": None}
    row = facts("household", household=HOUSEHOLDS, visit=[stray])[0]
    assert (row["visits_recorded_from"], row["last_visit_on"]) == (date(2023, 5, 1), None)
