"""A committee counts those registered in it who live in another one of the district (人户分离)."""

import pytest

COMMITTEES = [{"committee_id": number, "committee_code": f"C{number}"} for number in (1, 2, 3)]


def counted(facts, *people: dict[str, object]) -> list[int | None]:
    """Of each of three committees, how many are counted."""
    rows = [{"resident_id": number, **each} for number, each in enumerate(people, start=1)]
    found = facts("committee", committee=COMMITTEES, resident=rows)
    return [row["registered_living_elsewhere"] for row in found]


def test_a_small_district(facts, person) -> None:
    people = [
        person(committee_code="C1", registered_committee_code="C1"),
        person(committee_code="C2", registered_committee_code="C1", registered_here=False),
        person(committee_code="C3", registered_committee_code="C1", registered_here=False),
        person(committee_code="C1", registered_committee_code="C3", registered_here=False),
    ]
    assert counted(facts, *people) == [2, 0, 1]


@pytest.mark.parametrize(
    "somebody",
    [
        {"registered_committee_code": "310101001001"},  # of another district
        {"registered_committee_code": "C2", "lives_here": False, "committee_code": "C1"},
        {"registered_committee_code": "C2", "lives_here": None, "committee_code": "C1"},  # two homes
        {"registered_committee_code": "C1", "lives_here": None, "committee_code": None},
    ],
)
def test_who_is_not_known_to_live_elsewhere_in_the_district_is_not_counted(facts, person, somebody) -> None:
    assert counted(facts, person(**somebody)) == [0, 0, 0]


@pytest.mark.parametrize(("known", "expected"), [(19, [19, 0, 0]), (18, [None, None, None])])
@pytest.mark.parametrize("kind", ["local", None])
def test_the_count_is_unknown_where_too_many_may_be_registered_anywhere(
    facts, person, known: int, kind: str | None, expected: list[int | None]
) -> None:
    people = [person(committee_code="C2", registered_committee_code="C1") for _ in range(known)]
    nobody_knows = person(committee_code="C2", registered_committee_code=None, registration_type=kind)
    assert counted(facts, *people, nobody_knows) == expected


def test_people_of_other_provinces_are_registered_in_no_committee(facts, person) -> None:
    assert counted(facts, person(registered_committee_code=None, registration_type="non_local")) == [0, 0, 0]
