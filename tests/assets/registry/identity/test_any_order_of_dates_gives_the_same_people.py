"""What happens to people's numbers and codes from one day to the next, taken in in every order."""

from datetime import date
from itertools import permutations

import pytest

from tests.assets.registry.people_of_a_day import Day, register_after

OLD, YOUNG = date(1944, 5, 5), date(1990, 3, 15)
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
}


def same_people(days: list[tuple[int, Day]]) -> set[frozenset[tuple[int, str]]]:
    """Which codes on which days are under one id."""
    _, shown = register_after(days)
    by_id: dict[int, set[tuple[int, str]]] = {}
    for seen, given in shown.items():
        by_id.setdefault(given, set()).add(seen)
    return {frozenset(seen) for seen in by_id.values()}


@pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES)
def test_every_order_ends_in_the_same_people(history: list[Day]) -> None:
    orders = [same_people(list(order)) for order in permutations(enumerate(history))]
    assert orders == [orders[0]] * len(orders)


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
