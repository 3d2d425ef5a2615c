"""Rows that contradict each other are not decided by their order, nor by which is newer."""

from datetime import date

import pytest

OLD, NEW = {"updated_on": date(2023, 1, 1)}, {"updated_on": date(2024, 2, 20)}
LIVES = {"residence_kind": "lives_here"}


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_codes_of_one_person_the_facts_that_differ_are_unknown(registry, document, order: int) -> None:
    one = {"name": "x", "birth_date": date(1940, 1, 1), **document("E1234567")}
    rows = [
        {"person_code": "P1", **one, **OLD, "registration_type": "local", "emergency_contact": True},
        {"person_code": "P2", **one, **NEW, "registration_type": "non_local", "emergency_contact": True},
    ]
    found = registry(residents=rows[::order]).frames["resident"]
    assert found.select(
        "birth_date", "registration_type", "emergency_contact", "record_contradicts", "verified_on"
    ).rows() == [(date(1940, 1, 1), None, True, True, date(2024, 2, 20))]


def test_who_lives_in_two_households_is_in_none_and_both_are_uncertain(registry) -> None:
    made = registry(
        residents=[{"person_code": "P1"}, {"person_code": "P2"}],
        households=[{"household_code": "H1"}, {"household_code": "H2"}],
        residences=[
            {"person_code": "P1", "household_code": "H1", **LIVES},
            {"person_code": "P2", "household_code": "H1", **LIVES},
            {"person_code": "P2", "household_code": "H2", **LIVES},
        ],
    )
    two = made.frames["resident"].filter(resident_id=made.id("resident", "P2"))
    assert two.select("household_id", "lives_here", "matched_to_household", "record_contradicts").rows() == [
        (None, True, True, True)
    ]
    uncertain = made.frames["uncertain_subject"].filter(source="residences").select("subject", "subject_id")
    assert set(uncertain.rows()) == {
        ("household", made.id("household", "H1")),
        ("household", made.id("household", "H2")),
        ("resident", made.id("resident", "P2")),
    }


def test_whom_no_household_is_known_of_is_of_the_committee_where_they_are_registered(registry) -> None:
    found = registry(residents=[{"person_code": "P1", "registered_committee_code": "C2"}]).frames["resident"]
    assert found.select("committee_code", "grid_code", "street_code", "registered_here").rows() == [
        ("C2", "G2", "S1", None)
    ]
