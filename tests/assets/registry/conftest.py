"""Canonical tables of a few rows, and what the registry makes of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import pytest

from assets.intake.contracts import CANONICAL
from assets.intake.outcome_contracts import RefusedSubjects
from assets.registry.frames import registry_frames
from assets.registry.identity.observed_codes import observed_codes
from assets.registry.identity.pseudonym import resident_keys
from assets.registry.identity.register import empty_register, extend_register, known_ids
from assets.registry.identity.same_person import persons
from assets.registry.linkage.decisions import of_residents

DAY = date(2024, 3, 2)
SECRET = bytes(32)
DEFAULTS: dict[str, dict[str, Any]] = {
    "residents": {
        "id_type": "none", "name": "x", "sex": "unknown", "updated_on": date(2024, 1, 1),
        "id_document_state": "missing", "rows_contradict": False,
    },
    "households": {"household_type": "family", "committee_code": "C1"},
    "dwellings": {"building_code": "B1", "address": "x"},
    "buildings": {"compound_code": "P1"},
    "compounds": {"name": "x", "committee_code": "C1"},
    "residences": {"residence_kind": "lives_here"},
    "divisions": {"level": "committee", "name": "x", "parent_code": "S1", "grid_code": "G1"},
    "department_rolls": {"roll": "dibao", "level": "full", "valid_from": date(2024, 1, 1)},
    "upstream_tags": {"tag_code": "M040", "since": date(2024, 1, 1)},
    "visits": {"visited_on": date(2024, 2, 1), "channel": "visit"},
    "survey_responses": {"answered_on": date(2024, 2, 1)},
    "hotline_tickets": {"received_on": date(2024, 2, 1), "committee_code": "C1"},
    "committee_requests": {
        "committee_code": "C1", "department": "D", "requested_on": date(2024, 2, 1), "status": "open",
    },
    "public_opinions": {"committee_code": "C1", "received_on": date(2024, 2, 1)},
    "committee_resources": {"committee_code": "C1", "kind": "venue", "name": "x"},
    "inspections": {
        "subject": "building", "item": "facade", "result": "problem", "inspected_on": date(2024, 2, 1),
    },
    "volunteer_hours": {"served_on": date(2024, 2, 1), "hours": 1.5},
    "erasure_requests": {"requested_on": date(2024, 2, 1), "ground": "consent_withdrawn"},
    "manual_tags": {
        "subject": "resident", "tag_code": "M017", "action": "add", "reason": "x", "operator": "S1",
        "set_on": date(2024, 1, 1),
    },
    "person_decisions": {"decided_by": "R1", "decided_on": date(2024, 2, 1)},
    "dwelling_decisions": {"decided_by": "R1", "decided_on": date(2024, 2, 1)},
}  # fmt: skip


@dataclass(frozen=True)
class Registry:
    """The register after one date, and every registry frame of that date."""

    register: pl.DataFrame
    frames: Mapping[str, pl.DataFrame]

    def id(self, subject: str, code: str) -> int:
        """The id a code got: ids are drawn, so that nothing but the register tells it."""
        rows = self.register.filter(pl.col("subject") == subject, pl.col("source_code") == code)
        return int(rows["subject_id"][-1])


MakeRegistry = Callable[..., Registry]


def canonical(**rows: list[dict[str, Any]]) -> dict[str, pl.DataFrame]:
    """All canonical tables: the rows given, filled up with defaults, and two committees of one street."""
    rows.setdefault(
        "divisions",
        [
            {"division_code": "S1", "level": "street", "parent_code": None, "grid_code": None},
            {"division_code": "C1"},
            {"division_code": "C2", "grid_code": "G2"},
        ],
    )
    tables = {}
    for table, contract in CANONICAL.items():
        schema = {name: column.dtype for name, column in contract.columns().items()}
        filled = [{**DEFAULTS[table], **row} for row in rows.get(table, [])]
        tables[table] = contract.validate(pl.DataFrame(filled, schema=schema))
    return tables


@pytest.fixture
def registry() -> MakeRegistry:
    """Run the registry's pure steps over a few canonical rows, as the asset does."""

    def make(
        register: pl.DataFrame | None = None,
        whole: Iterable[str] = CANONICAL,
        refused: Iterable[dict[str, str]] = (),
        **rows: list[dict[str, Any]],
    ) -> Registry:
        named = pl.DataFrame(
            [{**dict.fromkeys(RefusedSubjects.column_names()), **row} for row in refused],
            schema=RefusedSubjects.create_empty().schema,
        )
        tables = canonical(**rows)
        people = tables["residents"]
        keys = resident_keys(SECRET, people["id_type"], people["id_value"])
        who = persons(people, keys, decisions=of_residents(tables["person_decisions"]))
        before = empty_register() if register is None else register
        extended = extend_register(before, observed_codes(tables, who, named), DAY, SECRET)
        known = known_ids(extended, who, DAY)
        return Registry(extended, registry_frames(tables, who, known, frozenset(whole), named, DAY))

    return make


@pytest.fixture
def document() -> Callable[[str], dict[str, str]]:
    """Columns of a resident with a valid passport of this number."""
    return lambda number: {"id_type": "passport", "id_value": number, "id_document_state": "valid"}
