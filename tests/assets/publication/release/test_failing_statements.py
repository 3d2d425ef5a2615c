"""Every statement of a publish fails once: the disk is full, the connection is gone."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from tests.assets.publication.fault_injection import wrong
from tests.assets.publication.histories import KEYS, Day, outcome
from tests.assets.publication.publishing import everything, publish_day

FIRST, SECOND = date(2024, 3, 1), date(2024, 3, 2)
ONE = Day({key: outcome() for key in KEYS}, {1: {}, 2: {}})
TWO = Day(
    {key: outcome(None, value="full", publish_unknown=True) for key in KEYS[:2]}, {1: {"household_id": 2}}
)
# Only every third statement, to keep the suite short.
STEP = 3


class DiskFullError(OSError):
    """Injected."""


def test_a_failing_statement_leaves_what_was_there_and_the_next_run_succeeds(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, ONE)
    before = everything(database)
    left = 0

    def fail(*_call: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise DiskFullError

    sa.event.listen(database.engine, "before_cursor_execute", fail)
    failures = 0
    while True:
        left = 1 + failures * STEP
        try:
            publish_day(database, tmp_path, SECOND, TWO)
        except DiskFullError:
            failures += 1
        else:
            break
        finally:
            left = 0
        if everything(database) != before:
            break  # it failed after the commit, while clearing up: then all of it is there
    assert failures > 10
    assert everything(database) != before
    assert wrong(database, tmp_path) == []
