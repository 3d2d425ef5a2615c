from datetime import date

import pytest
import sqlalchemy as sa

from assets.publication.release.publish import PublicationRefusedError, publish
from assets.publication.store import schema
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import NOW, live, pass_day

ON = date(2024, 3, 1)
DAY = Day({("resident", 1, "M017"): outcome(), ("resident", 2, "M017"): outcome()}, {1: {}, 2: {}})
ASSIGNMENT, STATISTIC = schema.STAGED["tag_assignment"], schema.STAGED["tag_statistic"]
TAMPERINGS = {
    "a value put in": sa.update(ASSIGNMENT).where(ASSIGNMENT.c.line == 1).values(value="level_6"),
    "a null turned into an empty text": sa.update(ASSIGNMENT).values(value=""),
    "a row taken out": sa.delete(ASSIGNMENT).where(ASSIGNMENT.c.line == 2),
    "two subjects exchanged": sa.update(ASSIGNMENT).values(subject_id=3 - ASSIGNMENT.c.subject_id),
    "an insert turned into a delete": sa.update(ASSIGNMENT).values(operation="delete"),
    "a count": sa.update(STATISTIC).values(count=7),
}


def test_any_row_that_is_not_what_was_audited_is_refused(database, tmp_path) -> None:
    empty = live(database)
    for what, tampering in TAMPERINGS.items():
        pass_day(database, tmp_path, ON, DAY)
        with database.transaction() as connection:
            assert connection.execute(tampering).rowcount > 0, what
        with pytest.raises(PublicationRefusedError, match="is not what was audited"):
            publish(database, ON, "run-1", NOW)
        assert live(database) == empty, what
    pass_day(database, tmp_path, ON, DAY)
    assert publish(database, ON, "run-1", NOW).publication_id == 1
