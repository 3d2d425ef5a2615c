"""Which published tables are timelines, and what splits their intervals.

Belongs here: for every table whose rows hold over [valid_from, valid_to), its key, the attributes whose
change ends one interval and begins the next, and the columns merely carried along.
Does not belong here: SQL types (`schema.py`) or how states are computed (`effective_state.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

# Stands for "still current" inside frames, where a null end would need a special case in every comparison.
# Published as null. Polars and both databases hold it without loss.
FAR_FUTURE = date(9999, 12, 31)


@dataclass(frozen=True)
class Timeline:
    """One table of intervals.

    `key` names a line of history; at any instant at most one row of a key holds. A change of any of
    `attributes` splits the interval. `carried` columns show the value at valid_from and split nothing.
    """

    table: str
    key: tuple[str, ...]
    attributes: tuple[str, ...]
    carried: tuple[str, ...] = ()

    @property
    def state_columns(self) -> tuple[str, ...]:
        """Columns of a state: what holds on one date, one row per key."""
        return (*self.key, *self.attributes, *self.carried)

    @property
    def interval_columns(self) -> tuple[str, ...]:
        """Columns of an interval: a state with its span."""
        return (*self.state_columns, "valid_from", "valid_to")


_TAG_KEY = ("subject", "subject_id", "tag_code")
_AREA = ("street_code", "committee_code")
_PLACE = ("street_code", "grid_code", "committee_code")

# The version of a rule is carried, not an attribute: a reworded rule that still gives a tag to the same
# people is no news to a consumer, and would otherwise rewrite every row of that tag.
TAG_ASSIGNMENT = Timeline(
    # Being under 14 decides who may read a row, so a birthday that ends it is an edit consumers must hear of.
    "tag_assignment",
    _TAG_KEY,
    ("value", "origin", "status", *_AREA, "is_under_14"),
    ("rule_version",),
)
# Of every tag, published or not in tag_unknown: who is undecided about which set of them.
UNDECIDED = Timeline("undecided_subject", ("subject", "subject_id"), ("set_number", *_AREA, "is_under_14"))
TAG_UNKNOWN = Timeline("tag_unknown", _TAG_KEY, ("origin", "status", *_AREA), ("rule_version",))

SUBJECT_TIMELINES = (
    Timeline(
        "resident",
        ("resident_id",),
        (
            "resident_key",
            "is_under_14",
            "household_id",
            "dwelling_id",
            "building_id",
            "compound_id",
            *_PLACE,
            "lives_here",
            "registered_here",
        ),
    ),
    Timeline("household", ("household_id",), ("dwelling_id", "building_id", "compound_id", *_PLACE)),
    Timeline("dwelling", ("dwelling_id",), ("building_id", "compound_id", *_PLACE)),
    Timeline("building", ("building_id",), ("compound_id", *_PLACE)),
    Timeline("compound", ("compound_id",), _PLACE),
    Timeline("committee", ("committee_id",), _PLACE),
)

# Of areas, not of subjects: each code with its names, for as long as the export has them so.
DIVISION = Timeline(
    "division", ("division_code",), ("level", "name_zh", "name_en", "parent_code", "grid_code")
)

OF_SUBJECTS = (*SUBJECT_TIMELINES, TAG_ASSIGNMENT, TAG_UNKNOWN, UNDECIDED)
"""Timelines that are derived a part of the subjects at a time."""

_TYPES: dict[str, pl.DataType] = {
    "resident_key": pl.String(),
    "is_under_14": pl.Boolean(),
    "lives_here": pl.Boolean(),
    "registered_here": pl.Boolean(),
    "rule_version": pl.Int32(),
    "set_number": pl.Int64(),
    "known_on": pl.Date(),
    "effective_from": pl.Date(),
    "effective_to": pl.Date(),
    "valid_from": pl.Date(),
    "valid_to": pl.Date(),
}


def polars_type(column: str) -> pl.DataType:
    """The Polars type of a timeline's column: ids are Int64, codes are String."""
    if column in _TYPES:
        return _TYPES[column]
    return pl.Int64() if column.endswith("_id") else pl.String()


def identifier(key: Sequence[str]) -> str:
    """The column of a timeline's key that names the subject or area."""
    return next((name for name in key if name.endswith("_id")), key[0])


def conform(frame: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    """The named columns of `frame`, in that order and in the types that histories are compared in."""
    return frame.select(pl.col(column).cast(polars_type(column)) for column in columns)


def empty(columns: tuple[str, ...]) -> pl.DataFrame:
    """A frame without rows that has `columns` in their types."""
    return pl.DataFrame(schema={column: polars_type(column) for column in columns})
