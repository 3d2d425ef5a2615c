"""Registry frames of a few rows, and sources that are good unless a test spoils one."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from assets.features.household import household_features
from assets.features.resident import resident_features
from assets.features.staleness import null_while_stale
from tag_rules.engine.loader import load_rules

AS_OF = date(2024, 3, 2)
RULES = load_rules(Path(__file__).parents[3] / "tag_rules")
AREA = {"street_code": pl.String, "grid_code": pl.String, "committee_code": pl.String}
SCHEMAS: dict[str, dict[str, Any]] = {
    "resident": {
        "resident_id": pl.Int64, "resident_key": pl.String, "sex": pl.Enum(["male", "female", "unknown"]),
        "birth_date": pl.Date,
        "registration_type": pl.Enum(["local", "non_local", "hong_kong_macau_taiwan", "foreign"]),
        "lives_here": pl.Boolean, "registered_here": pl.Boolean, "household_id": pl.Int64,
        "dwelling_id": pl.Int64, "building_id": pl.Int64, **AREA,
        "relation_to_head": pl.Enum([
            "head", "spouse", "child", "parent", "grandchild", "grandparent", "sibling", "other_relative",
            "not_related",
        ]),
    },
    "household": {
        "household_id": pl.Int64, "dwelling_id": pl.Int64, **AREA,
        "household_type": pl.Enum(["family", "collective"]), "on_cloud": pl.Boolean,
    },
    "dwelling": {
        "dwelling_id": pl.Int64, "floor": pl.Int16, "area_m2": pl.Float64,
        "tenure": pl.Enum(["owner", "private_rent", "public_tenancy", "vacant"]),
    },
    "building": {"building_id": pl.Int64, "has_lift": pl.Boolean},
    "roll": {"resident_id": pl.Int64, "roll": pl.Enum(["dibao", "care_assessment"]), "level": pl.String},
    "visit": {
        "visit_code": pl.String, "household_id": pl.Int64, "visited_on": pl.Date,
        "channel": pl.Enum(["visit", "reception"]),
    },
}  # fmt: skip
ELDER = date(1940, 5, 1)
ROWS: dict[str, list[dict[str, Any]]] = {
    "resident": [
        {
            "resident_id": 1, "resident_key": "k", "sex": "male", "birth_date": ELDER, "lives_here": True,
            "registered_here": True, "registration_type": "local", "household_id": 1, "dwelling_id": 1,
            "building_id": 1, "committee_code": "C1", "relation_to_head": "head",
        }
    ],
    "household": [
        {
            "household_id": 1, "dwelling_id": 1, "committee_code": "C1", "household_type": "family",
            "on_cloud": True,
        }
    ],
    "dwelling": [{"dwelling_id": 1, "floor": 5, "area_m2": 60.0, "tenure": "owner"}],
    "building": [{"building_id": 1, "has_lift": False}],
    "roll": [{"resident_id": 1, "roll": "dibao", "level": "full"}],
    "visit": [
        {"visit_code": "V1", "household_id": 1, "visited_on": date(2024, 2, 1), "channel": "visit"},
    ],
}  # fmt: skip
SOURCES = (
    "divisions", "compounds", "buildings", "dwellings", "households", "residents", "residences", "dibao",
    "care_assessment", "upstream_tags", "visits", "manual_tags",
)  # fmt: skip

Facts = Callable[..., list[dict[str, Any]]]


def status(state: dict[str, str], age: dict[str, int]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (source, state.get(source, "good"), AS_OF - timedelta(age.get(source, 0)), 7)
            for source in SOURCES
        ],
        schema={
            "source": pl.String, "state": pl.Enum(["good", "late", "missing", "partial"]),
            "source_as_of": pl.Date, "stale_after_days": pl.Int32,
        },
        orient="row",
    )  # fmt: skip


@pytest.fixture
def facts() -> Facts:
    """Features of a kind of subject, as rows: of an elder alone in a flat, unless other rows are given."""

    def make(
        subject: str,
        state: dict[str, str] | None = None,
        age: dict[str, int] | None = None,
        **rows: list[dict[str, Any]],
    ) -> list[dict[str, Any]]:
        registry = {
            table: pl.DataFrame(rows.get(table, ROWS[table]), schema=schema)
            for table, schema in SCHEMAS.items()
        }
        compute = {"resident": resident_features, "household": household_features}[subject]
        sources = status(state or {}, age or {})
        return null_while_stale(compute(registry, AS_OF), RULES.features[subject], sources, AS_OF).to_dicts()

    return make


@pytest.fixture
def person() -> Callable[..., dict[str, Any]]:
    """The resident of `facts`, with other values."""
    return lambda **other: {**ROWS["resident"][0], **other}
