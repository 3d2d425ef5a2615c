"""Every finished run, on disk as soon as it has ended: who interrupts a long measurement loses one run.

Belongs here: keeping, and knowing when what is kept is of something else. Does not belong here: running.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[2]
_MEASURED = ("benchmarks/core", "tag_rules", "assets/features", "sample_district")
_WRITTEN_IN = (".py", ".yaml", ".toml")


class Journal:
    """Answers by key, one JSON line each; those of another state of the project are not taken."""

    def __init__(self, path: Path, state: str) -> None:
        """Read what is kept of this `state`; else begin anew."""
        self.path = path
        self._kept: dict[str, Any] = {}
        lines = path.read_text().splitlines() if path.exists() else []
        self.is_new = not lines or json.loads(lines[0]) != state
        if not self.is_new:
            for line in lines[1:]:
                key, answer = json.loads(line)
                self._kept[key] = answer
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(state) + "\n")

    def __contains__(self, key: str) -> bool:
        """Return whether there is an answer."""
        return key in self._kept

    def __getitem__(self, key: str) -> Any:
        """Return the answer; KeyError without one."""
        return self._kept[key]

    def __iter__(self) -> Iterator[str]:
        """Yield all keys, oldest first."""
        return iter(self._kept)

    def add(self, key: str, answer: Any) -> None:
        """Keep an answer."""
        with self.path.open("a") as file:
            file.write(json.dumps([key, answer]) + "\n")
        self._kept[key] = answer


def state_of_project() -> str:
    """Return a hash of all that a measurement depends on but the machine: code, rules, versions."""
    files = [PROJECT / "requirements.lock", PROJECT / "requirements-benchmark.lock"]
    for folder in _MEASURED:
        files += (path for path in (PROJECT / folder).rglob("*") if path.suffix in _WRITTEN_IN)
    told = hashlib.sha256()
    for path in sorted(files):
        told.update(str(path.relative_to(PROJECT)).encode() + path.read_bytes())
    return told.hexdigest()
