"""The database knows which ids have been given, of people who are gone, too."""

from datetime import date

from assets.publication.store.known_ids import is_anything_published, published_ids
from assets.publication.upkeep.erasure import erase_published
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import NOW, publish_day

FIRST, SECOND = date(2024, 3, 1), date(2024, 3, 2)


def test_nothing_is_published(database) -> None:
    assert not is_anything_published(database)
    assert published_ids(database).highest == {}


def test_the_highest_of_all_time_counts(database, tmp_path) -> None:
    tags = {
        ("resident", 7, "M017"): outcome(),
        ("household", 3, "D021"): outcome(),
        ("case", 5, "D028"): outcome(),
    }
    publish_day(database, tmp_path, FIRST, Day(tags, {7: {}, 9: {}}))
    publish_day(database, tmp_path, SECOND, Day({}, {2: {}}))
    assert published_ids(database).dates == {FIRST, SECOND}
    assert is_anything_published(database)
    assert published_ids(database).highest == {"resident": 9, "household": 3, "case": 5}


def test_an_erased_person_counts(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, Day({("resident", 7, "M017"): outcome()}, {7: {}, 2: {}}))
    erase_published(database, tmp_path, [7], "erasure", NOW)
    assert published_ids(database).highest["resident"] == 7
