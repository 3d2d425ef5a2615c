"""A consumer that reads nothing but its own place keeps an equal copy, through every kind of correction."""

from datetime import date
from random import Random

import pytest

from tests.assets.publication.consumers.places import Follower, like_lists, provide, read
from tests.assets.publication.histories import DATES, Day, outcome
from tests.assets.publication.publishing import publish_day

HERE, ELSEWHERE = "310106006002", "310106006003"
OF_ONE_COMMITTEE = like_lists(area=(HERE,), tags=("M017",))
NAME, KEY = OF_ONE_COMMITTEE.name, ("subject", "subject_id", "tag_code")


def _any_day(chooser: Random) -> Day:
    """Four people, each with the tag, without it, or undecided; some disputed, elsewhere or under 14."""
    rows, people = {}, {}
    for number in range(1, 5):
        people[number] = {"is_under_14": chooser.random() < 0.3}
        if chooser.random() < 0.8:
            rows["resident", number, "M017"] = outcome(
                chooser.choice([True, True, True, None]),
                value=chooser.choice([None, "full"]),
                status=chooser.choice(["active", "active", "active", "disputed"]),
                committee_code=chooser.choice([HERE, HERE, HERE, ELSEWHERE]),
                keep_days=chooser.choice([0, 2, 30]),
            )
    return Day(rows, people)


@pytest.mark.parametrize("history", [False, True])
def test_the_copy_equals_the_table_after_every_publication(database, tmp_path, history) -> None:
    """Dates in any order, corrected again and again; and the table equals one that is taken anew."""
    contract = OF_ONE_COMMITTEE.model_copy(update={"history": history})
    provide(database, contract)
    copy = Follower(database, NAME, "tag_assignment", (*KEY, "valid_from") if history else KEY)
    shown, chooser = 0, Random(20240301)
    for _ in range(16):
        publish_day(database, tmp_path, chooser.choice(DATES), _any_day(chooser))
        copy.follow()
        assert copy.copy() == copy.shown()
        shown += len(copy.rows)
    assert shown > 8
    sums = read(database, NAME, "select * from checksum")
    provide(database)
    assert provide(database, contract) == [NAME]
    assert copy.copy() == copy.shown()
    assert read(database, NAME, "select * from checksum") == sums


def test_who_turns_14_comes_and_who_moves_away_goes(database, tmp_path) -> None:
    provide(database, OF_ONE_COMMITTEE)
    copy = Follower(database, NAME, "tag_assignment", KEY)
    child, mover = ("resident", 1, "M017"), ("resident", 2, "M017")
    day = Day({child: outcome(), mover: outcome()}, {1: {"is_under_14": True}, 2: {}})
    publish_day(database, tmp_path, date(2024, 3, 1), day)
    copy.follow()
    (before,) = copy.rows
    away = outcome(committee_code=ELSEWHERE)
    moved = {1: {}, 2: {"committee_code": ELSEWHERE}}
    publish_day(database, tmp_path, date(2024, 3, 2), Day({child: outcome(), mover: away}, moved))
    copy.follow()
    assert len(copy.rows) == 1
    assert before not in copy.rows


def test_no_committee_sees_what_was_before_someone_moved_in(database, tmp_path) -> None:
    provide(database, OF_ONE_COMMITTEE.model_copy(update={"history": True}))
    key = ("resident", 2, "M017")
    elsewhere = outcome(committee_code=ELSEWHERE, value="before")
    publish_day(database, tmp_path, date(2024, 3, 1), Day({key: elsewhere}, {2: {}}))
    publish_day(database, tmp_path, date(2024, 3, 2), Day({key: outcome(value="after")}, {2: {}}))
    (row,) = read(database, NAME, "select value, valid_from from tag_assignment_change")
    assert row[0] == "after"
    assert str(row[1]) == "2024-03-02"


def test_a_contract_that_changes_is_taken_anew_and_its_numbers_go_on(database, tmp_path) -> None:
    publish_day(database, tmp_path, date(2024, 3, 1), Day({("resident", 1, "M017"): outcome()}, {1: {}}))
    provide(database, OF_ONE_COMMITTEE)
    narrower = OF_ONE_COMMITTEE.model_copy(update={"area": (ELSEWHERE,)})
    assert provide(database, OF_ONE_COMMITTEE) == []
    assert provide(database, narrower) == [NAME]
    assert read(database, NAME, "select * from tag_assignment") == []
    assert read(database, NAME, "select delivery_id, cause from delivery") == [(2, "anew")]


def test_what_changes_in_columns_it_is_not_given_is_no_delivery(database, tmp_path) -> None:
    provide(database, OF_ONE_COMMITTEE)
    key = ("resident", 1, "M017")
    publish_day(database, tmp_path, date(2024, 3, 1), Day({key: outcome()}, {1: {}}))
    before = read(database, NAME, "select * from delivery")
    publish_day(database, tmp_path, date(2024, 3, 2), Day({key: outcome(origin="upstream")}, {1: {}}))
    assert read(database, NAME, "select * from delivery") == before
    publish_day(database, tmp_path, date(2024, 3, 3), Day({key: outcome(value="full")}, {1: {}}))
    lines = read(database, NAME, "select operation, value from tag_assignment_change order by 1, 2")
    assert sorted(lines, key=repr) == [("delete", None), ("insert", "full"), ("insert", None)]
