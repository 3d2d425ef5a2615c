from datetime import date

import pytest
import sqlalchemy as sa

from assets.publication.release.publish import PublicationRefusedError
from assets.publication.release.rollback import roll_back
from assets.publication.store import schema
from tag_rules.engine.errors import RefusedError
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import NOW, everything, publish_day, rows_of

FIRST, SECOND = date(2024, 3, 1), date(2024, 3, 2)
ONE, TWO = (Day({("resident", 1, "M017"): outcome(value=value)}, {1: {}}) for value in ("1", "2"))
WHO = ("a head of data", "the roll of that day was a wrong file")


def test_a_new_date_is_taken_out_and_put_in_again(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, ONE)
    before = everything(database)
    publish_day(database, tmp_path, SECOND, TWO)
    after = everything(database)
    assert roll_back(database, tmp_path, *WHO, NOW).publication_id == 3
    assert everything(database) == before
    roll_back(database, tmp_path, *WHO, NOW)
    assert everything(database) == after


def test_a_corrected_date_gets_back_what_it_had(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, ONE)
    publish_day(database, tmp_path, SECOND, TWO)
    before = everything(database)
    publish_day(database, tmp_path, FIRST, TWO)
    roll_back(database, tmp_path, *WHO, NOW)
    assert everything(database) == before


def test_the_first_publication_taken_back_leaves_empty_tables_and_its_record(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, ONE)
    roll_back(database, tmp_path, *WHO, NOW)
    rows = everything(database)
    assert {table for table, content in rows.items() if content} == set()
    assert rows_of(database, sa.select(schema.publication.c.rows_current)) == [(1,), (0,)]


def test_who_and_why_are_kept_and_the_feed_tells_it_as_a_correction(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, ONE)
    roll_back(database, tmp_path, *WHO, NOW)
    audit, change = schema.publication_audit.c, schema.tag_change.c
    decisions = sa.select(audit.override_by, audit.override_reason).order_by(audit.staging_version.desc())
    assert rows_of(database, decisions)[0] == WHO
    changes = sa.select(change.change, change.cause).where(change.publication_id == 2)
    assert rows_of(database, changes) == [("removed", "correction")]
    runs = sa.select(schema.publication.c.run_id).order_by(schema.publication.c.publication_id.desc())
    assert rows_of(database, runs)[0] == ("rollback of publication 1",)


def test_nothing_published_is_nothing_to_take_back(database, tmp_path) -> None:
    with pytest.raises(PublicationRefusedError, match="nothing to take back"):
        roll_back(database, tmp_path, *WHO, NOW)


@pytest.mark.parametrize("who", [("", "why"), ("who", " ")])
def test_nobody_takes_back_without_a_name_and_a_reason(database, tmp_path, who) -> None:
    publish_day(database, tmp_path, FIRST, ONE)
    with pytest.raises(RefusedError, match="needs a person"):
        roll_back(database, tmp_path, *who, NOW)
