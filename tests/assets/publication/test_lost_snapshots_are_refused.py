import shutil
from datetime import date

import pytest

from assets.publication.snapshot_store import SnapshotsLostError
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import live, publish_day, stage_day

FIRST, SECOND = date(2024, 3, 1), date(2024, 3, 2)
DAY = Day({("resident", 1, "M017"): outcome()})


def test_without_the_content_of_a_published_date_nothing_is_staged(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, DAY)
    before = live(database)
    shutil.rmtree(tmp_path / str(FIRST))
    with pytest.raises(SnapshotsLostError, match=r"2024-03-01 is missing .* restore it"):
        stage_day(database, tmp_path, SECOND, DAY)
    assert live(database) == before
