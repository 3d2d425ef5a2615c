"""What is made once for the whole suite, whichever of its processes comes first.

Belongs here: making and handing on. Does not belong here: what is made (the fixtures of `conftest.py`).
"""

import fcntl
import os
import pickle
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SCALE = 0.003  # of the sample district that tests share


def once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Any]) -> Any:
    """What `make` gives for an empty folder, made by the first test process and shared by all of them."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = shared / f"{name}.pickle"
        if not made.exists():
            folder = Path(tempfile.mkdtemp(prefix=name, dir=shared))
            made.write_bytes(pickle.dumps(make(folder)))
        return pickle.loads(made.read_bytes())
