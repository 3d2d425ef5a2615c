from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.publication.consumers.feed import follow_current, follow_history
from assets.publication.history.checksum import checksums
from assets.publication.history.timelines import TAG_ASSIGNMENT, TAG_UNKNOWN, empty
from assets.publication.release.rollback import roll_back
from assets.publication.store import schema
from assets.publication.store.database import Database
from tests.assets.publication.histories import PUBLISH, Day, from_scratch, held, unknown
from tests.assets.publication.publishing import NOW, content, publish_day, wipe

ROLLBACK = (None, None)
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
@given(publishes=st.lists(st.one_of(PUBLISH, PUBLISH, PUBLISH, st.just(ROLLBACK)), min_size=1, max_size=10))
def test_tables_and_both_followers_end_as_defined(database, publishes):
    wipe(database)
    published: dict[date, Day] = {}
    # Of every publication since the first: its date and what that date held before, None for nothing.
    undo: list[tuple[date, Day | None]] = []
    current = empty((*TAG_ASSIGNMENT.key, *TAG_ASSIGNMENT.attributes))
    history = empty(HISTORY)
    last = 0
    with TemporaryDirectory() as store:
        for on, day in publishes:
            if on is None:
                if not undo:
                    continue
                on, day = undo[-1]
                outcome = roll_back(database, Path(store), "a person", "a test", NOW)
            else:
                outcome = publish_day(database, Path(store), on, day)
            if outcome.publication_id is not None:
                undo.append((on, published.get(on)))
            published = {date: held for date, held in (published | {on: day}).items() if held is not None}
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
            assert checksums(current).rows() == content(
                database, "committee_checksum", ("committee_code", "rows", "checksum")
            )
            assert outcome.rows_current == sum(row[-1] is None for row in live)
            without_version = content(database, "tag_assignment", HISTORY)
            assert sorted(history.iter_rows(), key=repr) == without_version
            assert sorted(current.iter_rows(), key=repr) == sorted(
                (row[:-2] for row in without_version if row[-1] is None), key=repr
            )
