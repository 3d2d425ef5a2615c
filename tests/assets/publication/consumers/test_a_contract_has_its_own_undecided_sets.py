"""A contract is told who is undecided about its own tags, by numbers that say nothing of other tags."""

from datetime import date

from assets.publication.consumers.places import contracts
from assets.publication.history.undecided_sets import set_number
from tests.assets.publication.consumers.places import Follower, like_lists, provide, read
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import publish_day

FIRST, SECOND = date(2024, 3, 1), date(2024, 3, 2)
LISTS = like_lists(tags=("M017",), tables={"undecided_subject": "all"}, ledgers=(), way_back=None)
SEEN = "select subject, tag_code, committee_code from undecided"


def _unknown(*codes: str, number: int = 1) -> dict[tuple[str, int, str], dict[str, object]]:
    return {("resident", number, code): outcome(None) for code in codes}


def _publish(database, tmp_path, day: date, *codes: str, age: bool = False) -> None:
    publish_day(database, tmp_path, day, Day(_unknown(*codes), {1: {"is_under_14": age}}))


def test_only_its_own_tags_are_in_its_sets(database, tmp_path) -> None:
    _publish(database, tmp_path, FIRST, "M017", "M031")
    provide(database, LISTS)
    assert read(database, LISTS.name, SEEN) == [("resident", "M017", "310106006002")]
    numbers = {number for (number,) in read(database, LISTS.name, "select set_number from undecided_set")}
    assert len(numbers) == 1
    assert not numbers & {set_number(["M017"]), set_number(["M017", "M031"])}


def test_what_changes_of_other_tags_is_no_delivery_and_what_changes_of_its_own_is(database, tmp_path) -> None:
    _publish(database, tmp_path, FIRST, "M017", "M031")
    provide(database, LISTS)
    followers = [
        Follower(database, LISTS.name, "undecided_subject", ("subject", "subject_id")),
        Follower(database, LISTS.name, "undecided_set", ("set_number", "tag_code")),
    ]
    for follower in followers:
        follower.take()
    _publish(database, tmp_path, SECOND, "M017", "M052")
    assert read(database, LISTS.name, "select max(delivery_id) from delivery") == [(1,)]
    _publish(database, tmp_path, SECOND, "M031")
    assert read(database, LISTS.name, SEEN) == []
    for follower in followers:
        follower.follow()
        assert follower.copy() == follower.shown() == []


def test_a_copy_kept_by_differences_equals_one_taken_anew(database, tmp_path) -> None:
    _publish(database, tmp_path, FIRST, "M031")
    provide(database, LISTS)
    _publish(database, tmp_path, SECOND, "M017")
    everything = ("select * from undecided", "select * from checksum order by table_name")
    kept = [read(database, LISTS.name, query) for query in everything]
    provide(database)
    with database.transaction() as connection:
        assert [each.terms.name for each in contracts(connection)] == []
    provide(database, LISTS)
    assert kept[0] != []
    assert kept == [read(database, LISTS.name, query) for query in everything]


def test_nothing_is_told_of_children_whom_no_purpose_covers(database, tmp_path) -> None:
    _publish(database, tmp_path, FIRST, "M017", age=True)
    provide(database, LISTS)
    assert read(database, LISTS.name, SEEN) == []
