from datetime import date

import pytest

AGES = ("residents", "residents_60_plus", "residents_80_plus", "residents_under_3")


def counts(facts, *people):
    household = {"household_id": 1}
    row = facts("household", resident=list(people), household=[household])[0]
    return tuple(row[name] for name in AGES)


@pytest.mark.parametrize(
    ("birth_date", "expected"),
    [
        (date(1964, 3, 2), (1, 1, 0, 0)),
        (date(1964, 3, 3), (1, 0, 0, 0)),
        (date(1944, 3, 2), (1, 1, 1, 0)),
        (date(1944, 3, 3), (1, 1, 0, 0)),
        (date(2021, 3, 2), (1, 0, 0, 0)),
        (date(2021, 3, 3), (1, 0, 0, 1)),
    ],
)
def test_an_age_is_reached_on_the_birthday(facts, person, birth_date: date, expected) -> None:
    assert counts(facts, person(birth_date=birth_date)) == expected


def test_who_only_is_registered_is_not_counted(facts, person) -> None:
    assert counts(facts, person(), person(resident_id=2, lives_here=False)) == (1, 1, 1, 0)


def test_a_member_without_birth_date_counts_but_leaves_ages_unknown(facts, person) -> None:
    assert counts(facts, person(), person(resident_id=2, birth_date=None)) == (2, None, None, None)


def test_an_empty_household_has_nobody(facts) -> None:
    assert counts(facts) == (0, 0, 0, 0)


def test_area_is_shared_by_those_who_live_there_and_by_nobody_in_an_empty_one(facts, person) -> None:
    assert facts("household", resident=[person(), person(resident_id=2)])[0]["area_per_resident"] == 30.0
    assert facts("household", resident=[])[0]["area_per_resident"] is None


def test_household_facts_are_of_those_who_live_there(facts, person) -> None:
    rows = facts("resident", resident=[person(), person(resident_id=2, lives_here=False)])
    assert [row["household_residents"] for row in rows] == [1, 0]
    assert [row["dwelling_floor"] for row in rows] == [5, None]


def test_who_only_is_registered_in_a_collective_household_is_of_its_kind(facts, person) -> None:
    household = {"household_id": 1, "household_type": "collective", "on_cloud": False}
    row = facts("resident", resident=[person(lives_here=False)], household=[household])[0]
    assert (row["household_type"], row["household_on_cloud"]) == ("collective", False)
    assert row["resident_since"] is None


def test_who_belongs_to_no_household_is_not_matched_and_the_rest_is_unknown(facts, person) -> None:
    alone = person(household_id=None, lives_here=None, matched_to_household=False)
    row = facts("resident", resident=[alone])[0]
    assert row["matched_to_household"] is False
    assert (row["household_type"], row["household_residents"]) == (None, None)
