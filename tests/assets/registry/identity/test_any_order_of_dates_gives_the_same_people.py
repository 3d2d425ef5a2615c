"""What happens to people's numbers and codes from one day to the next, taken in in every order."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.registry.identity.register import known_ids, merged_ids
from tests.assets.registry.people_of_a_day import (
    FIRST,
    Day,
    in_every_order,
    observed,
    register_after,
    same_people,
)

OLD, SWAPPED, YOUNG = date(1944, 5, 6), date(1944, 6, 5), date(1990, 3, 15)
BORN_LATE = date(2023, 11, 5)
ANNA, BELLA = ("安娜", OLD), ("贝拉", YOUNG)

HISTORIES: dict[str, list[Day]] = {
    "a number mistyped on one day and corrected on the next": [
        {"P1": ("k2", *ANNA), "P2": ("k2", *BELLA)},
        {"P1": ("k1", *ANNA), "P2": ("k2", *BELLA)},
    ],
    "somebody else's number, whose holder comes later": [
        {"P1": ("k2", *ANNA)},
        {"P1": ("k1", *ANNA), "P2": ("k2", *BELLA)},
    ],
    "a number given up to somebody of the same name and birth date": [
        {"P1": ("k2", *ANNA)},
        {"P1": ("k1", *ANNA), "P2": ("k2", *ANNA)},
    ],
    "a new code for somebody known by number, name and birth date": [
        {"P1": ("k1", *ANNA)},
        {"P0": ("k1", *ANNA)},
        {"P0": ("k1", *ANNA)},
    ],
    "one person under two codes, who turns out to be two": [
        {"P1": ("k1", *ANNA), "P2": ("k1", *ANNA)},
        {"P1": ("k1", *ANNA), "P2": ("k1", *BELLA)},
        {"P1": ("k1", *ANNA), "P2": ("k2", *BELLA)},
    ],
    "a number shown only after somebody else was recognised by it": [
        {"P1": (None, *ANNA)},
        {"P2": ("k1", *ANNA)},
        {"P1": ("k1", *ANNA)},
    ],
    "a baby under its mother's data, then her number, then its own": [
        {"P1": ("k1", *BELLA), "P2": ("k1", *BELLA)},
        {"P1": ("k1", *BELLA), "P2": ("k1", "贝贝", BORN_LATE)},
        {"P1": ("k1", *BELLA), "P2": ("k2", "贝贝", BORN_LATE)},
        {"P2": ("k2", "贝贝", BORN_LATE)},
    ],
    "twins under one number, one of them absent for a day": [
        {"P1": ("k1", "安一", YOUNG), "P2": ("k1", "安二", YOUNG)},
        {"P1": ("k1", "安一", YOUNG)},
        {"P1": ("k1", "安一", YOUNG), "P2": ("k2", "安二", YOUNG)},
    ],
    "two merged by a wrong number, a code away meanwhile, put right and wrong again": [
        {"P1": ("k1", *ANNA), "P2": ("k2", *ANNA)},
        {"P2": ("k1", *ANNA)},
        {"P1": ("k1", *ANNA), "P2": ("k1", *ANNA)},
        {"P1": ("k1", *ANNA), "P2": ("k2", *ANNA)},
    ],
    "two codes of one person, each alone before": [
        {"P1": ("k1", *ANNA)},
        {"P2": ("k2", *ANNA)},
        {"P1": ("k2", *ANNA), "P2": ("k2", *ANNA)},
    ],
}


NAMES = st.sampled_from(["安娜", "安娜", "安那", "贝拉"])
BORN = st.sampled_from([OLD, OLD, SWAPPED, YOUNG])
NUMBERS = st.sampled_from([None, "k1", "k2"])
SEXES = st.sampled_from(["female", "female", "female", "male"])


@st.composite
def histories(draw: st.DrawFn, changing: bool = False) -> list[Day]:
    """Two or three days of three codes with any number or none, each of one name, birth date and sex.

    changing: whether these change from day to day, one of them or all at once.
    """
    fixed = {code: draw(st.tuples(NAMES, BORN, SEXES)) for code in ("P0", "P1", "P2")}
    days: list[Day] = []
    for _ in range(draw(st.integers(2, 3))):
        here = draw(st.dictionaries(st.sampled_from(sorted(fixed)), NUMBERS, min_size=1))
        days.append({code: (number, *fixed[code]) for code, number in here.items()})
        for code in fixed if changing else ():
            name, born, sex = fixed[code]
            fixed[code] = draw(
                st.one_of(
                    st.just((name, born, sex)),
                    st.tuples(NAMES, st.just(born), st.just(sex)),
                    st.tuples(st.just(name), BORN, st.just(sex)),
                    st.tuples(st.just(name), st.just(born), SEXES),
                    st.tuples(NAMES, BORN, SEXES),
                )
            )
    return days


@pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES)
def test_every_order_ends_in_the_same_people(history: list[Day]) -> None:
    assert len(in_every_order(history)) == 1


@given(histories())
def test_every_order_of_any_days_ends_in_the_same_people(history: list[Day]) -> None:
    assert len(in_every_order(history)) == 1


@given(histories(changing=True))
def test_every_order_of_days_on_which_rows_change_ends_in_the_same_people(history: list[Day]) -> None:
    assert len(in_every_order(history)) == 1


@given(histories())
def test_whoever_goes_by_another_id_than_they_once_did_is_published(history: list[Day]) -> None:
    register, shown = register_after(list(enumerate(history)))
    held = set(known_ids(register, observed({})[0], date.max)["subject_id"])
    for number, day in enumerate(history):
        who, on = observed(day)[0], FIRST + timedelta(number)
        merges = dict(merged_ids(register, who, on).iter_rows())
        now = {code: one for _, code, one in known_ids(register, who, on).iter_rows() if code in day}
        for code, one in now.items():
            before = shown[number, code]
            assert before == one or before in held or merges[before] == one


def test_an_id_that_only_somebody_absent_has_is_merged_and_published() -> None:
    history = HISTORIES["a number shown only after somebody else was recognised by it"]
    register, shown = register_after(list(enumerate(history)))
    who, _ = observed(history[2])
    assert merged_ids(register, who, FIRST + timedelta(2)).rows() == [(shown[1, "P2"], shown[2, "P1"])]
    assert shown[0, "P1"] == shown[2, "P1"] != shown[1, "P2"]


def test_who_is_parted_gets_the_id_back_that_they_had() -> None:
    alone, both = {"P1": ("k1", *ANNA)}, {"P1": ("k2", *ANNA), "P2": ("k2", *ANNA)}
    two: Day = {"P1": ("k2", *ANNA), "P2": ("k2", "贝拉", OLD)}
    _, shown = register_after(list(enumerate([alone, {"P2": ("k2", *ANNA)}, both, two])))
    assert shown[2, "P2"] == shown[0, "P1"]
    assert (shown[3, "P1"], shown[3, "P2"]) == (shown[0, "P1"], shown[1, "P2"])


def test_who_corrects_a_number_keeps_their_id_and_its_holder_gets_their_own() -> None:
    found = same_people(list(enumerate(HISTORIES["somebody else's number, whose holder comes later"])))
    assert found == {frozenset({(0, "P1"), (1, "P1")}), frozenset({(1, "P2")})}


def test_a_person_whose_number_came_later_keeps_the_id_under_a_new_code() -> None:
    history = [
        {"P1": (None, *ANNA)},
        {"P1": ("k1", *ANNA), "P0": ("k1", *ANNA)},
        {"P0": ("k1", *ANNA)},
    ]
    assert len(same_people(list(enumerate(history)))) == 1


def test_a_baby_with_a_number_of_its_own_is_itself_since_it_had_its_own_name() -> None:
    history = HISTORIES["a baby under its mother's data, then her number, then its own"]
    (found,) = in_every_order(history)
    assert frozenset({(1, "P2"), (2, "P2"), (3, "P2")}) in found


def test_a_new_code_keeps_the_id() -> None:
    history = HISTORIES["a new code for somebody known by number, name and birth date"]
    assert len(same_people(list(enumerate(history)))) == 1
