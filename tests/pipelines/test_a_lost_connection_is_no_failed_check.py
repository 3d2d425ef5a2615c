"""A database that goes away while the audit looks is said, and no check of the date has failed by it."""

from contextlib import suppress

import pytest
import sqlalchemy as sa

from assets.publication.store.database import Database
from assets.refusals import refusal_text
from pipelines.checks import no_lost_connection


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_connection_that_is_ended_meanwhile(database: Database) -> None:
    ending = sa.text("select pg_terminate_backend(pg_backend_pid())")
    with (
        pytest.raises(sa.exc.OperationalError) as raised,
        no_lost_connection([database.engine]),
        suppress(sa.exc.OperationalError),  # as the library does
        database.transaction() as connection,
    ):
        connection.execute(ending)
    assert "run the date again" in str(refusal_text(raised.value))


def test_a_query_that_is_wrong_is_a_matter_of_its_check(database: Database) -> None:
    with (
        no_lost_connection([database.engine]),
        suppress(sa.exc.DBAPIError),
        database.transaction() as connection,
    ):
        connection.execute(sa.text("select no_such_column"))


def test_what_a_library_says_of_a_server_that_is_not_there() -> None:
    error = RuntimeError("attempt to connect failed")
    error.__cause__ = sa.exc.OperationalError(None, None, OSError("no server"))
    assert "TAGGING_DATABASE_URL" in str(refusal_text(error))
