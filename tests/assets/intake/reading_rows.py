"""Rows of one source, written by our column names as the system's texts, and what intake makes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import polars as pl

from assets.intake.canonical import Canonical, to_canonical
from assets.intake.formats.reader import LINE
from assets.intake.mappings.loading import load_mappings
from assets.intake.mappings.mapping_file import Source
from tag_rules.engine.tag_values import TagValues

DAY = date(2024, 3, 2)
NUMBER = "11010519491231002X"
"""A number whose check character is right, of nobody."""
ROWS: dict[str, dict[str, str | None]] = {
    "residents": {
        "person_code": "R1", "name": "王小明", "sex": "1", "id_type": "99", "birth_date": "19550601",
        "registration_type": "1", "updated_on": "2024-02-20",
    },
    "dibao": {
        "id_value": NUMBER, "level": "全额救助", "valid_from": "2024-01-01",
    },
    "care_assessment": {
        "id_value": NUMBER, "level": "照护一级", "valid_from": "20240101",
    },
    "upstream_tags": {"id_value": NUMBER, "tag_code": "ELD-21", "since": "2024-01-01"},
    "manual_tags": {
        "manual_tag_code": "SG1", "subject": "1", "subject_code": "R1", "tag_code": "M005", "action": "2",
        "reason": "R02", "operator": "S00001", "set_on": "2024-02-01",
    },
    "hotline_tickets": {
        "ticket_code": "RX1", "received_on": "20240301", "committee_code": "310106101036", "text": "路灯不亮",
    },
    "divisions": {"division_code": "310106101036", "level": "2", "name": "某居民区", "grid_code": "W01"},
    "visits": {
        "visit_code": "ZF1", "household_code": "H1", "visited_on": "2024-03-01", "channel": "走访",
        "note": "平安",
    },
}  # fmt: skip
"""A good row of some sources."""


@cache
def sources() -> dict[str, Source]:
    return load_mappings()


def raw_of(source: str, changes: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """The text frame of a file: a good row of the source for each of `changes`, changed so."""
    mapping = sources()[source]
    columns = list(mapping.columns)
    rows = [{**dict.fromkeys(columns), **ROWS[source], **change} for change in changes]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String))
    headers = {name: mapping.column(name).header for name in columns}
    return frame.rename(headers).with_columns(pl.int_range(2, pl.len() + 2).alias(LINE))


def taken(
    source: str,
    *changes: Mapping[str, Any],
    keys: Mapping[str, pl.Series] | None = None,
    tags: Mapping[str, TagValues] | None = None,
) -> Canonical:
    """What intake makes of those rows."""
    return to_canonical(source, "f.csv", sources()[source], raw_of(source, changes), DAY, keys or {}, tags)


def reasons(canonical: Canonical) -> list[str]:
    """Reason and column of every refused row."""
    return [
        f"{code}:{column}" for code, column in canonical.quarantined.select("reason_code", "column").rows()
    ]
