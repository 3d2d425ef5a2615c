"""After a rollback ledgers and deliveries of a contract are of the newest day that stands."""

from datetime import date

from assets.publication.release.rollback import roll_back
from tests.assets.publication.consumers.places import like_lists, provide, read
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import NOW, publish_day

FIRST, SECOND = date(2024, 3, 1), date(2024, 3, 2)
CONTRACT = like_lists(tags=("M017",), ledgers=("elder_care",))
WHO = ("a head of data", "the roll of that day was a wrong file")


def test_a_ledger_says_the_day_before(database, tmp_path) -> None:
    provide(database, CONTRACT)
    one = {("resident", 1, "M017"): outcome()}
    publish_day(database, tmp_path, FIRST, Day(one, {1: {}, 2: {}}))
    publish_day(database, tmp_path, SECOND, Day(one | {("resident", 2, "M017"): outcome()}, {1: {}, 2: {}}))
    asked = "select distinct cast(snapshot_date as text) from ledger_elder_care"
    assert read(database, CONTRACT.name, asked) == [(str(SECOND),)]
    roll_back(database, tmp_path, *WHO, NOW)
    assert read(database, CONTRACT.name, asked) == [(str(FIRST),)]
