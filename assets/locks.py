"""Locks between processes: what only one may do at a time, and whether somebody who began is still alive.

Belongs here: holding a lock file, and telling for what one waits. Does not belong here: what is locked, or
where its file stands. The operating system lets go when the process dies, however it dies: nobody ever waits
for the dead. They are locks among the processes of one machine.
"""

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assets.files import private_folder

LOGGER = logging.getLogger("tagging")


@contextmanager
def only_one(path: Path, what: str) -> Iterator[None]:
    """Wait until nobody else holds the lock of `path`, then hold it until the block ends.

    A signal ends the waiting.

    Args:
        what: in words, for those who wait in turn: they are told of it, and by which process it is held.
    """
    private_folder(path.parent)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            LOGGER.warning(
                "等待中 %s waits: %s is held by %s",
                what,
                path.name.lstrip("."),
                lock.read() or "another process",
            )
            fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        lock.truncate()
        lock.write(f"process {os.getpid()}: {what}")
        lock.flush()
        yield


def is_held(path: Path) -> bool:
    """Whether a living process holds the lock of `path`."""
    try:
        with path.open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
