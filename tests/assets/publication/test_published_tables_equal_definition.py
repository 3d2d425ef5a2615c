from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from hypothesis import HealthCheck, given, settings

from assets.publication import schema
from assets.publication.database import Database
from assets.publication.feed import follow_current, follow_history
from assets.publication.timelines import TAG_ASSIGNMENT, TAG_UNKNOWN, empty
from tests.assets.publication.histories import PUBLISHES, Day, from_scratch, held, unknown
from tests.assets.publication.publishing import content, publish_day, wipe

HISTORY = (*TAG_ASSIGNMENT.key, *TAG_ASSIGNMENT.attributes, "valid_from", "valid_to")


def changes_since(database: Database, publication_id: int) -> pl.DataFrame:
    with database.transaction() as connection:
        table = schema.tag_change
        return database.read(
            connection,
            table.select()
            .where(table.c.publication_id > publication_id)
            .order_by(*table.primary_key.columns),
        )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(publishes=PUBLISHES)
def test_tables_and_both_followers_end_as_defined(database, publishes):
    wipe(database)
    published: dict[date, Day] = {}
    current = empty((*TAG_ASSIGNMENT.key, *TAG_ASSIGNMENT.attributes))
    history = empty(HISTORY)
    last = 0
    with TemporaryDirectory() as store:
        for on, day in publishes:
            outcome = publish_day(database, Path(store), on, day)
            published[on] = day
            if outcome.publication_id is not None:
                changes = changes_since(database, last)
                assert changes["publication_id"].unique().to_list() in ([], [outcome.publication_id])
                last = outcome.publication_id
                current = follow_current(current, changes)
                history = follow_history(history, changes)
            live = content(database, "tag_assignment", TAG_ASSIGNMENT.interval_columns)
            assert len(live) == len(set(live))
            assert set(live) == from_scratch(published, held, TAG_ASSIGNMENT.attributes)
            assert set(content(database, "tag_unknown", TAG_UNKNOWN.interval_columns)) == from_scratch(
                published, unknown, TAG_UNKNOWN.attributes
            )
            assert outcome.rows_current == sum(row[-1] is None for row in live)
            without_version = content(database, "tag_assignment", HISTORY)
            assert sorted(history.iter_rows(), key=repr) == without_version
            assert sorted(current.iter_rows(), key=repr) == sorted(
                (row[:-2] for row in without_version if row[-1] is None), key=repr
            )
