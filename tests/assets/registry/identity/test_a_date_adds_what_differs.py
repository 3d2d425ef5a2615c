"""Every date can be told whole from the register, and costs what differs from the date beside it."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.registry.identity.pending_acts import (
    commit_pending,
    extend_with_pending,
    read_pending,
    write_pending,
)
from assets.registry.identity.published_days import days_in, notes_in, shown_on
from assets.registry.identity.register_store import read_register
from tests.assets.registry.identity.test_any_order_of_dates_gives_the_same_people import histories
from tests.assets.registry.people_of_a_day import FIRST, SECRET, Day, observed, register_after

BORN = FIRST.replace(year=1950)


def told(register, number: int) -> dict[str, str]:
    """Who was here on a day, and of whose person they were."""
    days, people = days_in(register), register.filter(subject="resident")
    shown = shown_on(notes_in(people, days), days, FIRST + timedelta(number))
    return dict(shown.select("source_code", "leading_code").iter_rows())


def led(day: Day) -> dict[str, str]:
    return dict(observed(day)[0].select("person_code", "leading_code").iter_rows())


@given(histories(changing=True), st.randoms())
def test_every_date_is_told_whole(history: list[Day], random) -> None:
    order = [*enumerate(history), (0, history[-1])]  # the first date once more, corrected
    random.shuffle(order)
    register, _ = register_after(order)
    for number, day in dict(order).items():
        assert told(register, number) == led(day)


@pytest.mark.parametrize("order", [range(9), range(8, -1, -1), (4, 0, 8, 2, 6, 1, 7, 3, 5)])
def test_dates_on_which_nothing_changes_add_one_row_each(order) -> None:
    day: Day = {f"P{number}": (f"k{number}", "甲", BORN) for number in range(20)}
    register, _ = register_after([(number, day) for number in order])
    assert register.height == 20 + 9


def test_somebody_who_leaves_and_comes_back_adds_a_row_for_each() -> None:
    one, both = {"P1": ("k1", "甲", BORN)}, {"P1": ("k1", "甲", BORN), "P2": ("k2", "乙", BORN)}
    register, shown = register_after(list(enumerate([both, one, one, both, both])))
    assert register.height == 2 + 5 + 2
    assert shown[0, "P2"] == shown[4, "P2"]


@pytest.mark.parametrize("published", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_dates_that_wait_together_are_told_whole_whichever_is_published_first(
    tmp_path: Path, published: tuple[int, ...]
) -> None:
    folder, noted = tmp_path / "register", tmp_path / "rows"
    anna, bella = ("k1", "安娜", BORN), ("k2", "贝拉", BORN)
    history: list[Day] = [{"P1": anna}, {"P1": bella, "P2": anna}, {"P2": anna, "P3": bella}]
    for number, day in enumerate(history):
        on = FIRST + timedelta(number)
        _, acts = extend_with_pending(
            read_register(folder, noted), read_pending(folder), {"resident": observed(day)[1]}, on, SECRET
        )
        write_pending(folder, on, acts)
    for number in published:
        commit_pending(folder, noted, FIRST + timedelta(number))
    register = read_register(folder, noted)
    assert [told(register, number) for number in range(3)] == [led(day) for day in history]
