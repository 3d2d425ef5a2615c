"""A valid number on the rows of two people: both stay, and nothing is looked up by the number."""

from datetime import date

import pytest

MOTHER = {"person_code": "P1", "name": "测试母", "sex": "female", "birth_date": date(1990, 3, 15)}
BABY = {"person_code": "P2", "name": "测试婴", "sex": "male", "birth_date": date(2023, 11, 5)}
HUSBAND = {"person_code": "P1", "name": "老夫", "sex": "male", "birth_date": date(1943, 1, 1)}
WIFE = {"person_code": "P2", "name": "老妻", "sex": "female", "birth_date": date(1944, 5, 5)}


@pytest.mark.parametrize("pair", [(MOTHER, BABY), (HUSBAND, WIFE)], ids=["mother and baby", "old couple"])
def test_both_stay_and_are_flagged(registry, document, pair) -> None:
    made = registry(
        residents=[{**person, **document("E1234567")} for person in pair],
        households=[{"household_code": "H1"}],
        residences=[{"person_code": person["person_code"], "household_code": "H1"} for person in pair],
    )
    found = made.frames["resident"]
    assert found.select("resident_key", "record_contradicts").rows() == [(None, True), (None, True)]
    assert set(found["birth_date"]) == {person["birth_date"] for person in pair}
    assert found["household_id"].to_list() == [1, 1]


def test_what_is_looked_up_by_the_number_is_unknown_of_both(registry, document) -> None:
    made = registry(
        residents=[{**person, **document("E1234567")} for person in (HUSBAND, WIFE)],
        department_rolls=[{"id_value": "E1234567", "roll": "dibao", "level": "full"}],
        upstream_tags=[{"id_value": "E1234567", "tag_code": "M040"}],
    )
    assert made.frames["roll"].select("resident_id", "roll", "level").rows() == [
        (1, "dibao", None),
        (2, "dibao", None),
    ]
    assert made.frames["upstream_tag"].is_empty()
    uncertain = made.frames["uncertain_subject"].filter(source="upstream_tags")
    assert uncertain["subject_id"].to_list() == [1, 2]


def test_rows_that_do_not_contradict_are_one_person(registry, document) -> None:
    unnamed = {**WIFE, "person_code": "P3", "birth_date": None, "sex": "unknown"}
    made = registry(residents=[{**person, **document("E1234567")} for person in (WIFE, unnamed)])
    assert made.frames["resident"].select("sex", "record_contradicts").rows() == [("female", False)]
