"""Two residents with one name, sex and birth date may be one person entered twice."""

from datetime import date

import pytest

BORN = date(1950, 5, 1)
ONE = {"person_code": "P1", "name": "x", "sex": "male", "birth_date": BORN}


def flags(registry, *others):
    made = registry(residents=[ONE, *others])
    return made.frames["resident"]["possible_duplicate"].to_list()


def test_the_same_three_facts_twice(registry) -> None:
    assert flags(registry, {**ONE, "person_code": "P2"}) == [True, True]


@pytest.mark.parametrize("other", [{"name": "y"}, {"sex": "female"}, {"birth_date": date(1950, 5, 2)}])
def test_one_differs(registry, other) -> None:
    assert flags(registry, {**ONE, "person_code": "P2", **other}) == [False, False]


@pytest.mark.parametrize("other", [{"sex": "unknown"}, {"birth_date": None}])
def test_a_fact_that_is_not_known_tells_nothing(registry, other) -> None:
    assert flags(registry, {**ONE, "person_code": "P2", **other}) == [False, None]


def test_two_codes_of_one_document_are_one_resident_and_no_duplicate(registry, document) -> None:
    both = [{**ONE, "person_code": code, **document("E1234567")} for code in ("P1", "P2")]
    assert registry(residents=both).frames["resident"]["possible_duplicate"].to_list() == [False]


def test_whose_own_row_was_refused_is_unknown(registry) -> None:
    made = registry(residences=[{"person_code": "P1", "household_code": "H1"}])
    assert made.frames["resident"]["possible_duplicate"].to_list() == [None]
