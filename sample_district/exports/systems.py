"""How each system calls its sources, headers and codes, out of the mapping files that intake reads.

Belongs here: those files as plain data, a format that sample and product share. Does not belong
here: whether they are right, which intake judges, or how a file is written (``export``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

MAPPINGS = Path(__file__).parents[2] / "assets" / "intake" / "mappings"
ROLLS = "department_rolls"
KEYS = {
    "residents": "person_code",
    "households": "household_code",
    "dwellings": "dwelling_code",
    "buildings": "building_code",
    "compounds": "compound_code",
    "divisions": "division_code",
    "visits": "visit_code",
    "survey_responses": "response_code",
    "hotline_tickets": "ticket_code",
    "committee_requests": "request_code",
    "public_opinions": "opinion_code",
    "committee_resources": "resource_code",
    "inspections": "inspection_code",
    "volunteer_hours": "record_code",
    "erasure_requests": "erasure_code",
    "manual_tags": "manual_tag_code",
    "dwelling_decisions": "household_code",
}
"""The column that numbers the rows of a table, where one does."""


@dataclass(frozen=True)
class Column:
    """One column of a system: its header, our words by the system's codes, and how it writes a date.

    ``inclusive``: an end date is the last day (有效期至), not the first without.
    """

    header: str
    codes: dict[str, str] | None
    format: str
    inclusive: bool


@dataclass(frozen=True)
class Source:
    """One source: the table it feeds, its Chinese title, how long it stays good, its columns by our name."""

    table: str
    title: str
    stale_after_days: int
    columns: Mapping[str, Column]


@cache
def sources() -> dict[str, Source]:
    """Return the sources of all mapping files, by name."""
    return {
        name: Source(
            table=entry["table"],
            title=entry["title"]["zh"],
            stale_after_days=int(entry["stale_after_days"]),
            columns={column: _column(written) for column, written in entry["columns"].items()},
        )
        for path in sorted(MAPPINGS.glob("*.yaml"))
        # The base loader leaves every scalar the text that it is, as an exported file does.
        for name, entry in yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader)["sources"].items()
    }


def _column(written: str | dict[str, Any]) -> Column:
    """Return a column; a header alone is the short form of one."""
    entry: dict[str, Any] = {"header": written} if isinstance(written, str) else written
    form, inclusive = entry.get("format", "%Y-%m-%d"), entry.get("inclusive") == "true"
    return Column(entry["header"], entry.get("codes"), form, inclusive)
