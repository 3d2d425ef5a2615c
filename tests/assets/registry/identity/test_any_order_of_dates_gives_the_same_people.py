"""What happens to people's numbers and codes from one day to the next, taken in in every order."""

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.registry.identity.register import known_ids, merged_ids
from tests.assets.registry.people_of_a_day import Day, observed, register_after

OLD, YOUNG = date(1944, 5, 5), date(1990, 3, 15)
ANNA, BELLA = ("安娜", OLD), ("贝拉", YOUNG)

Seen = tuple[int, str]  # the number of a day, a person code

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
    "two codes of one person, each alone before": [
        {"P1": ("k1", *ANNA)},
        {"P2": ("k2", *ANNA)},
        {"P1": ("k2", *ANNA), "P2": ("k2", *ANNA)},
    ],
}


@st.composite
def histories(draw: st.DrawFn) -> list[Day]:
    """Two or three days of three codes, each of one name and birth date, with any number or none."""
    who = {code: draw(st.sampled_from([ANNA, ANNA, BELLA])) for code in ("P0", "P1", "P2")}
    here = st.dictionaries(st.sampled_from(sorted(who)), st.sampled_from([None, "k1", "k2"]), min_size=1)
    days = draw(st.lists(here, min_size=2, max_size=3))
    return [{code: (number, *who[code]) for code, number in day.items()} for day in days]


def _grouped(shown: dict[Seen, int]) -> set[frozenset[Seen]]:
    by_id: dict[int, set[Seen]] = {}
    for seen, one in shown.items():
        by_id.setdefault(one, set()).add(seen)
    return {frozenset(seen) for seen in by_id.values()}


def same_people(days: list[tuple[int, Day]]) -> set[frozenset[Seen]]:
    """Which codes on which days are under one id, as each day was told at its time."""
    return _grouped(register_after(days)[1])


def run_again(days: list[tuple[int, Day]]) -> set[frozenset[Seen]]:
    """Which codes on which days are under one id once all days are known."""
    register, _ = register_after(days)
    shown = {
        (number, code): one
        for number, day in days
        for _, code, one in known_ids(register, observed(day)[0]).iter_rows()
        if code in day
    }
    return _grouped(shown)


@pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES)
def test_every_order_ends_in_the_same_people(history: list[Day]) -> None:
    orders = [run_again(list(order)) for order in permutations(enumerate(history))]
    assert orders == [orders[0]] * len(orders)


@given(histories())
def test_every_order_of_any_days_ends_in_the_same_people(history: list[Day]) -> None:
    orders = [run_again(list(order)) for order in permutations(enumerate(history))]
    assert orders == [orders[0]] * len(orders)


@given(histories())
def test_whoever_goes_by_another_id_than_they_once_did_is_published(history: list[Day]) -> None:
    register, shown = register_after(list(enumerate(history)))
    held = set(known_ids(register, observed({})[0])["subject_id"])
    for number, day in enumerate(history):
        who, _ = observed(day)
        merges = dict(merged_ids(register, who).iter_rows())
        now = {code: one for _, code, one in known_ids(register, who).iter_rows() if code in day}
        for code, one in now.items():
            before = shown[number, code]
            assert before == one or before in held or merges[before] == one


def test_an_id_that_only_somebody_absent_has_is_merged_and_published() -> None:
    history = HISTORIES["a number shown only after somebody else was recognised by it"]
    register, shown = register_after(list(enumerate(history)))
    who, _ = observed(history[2])
    assert merged_ids(register, who).rows() == [(shown[1, "P2"], shown[2, "P1"])]
    assert shown[0, "P1"] == shown[2, "P1"] != shown[1, "P2"]


def test_who_is_parted_gets_the_id_back_that_they_had() -> None:
    alone, both = {"P1": ("k1", *ANNA)}, {"P1": ("k2", *ANNA), "P2": ("k2", *ANNA)}
    two: Day = {"P1": ("k2", *ANNA), "P2": ("k2", *BELLA)}
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


def test_a_new_code_keeps_the_id() -> None:
    history = HISTORIES["a new code for somebody known by number, name and birth date"]
    assert len(same_people(list(enumerate(history)))) == 1
