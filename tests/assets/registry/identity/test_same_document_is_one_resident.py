from collections.abc import Callable
from datetime import date

import pytest

Document = Callable[[str], dict[str, str]]


@pytest.mark.parametrize("second", ["P2", "A0"])
def test_two_person_codes_with_one_document_are_one_row(registry, document: Document, second: str) -> None:
    made = registry(
        residents=[
            {"person_code": "P1", **document("E1234567"), "sex": "female"},
            {"person_code": second, **document("E1234567"), "updated_on": date(2024, 2, 1)},
        ]
    )
    assert made.frames["resident"].select("resident_id", "sex").rows() == [(1, "female")]


def test_a_code_that_comes_later_with_the_document_gets_the_same_id(registry, document: Document) -> None:
    person = {**document("E1234567"), "sex": "female", "birth_date": date(1950, 1, 1)}
    first = registry(residents=[{"person_code": "P1", **person}])
    second = registry(first.register, residents=[{"person_code": "A0", **person}])
    assert second.frames["resident"]["resident_id"].to_list() == [1]


def test_a_person_whose_document_came_later_is_recognised_by_it(registry, document: Document) -> None:
    first = registry(residents=[{"person_code": "P1"}])
    both = [{"person_code": code, **document("E1234567")} for code in ("P1", "A0")]
    assert registry(first.register, residents=both).frames["resident"]["resident_id"].to_list() == [1]


def test_people_without_documents_are_never_taken_for_each_other(registry) -> None:
    made = registry(residents=[{"person_code": "P1"}, {"person_code": "P2"}])
    assert made.frames["resident"]["resident_id"].to_list() == [1, 2]


def test_the_duplicate_who_lives_somewhere_gives_the_row(registry, document: Document) -> None:
    made = registry(
        residents=[
            {"person_code": "P1", **document("E1234567")},
            {"person_code": "P2", **document("E1234567"), "updated_on": date(2024, 2, 1)},
        ],
        households=[{"household_code": "H1"}],
        residences=[{"person_code": "P1", "household_code": "H1"}],
    )
    assert made.frames["resident"].select("resident_id", "household_id", "lives_here").rows() == [
        (1, 1, True)
    ]
