"""A row written over with another person's data names another person; a corrected one the same."""

from datetime import date

import pytest

from tests.assets.registry.people_of_a_day import Day, Row, in_every_order, register_after

ANNA: Row = ("k1", "安娜", date(1944, 5, 6), "female")
BELLA: Row = ("k2", "贝拉", date(1990, 3, 15), "male")
OTHER: Day = {"P2": ("k9", "卡拉", date(1970, 1, 1))}

CORRECTED: dict[str, list[Row]] = {
    "a name": [ANNA, ("k1", "安那", date(1944, 5, 6), "female")],
    "a name, of somebody without a number": [(None, *ANNA[1:]), (None, "安那", *ANNA[2:])],
    "day and month swapped": [ANNA, ("k1", "安娜", date(1944, 6, 5), "female")],
    "another number and another name": [ANNA, ("k2", "安那", date(1944, 5, 6), "female")],
    "all but the number": [ANNA, ("k1", *BELLA[1:])],
    "sex": [ANNA, (*ANNA[:3], "male")],
    "one fact after the other": [ANNA, ("k2", *ANNA[1:]), ("k2", "贝拉", *ANNA[2:]), BELLA],
}  # fmt: skip


def days_of(*rows: Row) -> list[Day]:
    return [{"P1": row, **OTHER} for row in rows]


@pytest.mark.parametrize("rows", CORRECTED.values(), ids=CORRECTED)
def test_a_correction_leaves_the_person(rows: list[Row]) -> None:
    everybody = frozenset((number, "P1") for number in range(len(rows)))
    assert [everybody in found for found in in_every_order(days_of(*rows))] == [True]


@pytest.mark.parametrize("later", [BELLA, (None, *BELLA[1:]), (*BELLA[:3], "female")])
def test_who_is_written_over_keeps_their_id_and_the_other_gets_a_new_one(later: Row) -> None:
    days = days_of(ANNA, later, later)
    register, shown = register_after(list(enumerate(days)))
    anna, bella = shown[0, "P1"], shown[1, "P1"]
    assert len({anna, bella, shown[0, "P2"]}) == 3
    assert shown[2, "P1"] == bella
    seen = register.filter(source_code="P1", act="seen").select("subject_id", "other_id").rows()
    assert seen == [(anna, None), (bella, anna)]
    assert len(in_every_order(days)) == 1


def test_whose_row_is_put_right_again_has_their_id_back() -> None:
    days = days_of(ANNA, BELLA, ANNA)
    (found,) = in_every_order(days)
    assert {frozenset({(0, "P1"), (2, "P1")}), frozenset({(1, "P1")})} < found


def test_the_other_is_known_by_their_number_from_their_own_code() -> None:
    days: list[Day] = [{"P1": ANNA, "P3": BELLA}, {"P1": BELLA}]
    (found,) = in_every_order(days)
    assert found == {frozenset({(0, "P1")}), frozenset({(0, "P3"), (1, "P1")})}


def test_a_day_that_does_not_say_who_somebody_is_speaks_of_whom_the_code_named_before() -> None:
    days: list[Day] = [{"P1": ANNA}, {"P1": BELLA}, {"P1": ("k2", "贝拉", date(1990, 3, 15), "unknown")}]
    (found,) = in_every_order(days)
    assert found == {frozenset({(0, "P1")}), frozenset({(1, "P1"), (2, "P1")})}


@pytest.mark.parametrize(
    "unsaid", [("k1", None, ANNA[2], "female"), (None, "安娜", None, "female"), (None, "x", None, "unknown")]
)
def test_the_only_date_run_again_without_saying_who_somebody_is_leaves_their_id(unsaid: Row) -> None:
    register, shown = register_after([(0, {"P1": ANNA, **OTHER}), (0, {"P1": unsaid, **OTHER})])
    ids = register.filter(source_code="P1")["subject_id"].drop_nulls().unique().to_list()
    assert ids == [shown[0, "P1"]]
