"""The kinds of declared facts, and which subjects and records belong to which.

What belongs here: plain shapes and who is counted where. What does not: reading features.yaml (`resolve`),
working facts out (`compute`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tag_rules.engine.expression import Node

Kind = Literal["count_of", "any_of", "share_of", "min_of", "max_of", "from"]
AGGREGATES: tuple[Kind, ...] = ("count_of", "any_of", "share_of", "min_of", "max_of")
_NESTED = ("resident", "household", "dwelling", "building", "compound")
_SOURCES = {
    "resident": "residences", "household": "households", "dwelling": "dwellings", "building": "buildings",
    "compound": "compounds",
}  # fmt: skip


@dataclass(frozen=True)
class Record:
    """A table of what happened: its source, the column with its day, its columns, whose its rows are."""

    source: str
    dated: str
    columns: Mapping[str, str]
    of: tuple[str, ...]


RECORDS: Mapping[str, Record] = {
    "visit": Record(
        "visits", "visited_on", {"visited_on": "Date", "channel": "String", "need_resolved": "Boolean"},
        ("household", "building", "compound"),
    ),
    "inspection": Record(
        "inspections", "inspected_on", {"inspected_on": "Date", "item": "String", "result": "String"},
        ("building", "compound"),
    ),
    "volunteer": Record(
        "volunteer_hours", "served_on", {"served_on": "Date", "hours": "Float64"}, ("resident",)
    ),
    "request": Record(
        "committee_requests", "requested_on",
        {"requested_on": "Date", "resolved_on": "Date", "department": "String", "status": "String"},
        ("committee",),
    ),
}  # fmt: skip
"""What is counted beside subjects, by name: the frames registry/<name>."""


@dataclass(frozen=True)
class Made:
    """How a declared fact is made of others.

    of: who or what is counted, or the place above. where, among: conditions over their columns; None for
    everybody. value: of `min_of` and `max_of` what is compared; of `from` the column.
    """

    kind: Kind
    of: str
    where: Node | None = None
    among: Node | None = None
    value: Node | None = None


def members_of(subject: str) -> tuple[str, ...]:
    """Return who and what can be counted on a kind of subject."""
    below = _NESTED if subject == "committee" else _NESTED[: _place(subject)]
    return (*below, *(name for name, record in RECORDS.items() if subject in record.of))


def above(subject: str) -> tuple[str, ...]:
    """Return the places that a kind of subject can take a fact from."""
    return (*_NESTED[_place(subject) + 1 :], "committee") if subject in _NESTED else ()


def link_sources(below: str, above_it: str) -> tuple[str, ...]:
    """Return the sources that say who belongs to what, from one kind to another above it."""
    if below in RECORDS:
        return (RECORDS[below].source,)
    if above_it == "committee":
        return ("residences", "households") if below == "resident" else (_SOURCES[below],)
    return tuple(_SOURCES[each] for each in _NESTED[_place(below) : _place(above_it)])


def _place(subject: str) -> int:
    return _NESTED.index(subject) if subject in _NESTED else 0
