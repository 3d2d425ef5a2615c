"""户籍是否在本居民区 (features.yaml): registered in the committee a person belongs to, not in another one."""

import pytest

HOUSEHOLD = {"households": [{"household_code": "H1"}]}


def registered_here(registry, kind: str, **person):
    made = registry(
        residents=[{"person_code": "P1", **person}],
        residences=[{"person_code": "P1", "household_code": "H1", "residence_kind": kind}],
        **HOUSEHOLD,
    )
    return made.frames["resident"]["registered_here"].item()


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ({"registration_type": "local", "registered_committee_code": "C1"}, True),
        ({"registration_type": "local", "registered_committee_code": "310101"}, False),
        ({"registration_type": "non_local"}, False),
        ({"registration_type": "local"}, None),
        ({}, None),
    ],
)
def test_of_who_lives_here(registry, person, expected) -> None:
    assert registered_here(registry, "lives_here", **person) is expected


@pytest.mark.parametrize("elsewhere", ["C2", "S1"])
def test_registered_in_another_committee_of_the_district_is_elsewhere(registry, elsewhere: str) -> None:
    person = {"registration_type": "local", "registered_committee_code": elsewhere}
    assert registered_here(registry, "lives_here", **person) is False


def test_who_is_only_registered_in_a_household_here_is_registered_here(registry) -> None:
    assert registered_here(registry, "registered_only", registration_type="local") is True
