"""What came of each source on a date: whether it can be gone by, and how many of its rows were taken.

What belongs here: the states of a source, and when its refused rows are too many. What does not: what is
unknown because of it (`assets/features/staleness.py`), which dates are published (registry).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from assets.intake.canonical import Canonical
from assets.intake.contracts import CANONICAL
from assets.intake.manifest.manifest_file import ManifestFile
from assets.intake.mappings.mapping_file import Source
from assets.intake.outcome_contracts import SourceStatus

ACTS_OF_PEOPLE = frozenset({"erasure_requests", "manual_tags", "person_decisions", "dwelling_decisions"})
"""Tables of what somebody asked for or decided: where none came, nobody did, and no tag is unknown for it."""
HARMLESS = ("duplicate_row", "erased")
"""Reasons that say nothing against a source: the row is there already, or was taken out on request."""
FEW = 10
"""So few refused rows are looked into one by one."""
FIRST_BOUND = 0.5
"""The share of refused rows that damages a source of which nothing is known yet."""
TIMES_USUAL, ABOVE_USUAL = 2, 0.05
"""With a past, more than twice its usual share and five in a hundred rows damages it."""
PAST = 30
"""Dates that make up a source's past."""


@dataclass(frozen=True)
class Counts:
    """Rows of a source on a date; ``faulty``: refused for a fault of theirs."""

    received: int = 0
    accepted: int = 0
    refused: int = 0
    faulty: int = 0


def status_name(source: Source) -> str:
    """Return the name its status stands under: its roll, else its table; several sources may share it."""
    return source.constants.get("roll", source.table) if source.table == "department_rolls" else source.table


def parents_first(sources: Mapping[str, Source]) -> list[str]:
    """Return the names of the sources, those first whose tables others refer to."""
    tables = list(CANONICAL)
    return sorted(sources, key=lambda name: (tables.index(sources[name].table), name))


def source_status(
    sources: Mapping[str, Source],
    entries: Mapping[str, ManifestFile],
    received: Mapping[str, int],
    results: Mapping[str, Canonical],
    snapshot_date: date,
    earlier: pl.DataFrame,
) -> pl.DataFrame:
    """Return the table `SourceStatus`: one row per roll and per other table that a mapping names.

    A source that no date ever had is absent; one that had been there is missing.

    Args:
        sources: the mappings, by source.
        entries: what the manifest says, by source that was delivered.
        received: rows of the file, by source that was delivered.
        results: what became of them, by source that was delivered.
        snapshot_date: the date of the export.
        earlier: rows of this table of earlier dates, newest last.

    """
    rows = []
    for status, names in _by_status(sources).items():
        came = [entries[name] for name in names if name in entries]
        counts = _counts(
            sum(received.get(name, 0) for name in names), [results[name] for name in names if name in results]
        )
        past = earlier.filter((pl.col("source") == status) & (pl.col("rows_in") > 0)).tail(PAST)
        stale_after = min(sources[name].stale_after_days for name in names)
        as_of = min((entry.source_as_of for entry in came), default=None)
        if as_of is None:
            state = "missing" if past.height else "absent"
        elif is_emptied(counts, past) and status not in ACTS_OF_PEOPLE:
            state = "missing"  # a header alone says nothing of those who were on it
        elif len(came) < len(names) or not all(entry.complete for entry in came):
            state = "partial"  # what one of several leaves out may be in it: part of it is not the whole
        elif is_damaged(counts, past) and not (status in ACTS_OF_PEOPLE and counts.received == 1):
            state = "damaged"
        else:
            state = "late" if (snapshot_date - as_of).days > stale_after else "good"
        rows.append((status, state, as_of, stale_after, counts.received, counts.accepted, counts.refused))
    types = {name: column.dtype for name, column in SourceStatus.columns().items()}
    return SourceStatus.validate(pl.DataFrame(rows, schema=types, orient="row"))


def _by_status(sources: Mapping[str, Source]) -> dict[str, list[str]]:
    """Return the names of the sources by the name their status stands under."""
    together: dict[str, list[str]] = {}
    for name in parents_first(sources):
        together.setdefault(status_name(sources[name]), []).append(name)
    return together


def is_emptied(counts: Counts, past: pl.DataFrame) -> bool:
    """Return whether nothing came of a source that had more than a few rows when it last had any."""
    return counts.received == 0 and bool(past.height) and past["rows_in"][-1] > FEW


def is_damaged(counts: Counts, past: pl.DataFrame) -> bool:
    """Return whether so many rows are refused that what is left says nothing of those who are not in it.

    ``past``: `SourceStatus` of the source on earlier dates; those on which it was damaged do not count.
    """
    if counts.accepted == 0 < counts.faulty:
        return True  # nobody is on it any more, if one went by what can be read
    if counts.faulty <= FEW:
        return False
    known = past.filter(pl.col("state") != "damaged")
    received, refused = (int(known[name].sum()) for name in ("rows_in", "rows_quarantined"))
    bound = FIRST_BOUND
    if received:
        usual = refused / received
        bound = min(FIRST_BOUND, TIMES_USUAL * usual + ABOVE_USUAL)
    return counts.faulty > bound * counts.received


def _counts(received: int, results: list[Canonical]) -> Counts:
    accepted = sum(result.accepted.height for result in results)
    refused = sum(result.quarantined.height for result in results)
    harmless = sum(int(result.quarantined["reason_code"].is_in(list(HARMLESS)).sum()) for result in results)
    return Counts(received, accepted, refused, refused - harmless)
