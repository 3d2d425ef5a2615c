"""A kept tag stays with those who look after its area, even while nobody can place its subject."""

from datetime import date

from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import content, publish_day

FIRST, SECOND, THIRD = date(2024, 3, 1), date(2024, 3, 2), date(2024, 3, 3)
CASE = ("case", 7, "D028")
PLACE = ("street_code", "committee_code", "status", "valid_from")
NOWHERE = {"street_code": None, "committee_code": None}
HERE, MOVED = ("310106006", "310106006002"), ("310106006", "310106006003")


def test_while_its_place_is_unknown_it_is_where_it_was(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, Day({CASE: outcome()}))
    publish_day(database, tmp_path, SECOND, Day({CASE: outcome(None, **NOWHERE)}))
    publish_day(database, tmp_path, THIRD, Day({CASE: outcome(None, **NOWHERE)}))
    assert content(database, "tag_assignment", PLACE) == [
        (*HERE, "active", FIRST), (*HERE, "kept", SECOND),
    ]  # fmt: skip


def test_where_its_place_is_known_it_moves_with_its_subject(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, Day({CASE: outcome()}))
    publish_day(database, tmp_path, SECOND, Day({CASE: outcome(None, committee_code=MOVED[1])}))
    assert content(database, "tag_assignment", PLACE)[-1] == (*MOVED, "kept", SECOND)
