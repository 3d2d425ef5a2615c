from datetime import date

import pytest

from assets.publication.release.publish import PublicationRefusedError, publish
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import NOW, live, pass_day, publish_day

FIRST, SECOND, THIRD = date(2024, 3, 1), date(2024, 3, 2), date(2024, 3, 3)
KEY = ("resident", 1, "M017")
OTHER = ("resident", 1, "M031")
HAS = Day({KEY: outcome()}, {1: {}})
HAS_NOT = Day({}, {1: {}})


def test_staged_before_another_date_went_live(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, HAS)
    pass_day(database, tmp_path, THIRD, HAS)
    publish_day(database, tmp_path, SECOND, HAS_NOT)
    before = live(database)
    with pytest.raises(PublicationRefusedError, match=r"stale.* on publication 1 and 2 is live"):
        publish(database, THIRD, "run-1", NOW)
    assert live(database) == before
    assert publish_day(database, tmp_path, THIRD, HAS).publication_id == 3


def test_staged_before_a_correction_that_changed_no_table(database, tmp_path) -> None:
    """How an unknown tag would be kept is not published, but the history is derived from it."""
    publish_day(database, tmp_path, FIRST, Day({KEY: outcome(), OTHER: outcome(None)}, {1: {}}))
    before = live(database)
    pass_day(database, tmp_path, SECOND, Day({KEY: outcome(None)}, {1: {}}))
    correction = Day({KEY: outcome(), OTHER: outcome(None, keep_days=0)}, {1: {}})
    assert publish_day(database, tmp_path, FIRST, correction).publication_id is None
    after = live(database)
    assert {name for name in after if after[name] != before[name]} == {"published_snapshot"}
    with pytest.raises(PublicationRefusedError, match="is stale"):
        publish(database, SECOND, "run-1", NOW)
    assert live(database) == after
