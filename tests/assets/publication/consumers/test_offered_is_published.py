"""What contracts may take is what is published: a new table or column is offered, or withheld by name."""

from assets.publication.consumers.terms import key_of
from assets.publication.store import schema
from tag_rules.engine.offered import CURRENT_ONLY, OFFERED, WITHHELD

PUBLISHED = {table.name: table for table in schema.PUBLISHED_TABLES}
NEVER = {"resident_key", "changed_in", "publication_id", "run_id", "known_as_id"}


def test_every_table_and_column_is_there_and_none_that_would_join_consumers() -> None:
    for name, columns in OFFERED.items():
        assert set(columns) <= set(PUBLISHED[name].c.keys()), name
        assert not NEVER & set(columns), name
        assert set(key_of(PUBLISHED[name], history=True)) <= set(columns), name


def test_every_published_table_is_offered_or_withheld_by_name() -> None:
    """Whoever adds one says in `tag_rules/engine/offered.py` which of the two it is."""
    assert not set(OFFERED) & set(WITHHELD)
    assert set(PUBLISHED) - set(OFFERED) <= set(WITHHELD)


def test_every_column_of_an_offered_table_is_offered_or_never_given() -> None:
    for name, columns in OFFERED.items():
        span = {"valid_from", "valid_to"} if name in CURRENT_ONLY else set()
        assert set(PUBLISHED[name].c.keys()) - set(columns) <= NEVER | span, name
