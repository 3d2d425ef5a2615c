"""Rows that cannot be trusted, added to what is exported in exact numbers: what intake must refuse, no more.

Values are written as the systems write them. Each row copies a good one under a new
code and spoils a column.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import polars as pl

from sample_district.exports.systems import KEYS, ROLLS, sources
from sample_district.people import canaries
from sample_district.people.dirt import per_kind

FEWEST_GOOD = 20
"""Good rows there are for each bad one of a kind, but in a small sample: a roll is no heap of faults."""
NOBODY, NOWHERE = "R999999999", "310106999999"


class Fault(NamedTuple):
    """A source, the reason expected, the column spoilt and the value written."""

    source: str
    reason: str
    column: str
    value: str | None


FAULTS = (
    Fault("residents", "unknown_code", "sex", "7"),
    Fault("residents", "unknown_code", "id_type", "77"),
    Fault("residents", "unknown_code", "registration_type", "8"),
    Fault("residents", "unknown_code", "emergency_contact", "不详"),
    Fault("residents", "invalid_date", "birth_date", "20230230"),
    Fault("residents", "future_date", "birth_date", "20991231"),
    Fault("residents", "out_of_range", "birth_date", "18000101"),
    Fault("residents", "missing_value", "updated_on", None),
    Fault("divisions", "unknown_code", "level", "3"),
    Fault("divisions", "orphan", "parent_code", "310106999"),
    Fault("households", "orphan", "committee_code", NOWHERE),
    Fault("households", "unknown_code", "on_cloud", "也许"),
    Fault("households", "unknown_code", "cloud_activated", "也许"),
    Fault("dwellings", "wrong_type", "area_m2", "约五十"),
    Fault("dwellings", "out_of_range", "area_m2", "-5"),
    Fault("dwellings", "orphan", "building_code", "LD9999999"),
    Fault("dwellings", "unknown_code", "smart_water_meter", "9"),
    Fault("buildings", "wrong_type", "storeys", "六层"),
    Fault("buildings", "unknown_code", "lift_added", "在建"),
    Fault("compounds", "orphan", "committee_code", NOWHERE),
    Fault("compounds", "unknown_code", "kind", "9"),
    Fault("compounds", "out_of_range", "fee_collection_rate", "95"),  # a percentage where a share belongs
    Fault("residences", "orphan", "person_code", NOBODY),
    Fault("residences", "orphan", "household_code", "H99999999"),
    Fault("residences", "unknown_code", "relation_to_head", "XX"),
    Fault("dibao", "unknown_code", "level", "全免"),
    Fault("upstream_tags", "unknown_code", "tag_code", "XXX-99"),
    Fault("upstream_tags", "future_date", "since", "2099-12-31"),
    Fault("visits", "orphan", "household_code", "H99999999"),
    Fault("visits", "invalid_date", "visited_on", "2024-02-30"),
    Fault("visits", "future_date", "visited_on", "2099-12-31"),
    Fault("manual_tags", "orphan", "subject_code", NOBODY),
    Fault("manual_tags", "unknown_code", "action", "9"),
    Fault("survey_responses", "unknown_code", "wants_meals", "C"),
    Fault("survey_responses", "orphan", "person_code", NOBODY),
    Fault("survey_responses", "future_date", "answered_on", "2099-12-31"),
    Fault("hotline_tickets", "unknown_code", "request_type", "申诉"),
    Fault("hotline_tickets", "invalid_date", "received_on", "20240230"),
    Fault("hotline_tickets", "interval_reversed", "closed_on", "19991231"),
    Fault("hotline_tickets", "orphan", "committee_code", NOWHERE),
    Fault("hotline_tickets", "orphan", "building_code", "LD9999999"),
    Fault("committee_requests", "unknown_code", "status", "再议"),
    Fault("committee_requests", "unknown_code", "department", "无此部门"),
    Fault("committee_requests", "missing_value", "requested_on", None),
    Fault("committee_requests", "orphan", "committee_code", NOWHERE),
    Fault("committee_resources", "unknown_code", "kind", "其他"),
    Fault("committee_resources", "wrong_type", "capacity", "很多"),
    Fault("committee_resources", "out_of_range", "capacity", "-1"),
    Fault("inspections", "unknown_code", "item", "煤气"),
    Fault("inspections", "orphan", "subject_code", "LD9999999"),
    Fault("inspections", "invalid_date", "inspected_on", "2024/02/30"),
    Fault("volunteer_hours", "out_of_range", "hours", "25"),
    Fault("volunteer_hours", "wrong_type", "hours", "半天"),
    Fault("volunteer_hours", "orphan", "person_code", NOBODY),
)
OF_OPINIONS = (
    Fault("public_opinions", "orphan", "committee_code", NOWHERE),
    Fault("public_opinions", "interval_reversed", "replied_on", "1999-12-31"),
)
OF_ROLLS = (
    ("interval_reversed", "valid_to", "1900-01-01"),
    ("id_form", "id_value", "310106?"),
    ("id_check_digit", "id_value", "310106194001019900"),
    ("missing_value", "id_value", None),
    ("invalid_date", "valid_from", "2024-02-30"),
)
DUPLICATED = ("residents", "visits", "survey_responses", "hotline_tickets", "disability")


def faults() -> Iterator[Fault]:
    """Return all faults: those above, two of ``OF_ROLLS`` in every roll by turns, and those of opinions."""
    yield from FAULTS
    rolls = [name for name, source in sources().items() if source.table == ROLLS]
    for place, roll in enumerate(sorted(rolls)):
        for reason, column, value in (OF_ROLLS[place % len(OF_ROLLS)], OF_ROLLS[(place + 2) % len(OF_ROLLS)]):
            compact = sources()[roll].columns[column].format == "%Y%m%d"
            yield Fault(roll, reason, column, value.replace("-", "") if compact and value else value)
    yield from OF_OPINIONS


def add_bad_rows(
    frames: dict[str, pl.DataFrame], scale: float
) -> tuple[dict[str, pl.DataFrame], dict[str, dict[str, int]]]:
    """Return the frames with untrustworthy rows at their ends, and rows by source and reason expected."""
    count = per_kind(scale)
    spoilt = {source: [frame] for source, frame in frames.items()}
    expected = dict[str, dict[str, int]]()

    def add(source: str, reason: str, rows: pl.DataFrame) -> None:
        spoilt[source].append(rows)
        counts = expected.setdefault(source, {})
        counts[reason] = counts.get(reason, 0) + rows.height

    for number, (source, reason, column, value) in enumerate(faults()):
        few = min(count, max(2, frames[source].height // FEWEST_GOOD))
        room = max(1, min(50, frames[source].height - few))
        rows = frames[source].slice(number * few % room, few)
        key = KEYS.get(sources()[source].table)
        if key is not None:
            code = pl.format("X{}{}", pl.lit(f"{number:02d}"), pl.int_range(pl.len()))
            rows = rows.with_columns(code.alias(key))
        if (source, column) == ("residents", "sex"):
            rows = rows.with_columns(name=pl.lit(canaries.NAMES[2]), phone=pl.lit(canaries.PHONES[2]))
        add(source, reason, rows.with_columns(pl.lit(value, dtype=pl.String).alias(column)))
    for source in DUPLICATED:
        add(source, "duplicate_row", frames[source].slice(60, count))
    changed = frames["residents"].slice(80, count).with_columns(phone=pl.lit("13800000000"))
    add("residents", "duplicate_key", changed)
    return {source: pl.concat(parts) for source, parts in spoilt.items()}, expected
