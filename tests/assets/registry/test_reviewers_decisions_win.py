"""What a reviewer decided of two records stands over numbers and over earlier decisions."""

from datetime import date
from typing import Any

from tests.assets.registry.conftest import MakeRegistry

ONE = {"person_code": "p1", "name": "甲", "sex": "female", "birth_date": date(1990, 1, 1)}
OTHER = {"person_code": "p2", "name": "乙", "sex": "female", "birth_date": date(1990, 1, 1)}


def decided(same: bool | None, day: int = 1, **codes: str) -> dict[str, Any]:
    pair = {"person_code": "p1", "other_person_code": "p2", **codes}
    return {**pair, "same_person": same, "decided_on": date(2024, 2, day)}


def people(registry: MakeRegistry, one: dict[str, Any], other: dict[str, Any], *decisions: Any) -> int:
    return registry(residents=[one, other], person_decisions=list(decisions)).frames["resident"].height


def test_one_person_without_a_number(registry: MakeRegistry) -> None:
    assert people(registry, ONE, OTHER) == 2
    assert people(registry, ONE, OTHER, decided(True)) == 1


def test_the_order_of_the_codes_says_nothing(registry: MakeRegistry) -> None:
    turned = decided(True, person_code="p2", other_person_code="p1")
    assert people(registry, ONE, OTHER, turned) == 1


def test_two_people_under_one_number(registry: MakeRegistry, document: Any) -> None:
    one, other = ONE | document("E123"), OTHER | {"name": "甲"} | document("E123")
    assert people(registry, one, other) == 1
    made = registry(residents=[one, other], person_decisions=[decided(False)]).frames["resident"]
    assert made["document_state"].to_list() == ["shared", "shared"]


def test_the_newest_stands(registry: MakeRegistry) -> None:
    turned = {"person_code": "p2", "other_person_code": "p1"}
    assert people(registry, ONE, OTHER, decided(True, 1), decided(False, 2, **turned)) == 2
    assert people(registry, ONE, OTHER, decided(False, 1), decided(True, 2, **turned)) == 1


def test_of_one_day_two_people_stands(registry: MakeRegistry) -> None:
    turned = decided(False, person_code="p2", other_person_code="p1")
    assert people(registry, ONE, OTHER, decided(True), turned) == 2


def test_a_row_without_a_decision_decides_nothing(registry: MakeRegistry) -> None:
    assert people(registry, ONE, OTHER, decided(None)) == 2


def test_facts_of_joined_records_that_differ_are_unknown(registry: MakeRegistry) -> None:
    made = registry(residents=[ONE, OTHER | {"sex": "male"}], person_decisions=[decided(True)])
    (sex,) = made.frames["resident"]["sex"]
    assert sex is None


def test_of_decisions_that_exclude_each_other_the_newest_stand(registry: MakeRegistry) -> None:
    third = {"person_code": "p3", "name": "丙", "sex": "female", "birth_date": date(1991, 1, 1)}
    chain = [
        decided(True, 1),
        decided(True, 2, person_code="p2", other_person_code="p3"),
        decided(False, 3, person_code="p1", other_person_code="p3"),
    ]
    made = registry(residents=[ONE, OTHER, third], person_decisions=chain)
    assert made.id("resident", "p2") == made.id("resident", "p3") != made.id("resident", "p1")
