"""One of whom nothing is known hides nobody of whom it is."""

from datetime import date

LIVING = {"lives_here": True, "household_id": 1, "dwelling_id": 1}
ON_OXYGEN = [{"resident_id": 1, "roll": "power_dependent", "level": "listed"}]


def test_a_newborn_without_a_document_hides_nobody_on_oxygen(facts, person) -> None:
    newborn = person(resident_id=2, resident_key=None, birth_date=None)
    (household,) = facts("household", resident=[person(), newborn], roll=ON_OXYGEN)
    assert (household["residents_power_dependent"], household["residents_power_dependent_at_least"]) == (
        None,
        1,
    )
    assert (household["residents_80_plus"], household["residents_80_plus_at_least"]) == (None, 1)
    assert (household["residents"], household["residents_at_least"]) == (2, 2)


def test_an_empty_household_has_at_least_nobody(facts) -> None:
    (household,) = facts("household", resident=[])
    assert (household["residents_disabled"], household["residents_disabled_at_least"]) == (0, 0)


def test_a_late_roll_takes_the_bound_too(facts) -> None:
    (household,) = facts("household", {"power_dependent": "late"}, roll=ON_OXYGEN)
    assert household["residents_power_dependent_at_least"] is None
    assert household["residents_at_least"] == 1


def test_who_was_never_visited_was_visited_before_the_record_begins(facts) -> None:
    households = [{"household_id": number} for number in (1, 2)]
    visit = {"visit_code": "V1", "household_id": 1, "visited_on": date(2024, 2, 1), "channel": "visit"}
    visited, never = facts("household", household=households, visit=[visit])
    assert (never["last_visit_on"], never["last_visit_on_at_most"]) == (None, date(2024, 1, 31))
    # The record is shorter than a year: what came before is not known.
    assert (visited["visits_last_365_days"], visited["visits_last_365_days_at_least"]) == (None, 1)
    assert (never["visits_last_365_days"], never["visits_last_365_days_at_least"]) == (None, 0)
