import random
from collections import Counter
from datetime import date

import pytest
import sqlalchemy as sa

from tests.assets.publication.histories import DATES, KEYS, Day, outcome
from tests.assets.publication.many_histories import live_through, wrong
from tests.assets.publication.publishing import publish_day, wipe


def test_histories_with_failures_between_and_inside_end_as_defined(database, tmp_path) -> None:
    total = Counter[str]()
    for number in range(8):
        happened, problems = live_through(database, tmp_path / str(number), random.Random(number))
        assert problems == [], number
        total += happened
        wipe(database)
    assert total["statement fails"] and total["publishes"] > 8


@pytest.mark.parametrize(
    ("damage", "seen"),
    [
        ("delete from tag_assignment", "tag_assignment"),
        ("update resident set household_id = 9", "resident"),
        ("delete from tag_change", "whoever follows the history"),
        ("update committee_checksum set checksum = 1", "committee_checksum"),
    ],
)
def test_what_is_wrong_would_be_seen(database, tmp_path, damage: str, seen: str) -> None:
    day = Day({key: outcome() for key in KEYS}, {1: {}})
    publish_day(database, tmp_path, DATES[0], day)
    published: dict[date, Day] = {DATES[0]: day}
    assert wrong(database, published) == []
    with database.transaction() as connection:
        connection.execute(sa.text(damage))
    assert seen in wrong(database, published)
