"""Buildings, compounds and committees count their people; a few unknown birth dates do not hide thousands."""

from datetime import date

import pytest

YOUNG = date(1990, 1, 1)


def people(person, old: int, young: int, unknown: int = 0):
    born = [date(1940, 5, 1)] * old + [YOUNG] * young + [None] * unknown
    return [person(resident_id=number, birth_date=birth) for number, birth in enumerate(born)]


def test_counts_of_every_place_above(facts, person) -> None:
    rows = people(person, 3, 1)
    building = facts("building", resident=rows)[0]
    compound = facts("compound", resident=rows)[0]
    committee = facts("committee", resident=rows)[0]
    assert (building["dwellings"], building["residents"], building["residents_60_plus"]) == (1, 4, 3)
    assert (compound["dwellings"], compound["residents"], compound["share_60_plus"]) == (1, 4, 0.75)
    assert [committee[name] for name in ("households", "residents", "residents_60_plus")] == [1, 4, 3]
    assert committee["share_60_plus"] == committee["share_60_plus_of_district"] == 0.75
    assert facts("dwelling", resident=rows)[0]["residents"] == 4


def test_who_lives_elsewhere_is_not_counted(facts, person) -> None:
    rows = [person(), person(resident_id=2, lives_here=False)]
    assert facts("building", resident=rows)[0]["residents"] == 1


def test_nobody_living_there_is_known(facts) -> None:
    building = facts("building", resident=[])[0]
    assert (building["residents"], building["residents_60_plus"]) == (0, 0)
    assert facts("dwelling", resident=[])[0]["residents"] == 0
    assert facts("compound", resident=[])[0]["share_60_plus"] is None


@pytest.mark.parametrize(("known", "unknown", "share"), [(19, 1, 1.0), (18, 1, None)])
def test_a_share_is_of_those_known_while_19_of_20_are(facts, person, known, unknown, share) -> None:
    rows = people(person, known, 0, unknown)
    committee = facts("committee", resident=rows)[0]
    assert committee["share_60_plus"] == share
    assert committee["residents_60_plus"] == (known if share else None)
    assert committee["residents"] == known + unknown


def test_the_district_is_all_committees_together(facts, person) -> None:
    committees = [{"committee_id": number, "committee_code": f"C{number}"} for number in (1, 2)]
    rows = [*people(person, 1, 0), person(resident_id=7, birth_date=YOUNG, committee_code="C2")]
    found = facts("committee", committee=committees, resident=rows)
    assert [row["share_60_plus"] for row in found] == [1.0, 0.0]
    assert [row["share_60_plus_of_district"] for row in found] == [0.5, 0.5]
