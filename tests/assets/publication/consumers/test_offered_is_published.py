"""What contracts may take is what is published: every table and column of the list is there."""

from assets.publication.store import schema
from tag_rules.engine.offered import OFFERED, WITHHELD

PUBLISHED = {table.name: table for table in schema.PUBLISHED_TABLES}
NEVER = {"resident_key", "changed_in", "publication_id", "run_id", "known_as_id"}


def test_every_table_and_column_is_there_and_none_that_would_join_consumers() -> None:
    for name, columns in OFFERED.items():
        assert set(columns) <= set(PUBLISHED[name].c.keys()), name
        assert not NEVER & set(columns), name
        assert set(PUBLISHED[name].primary_key.columns.keys()) <= set(columns), name
    assert set(WITHHELD) <= set(PUBLISHED)
