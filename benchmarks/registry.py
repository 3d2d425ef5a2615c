"""The registry's night on a date's own intake frames: seconds, CPU seconds and memory of every step.

    .venv/bin/python -m benchmarks.registry --folder <data folder> --date 2024-03-02 [--before <checkout>]

Belongs here: the registry's steps as its asset takes them, and a hash of every frame they make. Does not
belong here: a whole night (`nights.py`), what is published (`same_tables.py`). Only reads: the date's intake
must be in the lake. With another checkout each runs the steps in turn, in processes of their own, and the
frames of both must be equal. Of a machine that others use too, CPU seconds say more than seconds.
"""

import argparse
import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl

from assets.intake.contracts import CANONICAL
from assets.lake import read_frame
from assets.paths import DataPaths
from assets.registry.frames import registry_frames
from assets.registry.identity.decision_store import all_decisions
from assets.registry.identity.observed_codes import observed_codes, whole_sources
from assets.registry.identity.pending_acts import extend_with_pending, read_pending
from assets.registry.identity.pseudonym import PseudonymKey, resident_keys
from assets.registry.identity.register import known_ids, merged_ids
from assets.registry.identity.register_store import read_register
from assets.registry.linked_rows import resident_weights, who_is_who
from benchmarks.nights import told

_HASHED = "hash"


def frames_of(root: Path, day: date) -> dict[str, pl.DataFrame]:
    """Take the registry's steps for a date and print a line for each; returns what they make."""
    paths = DataPaths(root)
    tables, status, refused = (
        {name: _intake(paths, name, day) for name in CANONICAL},
        _intake(paths, "source_status", day),
        _intake(paths, "refused_subject", day),
    )
    secret = PseudonymKey(paths.register / "pseudonym.key").secret(for_sample=True)
    with told("keys of documents"):
        people = tables["residents"]
        keys = resident_keys(secret, people["id_type"], people["id_value"])
    tables |= all_decisions(tables, paths.register)
    with told("who is who"):
        who, candidates = who_is_who(tables, keys, resident_weights(paths.register))
    with told("identity register"):
        before = read_register(paths.register, paths.register_rows)
        observed = observed_codes(tables, who, refused)
        register, _ = extend_with_pending(before, read_pending(paths.register), observed, day, secret)
    with told("frames"):
        known = known_ids(register, who, day)
        frames = registry_frames(tables, who, known, whole_sources(status), refused, day)
        merged = merged_ids(register, who, day)
    return frames | {"duplicate_candidate": candidates, "resident_merge": merged}


def _intake(paths: DataPaths, table: str, day: date) -> pl.DataFrame:
    frame = read_frame(paths.lake, "intake", table, day)
    if frame is None:
        raise SystemExit(f"no intake/{table} of {day} in {paths.lake}: run that night first")
    return frame


def hashes(frames: Mapping[str, pl.DataFrame]) -> dict[str, str]:
    """Return a hash of each frame, whatever order its rows and columns are in."""
    return {name: _hash(frame.select(sorted(frame.columns))) for name, frame in frames.items()}


def _hash(frame: pl.DataFrame) -> str:
    rows = sorted(frame.write_ndjson().splitlines())
    return f"{frame.height:>10,} rows {hashlib.sha256(chr(10).join(rows).encode()).hexdigest()[:16]}"


def _run(checkout: Path, arguments: list[str]) -> list[str]:
    """Run the steps with the code of a checkout, show what it prints and return its hashes."""
    print(checkout, flush=True)
    ran = subprocess.run(
        [sys.executable, __file__, *arguments],
        env=os.environ | {"PYTHONPATH": str(checkout)},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    lines = ran.stdout.splitlines()
    print("\n".join(line for line in lines if not line.startswith(_HASHED)), flush=True)
    return [line for line in lines if line.startswith(_HASHED)]


def main() -> None:
    """Take the steps once, or in turn with another checkout; the exit code says whether frames are equal."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--folder", type=Path, required=True, help="of the data, with a lake")
    asked.add_argument("--date", required=True, help="a date that was taken in")
    asked.add_argument("--before", type=Path, help="another checkout to compare with")
    asked.add_argument("--rounds", type=int, default=3)
    given = asked.parse_args()
    if given.before is None:
        for name, of_frame in hashes(frames_of(given.folder, date.fromisoformat(given.date))).items():
            print(f"{_HASHED} {name:<24} {of_frame}")
        return
    arguments = ["--folder", str(given.folder.absolute()), "--date", given.date]
    here = Path(__file__).parents[1]
    seen = {tuple(_run(code, arguments)) for _ in range(given.rounds) for code in (given.before, here)}
    print("every frame is the same" if len(seen) == 1 else "FRAMES DIFFER")
    sys.exit(len(seen) != 1)


if __name__ == "__main__":
    main()
