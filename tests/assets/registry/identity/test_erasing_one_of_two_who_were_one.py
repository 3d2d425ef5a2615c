"""Whoever had the id of somebody else for a while is erased without them."""

from datetime import date

from assets.registry.identity.erasure import codes_and_ids, retired
from assets.registry.identity.register import current_codes
from tests.assets.registry.people_of_a_day import Day, register_after

BORN = date(1950, 1, 1)
ONE: Day = {"P1": ("k1", "安娜", BORN), "P2": ("k1", "安娜", BORN)}
TWO: Day = {"P1": ("k1", "安娜", BORN), "P2": ("k2", "贝拉", BORN)}


def test_the_other_keeps_code_and_id() -> None:
    register, shown = register_after(list(enumerate([ONE, TWO])))
    codes, ids = codes_and_ids(register, ["P2"])
    assert (codes, ids) == ({"P2"}, {shown[1, "P2"]})
    left = current_codes(retired(register, codes, ids)).filter(subject="resident")
    assert left.rows() == [("resident", "P1", shown[1, "P1"])]


def test_codes_of_one_person_and_all_their_ids_go_together() -> None:
    alone: list[Day] = [{"P1": ("k1", "安娜", BORN)}, {"P2": ("k2", "安娜", BORN)}]
    both: Day = {"P1": ("k2", "安娜", BORN), "P2": ("k2", "安娜", BORN)}
    register, shown = register_after(list(enumerate([*alone, both])))
    assert codes_and_ids(register, ["P2"]) == ({"P1", "P2"}, {shown[0, "P1"], shown[1, "P2"]})


def test_whose_data_stood_in_the_row_for_a_day_is_not_erased_with_it() -> None:
    anna, bella = ("k1", "安娜", BORN), ("k2", "贝拉", date(1990, 3, 15))
    days: list[Day] = [{"P1": anna, "P2": bella}, {"P1": bella, "P2": bella}, {"P1": anna, "P2": bella}]
    register, shown = register_after(list(enumerate(days)))
    assert codes_and_ids(register, ["P1"]) == ({"P1"}, {shown[0, "P1"]})
    assert codes_and_ids(register, ["P2"]) == ({"P2"}, {shown[0, "P2"]})


def test_everybody_whom_only_the_erased_code_named_goes_with_it() -> None:
    days: list[Day] = [{"P1": ("k1", "安娜", BORN)}, {"P1": ("k2", "贝拉", date(1990, 3, 15))}]
    register, shown = register_after(list(enumerate(days)))
    codes, ids = codes_and_ids(register, ["P1"])
    assert (codes, ids) == ({"P1"}, {shown[0, "P1"], shown[1, "P1"]})
    erased = retired(register, codes, ids).filter(subject="resident")
    assert erased["source_code"].str.starts_with("erased ").all()
    assert erased.select("shown", "leading_code", "resident_key").null_count().row(0) == (erased.height,) * 3
