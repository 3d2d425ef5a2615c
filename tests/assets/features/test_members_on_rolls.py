"""Members on the disability and power rolls are counted; who cannot be looked up leaves the count open."""

from datetime import date

NAMES = ("residents_disabled", "residents_able_60_plus", "residents_able_under_60")
YOUNG = date(1990, 1, 1)


def counts(facts, *people, on=()):
    roll = [{"resident_id": number, "roll": "disability", "level": "visual_1"} for number in on]
    row = facts("household", resident=list(people), roll=roll)[0]
    return tuple(row[name] for name in NAMES)


def test_old_and_young_with_and_without_a_certificate(facts, person) -> None:
    people = [person(), person(resident_id=2), person(resident_id=3, birth_date=YOUNG)]
    assert counts(facts, *people) == (0, 2, 1)
    assert counts(facts, *people, on=(2,)) == (1, 1, 1)
    assert counts(facts, *people, on=(2, 3)) == (2, 1, 0)


def test_who_has_no_document_may_be_on_the_roll(facts, person) -> None:
    people = [person(), person(resident_id=2, birth_date=YOUNG, resident_key=None)]
    # Whether the young one is able is open; that they are not an able elder is certain.
    assert counts(facts, *people) == (None, 1, None)


def test_whose_age_is_unknown_but_who_is_on_the_roll_is_no_able_person(facts, person) -> None:
    assert counts(facts, person(), person(resident_id=2, birth_date=None), on=(2,)) == (1, 1, 0)


def test_who_depends_on_power_at_home(facts) -> None:
    listed = [{"resident_id": 1, "roll": "power_dependent", "level": "listed"}]
    assert facts("household", roll=listed)[0]["residents_power_dependent"] == 1
    assert facts("household", state={"power_dependent": "late"})[0]["residents_power_dependent"] is None
    assert facts("household", state={"power_dependent": "late"})[0]["residents_disabled"] == 0
