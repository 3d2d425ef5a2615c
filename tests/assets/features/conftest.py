"""Registry frames of a few rows, and sources that are good unless a test spoils one."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any

import polars as pl
import pytest

from assets.features.declared import declared_features
from assets.features.staleness import null_while_stale
from assets.features.subjects import REGISTRY, every_feature
from assets.registry.cases import CHANNELS
from tag_rules.engine.evaluate import dtype
from tests.shipped import shipped_rules

AS_OF = date(2024, 3, 2)
RULES = shipped_rules()
AREA = {"street_code": pl.String, "grid_code": pl.String, "committee_code": pl.String}
KIND = pl.Enum(["old_public", "lilong", "commodity", "relocation"])
ANSWERS = {
    name: dtype(feature)
    for name, feature in RULES.features["resident"].items()
    if feature.sources == ("survey_responses",) and name != "surveyed_on"
}
SCHEMAS: dict[str, dict[str, Any]] = {
    "resident": {
        "resident_id": pl.Int64, "resident_key": pl.String, "sex": pl.Enum(["male", "female", "unknown"]),
        "birth_date": pl.Date,
        "registration_type": pl.Enum(["local", "non_local", "hong_kong_macau_taiwan", "foreign"]),
        "lives_here": pl.Boolean, "registered_here": pl.Boolean, "household_id": pl.Int64,
        "dwelling_id": pl.Int64, "building_id": pl.Int64, "compound_id": pl.Int64, **AREA,
        "registered_committee_code": pl.String, "relation_to_head": pl.Enum([
            "head", "spouse", "child", "parent", "grandchild", "grandparent", "sibling", "other_relative",
            "not_related",
        ]),
        "matched_to_household": pl.Boolean, "resident_since": pl.Date, "emergency_contact": pl.Boolean,
        "document_state": pl.Enum(["valid", "missing", "bad_check_digit", "bad_form", "shared"]),
        "document_differs": pl.Boolean, "record_contradicts": pl.Boolean,
        "possible_duplicate": pl.Boolean, "verified_on": pl.Date,
    },
    "household": {
        "household_id": pl.Int64, "dwelling_id": pl.Int64, "building_id": pl.Int64,
        "compound_id": pl.Int64, **AREA,
        "household_type": pl.Enum(["family", "collective"]), "on_cloud": pl.Boolean,
        "cloud_activated": pl.Boolean,
    },
    "dwelling": {
        "dwelling_id": pl.Int64, "building_id": pl.Int64, "compound_id": pl.Int64, **AREA,
        "floor": pl.Int16, "area_m2": pl.Float64,
        "tenure": pl.Enum(["owner", "private_rent", "public_tenancy", "vacant"]),
        "address_complete": pl.Boolean, "smart_water_meter": pl.Boolean,
    },
    "building": {
        "building_id": pl.Int64, "compound_id": pl.Int64, **AREA, "storeys": pl.Int16,
        "has_lift": pl.Boolean, "lift_added": pl.Boolean, "built_year": pl.Int16,
    },
    "compound": {
        "compound_id": pl.Int64, **AREA, "kind": KIND, "has_owners_committee": pl.Boolean,
        "fee_collection_rate": pl.Float64, "first_move_in_on": pl.Date, "charging_sockets": pl.Int32,
    },
    "committee": {"committee_id": pl.Int64, **AREA},
    "case": {
        "case_id": pl.Int64, **AREA, "channel": CHANNELS,
        "received_on": pl.Date, "closed_on": pl.Date, "household_id": pl.Int64,
    },
    "roll": {"resident_id": pl.Int64, "roll": pl.String, "level": pl.String},
    "visit": {
        "visit_code": pl.String, "household_id": pl.Int64, "building_id": pl.Int64,
        "compound_id": pl.Int64, "visited_on": pl.Date, "channel": pl.Enum(["visit", "reception"]),
        "need_resolved": pl.Boolean,
    },
    "survey": {"resident_id": pl.Int64, "answered_on": pl.Date, **ANSWERS},
    "volunteer": {"resident_id": pl.Int64, "served_on": pl.Date, "hours": pl.Float64},
    "inspection": {
        "subject": pl.Enum(["building", "compound"]), "subject_id": pl.Int64,
        "item": pl.Enum([
            "facade", "water_supply", "fire_equipment", "accessibility", "termites", "lift_addition",
            "renewal", "waterlogging", "micro_renewal",
        ]),
        "result": pl.Enum(["no_problem", "problem", "approved", "in_progress", "completed"]),
        "inspected_on": pl.Date,
    },
    "request": {
        "committee_code": pl.String, "status": pl.Enum(["open", "resolved", "returned"]),
        "department": pl.String, "requested_on": pl.Date, "resolved_on": pl.Date,
    },
}  # fmt: skip
INSPECTED = [
    *(("building", item) for item in ("facade", "water_supply", "fire_equipment", "accessibility")),
    ("building", "termites"),
    ("compound", "waterlogging"),
]
C1 = {"street_code": "S1", "grid_code": "G1", "committee_code": "C1"}
ABOVE = {"building_id": 1, "compound_id": 1, **C1}
DAY = date(2024, 2, 1)
ROWS: dict[str, list[dict[str, Any]]] = {
    "resident": [
        {
            "resident_id": 1, "resident_key": "k", "sex": "male", "birth_date": date(1940, 5, 1),
            "lives_here": True, "registered_here": True, "registration_type": "local", "household_id": 1,
            "dwelling_id": 1, **ABOVE, "registered_committee_code": "C1",
            "relation_to_head": "head", "matched_to_household": True, "resident_since": DAY,
            "emergency_contact": True, "document_state": "valid",
            "document_differs": False, "record_contradicts": False, "possible_duplicate": False,
            "verified_on": DAY,
        }
    ],
    "household": [
        {
            "household_id": 1, "dwelling_id": 1, **ABOVE, "household_type": "family", "on_cloud": True,
            "cloud_activated": True,
        }
    ],
    "dwelling": [
        {
            "dwelling_id": 1, **ABOVE, "floor": 5, "area_m2": 60.0, "tenure": "owner",
            "address_complete": True, "smart_water_meter": False,
        }
    ],
    "building": [
        {"building_id": 1, "compound_id": 1, **C1, "storeys": 6, "has_lift": False, "lift_added": False,
         "built_year": 1985}
    ],
    "compound": [
        {"compound_id": 1, **C1, "kind": "old_public", "has_owners_committee": True,
         "fee_collection_rate": 0.8, "first_move_in_on": date(1985, 6, 1), "charging_sockets": 2}
    ],
    "committee": [{"committee_id": 1, **C1}],
    "case": [{"case_id": 1, **C1, "channel": "reception", "received_on": date(2024, 1, 10),
              "closed_on": date(2024, 1, 20), "household_id": 1}],
    "roll": [{"resident_id": 1, "roll": "dibao", "level": "full"}],
    "visit": [
        {"visit_code": code, "household_id": 1, "visited_on": day, "channel": "visit"}
        for code, day in (("V0", date(2023, 2, 1)), ("V1", DAY))
    ],
    "survey": [
        {"resident_id": 1, "answered_on": DAY,
         **{name: "phone" if name == "contact_preference" else True for name in ANSWERS}}
    ],
    "volunteer": [{"resident_id": 1, "served_on": DAY, "hours": 2.5}],
    "inspection": [
        {"subject": subject, "subject_id": 1, "item": item, "result": "problem", "inspected_on": DAY}
        for subject, item in INSPECTED
    ],
    "request": [{"committee_code": "C1", "status": "open", "requested_on": DAY}],
}  # fmt: skip
SOURCES = {source for features in RULES.features.values() for f in features.values() for source in f.sources}

Facts = Callable[..., list[dict[str, Any]]]


def status(state: dict[str, str], age: dict[str, int]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (source, state.get(source, "good"), AS_OF - timedelta(age.get(source, 0)), 7)
            for source in sorted(SOURCES)
        ],
        schema={
            "source": pl.String,
            "state": pl.Enum(["good", "late", "missing", "partial", "damaged", "absent"]),
            "source_as_of": pl.Date, "stale_after_days": pl.Int32,
        },
        orient="row",
    )  # fmt: skip


def of_rows(**rows: list[dict[str, Any]]) -> dict[str, pl.DataFrame]:
    assert set(rows) <= set(REGISTRY)
    registry = {
        table: pl.DataFrame(rows.get(table, ROWS[table]), schema=SCHEMAS[table]) for table in REGISTRY
    }
    return declared_features(RULES, every_feature(registry, RULES.features, AS_OF), registry, AS_OF)


@cache
def of_the_elder() -> dict[str, pl.DataFrame]:
    return of_rows()


@pytest.fixture
def facts() -> Facts:
    """Features of a kind of subject, as rows: of an elder alone in a flat, unless other rows are given."""

    def make(
        subject: str,
        state: dict[str, str] | None = None,
        age: dict[str, int] | None = None,
        **rows: list[dict[str, Any]],
    ) -> list[dict[str, Any]]:
        frame = (of_rows(**rows) if rows else of_the_elder())[subject]
        sources = status(state or {}, age or {})
        return null_while_stale(frame, RULES.features[subject], sources, AS_OF).to_dicts()

    return make


@pytest.fixture
def person() -> Callable[..., dict[str, Any]]:
    """The resident of `facts`, with other values."""
    return lambda **other: {**ROWS["resident"][0], **other}
