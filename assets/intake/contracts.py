"""The canonical tables as contracts: columns, types, keys, ranges, and which codes refer to which table.

The one place that says what later stages may rely on (data model, section 1). How text becomes these types is
in ``canonical``; how a system's columns are called is in ``mappings/``.
"""

from __future__ import annotations

from datetime import date

import dataframely as dy

from assets.intake.identity_documents import DOCUMENT_STATES, DOCUMENT_TYPES

EARLIEST = date(1880, 1, 1)


class Residents(dy.Schema):
    """One person in the community cloud. ``id_value`` is null unless ``id_document_state`` is valid."""

    person_code = dy.String(primary_key=True)
    id_type = dy.Enum(DOCUMENT_TYPES)
    id_value = dy.String(nullable=True)
    name = dy.String()
    sex = dy.Enum(["male", "female", "unknown"])
    birth_date = dy.Date(nullable=True, min=EARLIEST)
    phone = dy.String(nullable=True)
    registration_type = dy.Enum(["local", "non_local", "hong_kong_macau_taiwan", "foreign"], nullable=True)
    registered_committee_code = dy.String(nullable=True)
    updated_on = dy.Date(min=EARLIEST)
    id_document_state = dy.Enum(DOCUMENT_STATES)


class Households(dy.Schema):
    """One household (户); ``on_cloud`` says whether a user of it is on the community cloud."""

    household_code = dy.String(primary_key=True)
    household_type = dy.Enum(["family", "collective"])
    on_cloud = dy.Bool(nullable=True)
    dwelling_code = dy.String(nullable=True)
    committee_code = dy.String()


class Dwellings(dy.Schema):
    """One dwelling (房屋)."""

    dwelling_code = dy.String(primary_key=True)
    building_code = dy.String()
    address = dy.String()
    floor = dy.Int16(nullable=True, min=-5, max=150)
    area_m2 = dy.Float64(nullable=True, min=1, max=5000)
    tenure = dy.Enum(["owner", "private_rent", "public_tenancy", "vacant"], nullable=True)


class Buildings(dy.Schema):
    """One building (楼栋)."""

    building_code = dy.String(primary_key=True)
    compound_code = dy.String()
    storeys = dy.Int16(nullable=True, min=1, max=150)
    has_lift = dy.Bool(nullable=True)
    built_year = dy.Int16(nullable=True, min=1840, max=2100)


class Compounds(dy.Schema):
    """One compound (小区)."""

    compound_code = dy.String(primary_key=True)
    name = dy.String()
    committee_code = dy.String()


class Residences(dy.Schema):
    """One person–household relation (人房关系)."""

    person_code = dy.String(primary_key=True)
    household_code = dy.String(primary_key=True)
    residence_kind = dy.Enum(["lives_here", "registered_only"], primary_key=True)
    relation_to_head = dy.Enum(
        ["head", "spouse", "child", "parent", "grandchild", "grandparent", "sibling",
         "other_relative", "not_related"],
        nullable=True,
    )  # fmt: skip
    since = dy.Date(nullable=True, min=EARLIEST)


class Divisions(dy.Schema):
    """One street or committee."""

    division_code = dy.String(primary_key=True)
    level = dy.Enum(["street", "committee"])
    name = dy.String()
    parent_code = dy.String(nullable=True)
    grid_code = dy.String(nullable=True)


class DepartmentRolls(dy.Schema):
    """One entry of a department's roll, valid over [valid_from, valid_to)."""

    roll = dy.Enum(["dibao", "care_assessment"], primary_key=True)
    id_value = dy.String(primary_key=True)
    level = dy.String()
    valid_from = dy.Date(primary_key=True, min=EARLIEST)
    valid_to = dy.Date(nullable=True)


class UpstreamTags(dy.Schema):
    """One municipal tag the city gives a person, by our code."""

    id_value = dy.String(primary_key=True)
    tag_code = dy.String(primary_key=True)
    value = dy.String(nullable=True)
    since = dy.Date(min=EARLIEST)


class Visits(dy.Schema):
    """One visit or reception; ``note`` is masked."""

    visit_code = dy.String(primary_key=True)
    household_code = dy.String()
    visited_on = dy.Date(min=EARLIEST)
    channel = dy.Enum(["visit", "reception"])
    note = dy.String(nullable=True)


class ManualTags(dy.Schema):
    """One decision by hand on a resident or household; ``expires_on`` is exclusive."""

    manual_tag_code = dy.String(primary_key=True)
    subject = dy.Enum(["resident", "household"])
    subject_code = dy.String()
    tag_code = dy.String()
    action = dy.Enum(["add", "suppress", "dispute"])
    value = dy.String(nullable=True)
    reason = dy.String()
    operator = dy.String()
    set_on = dy.Date(min=EARLIEST)
    expires_on = dy.Date(nullable=True)


class Quarantine(dy.Schema):
    """One refused row; ``row`` is JSON of the raw row, personal. ``reasons`` lists all, the first first."""

    source = dy.String()
    file = dy.String()
    line = dy.Int64()
    reason_code = dy.String()
    column = dy.String(nullable=True)
    row = dy.String()
    reasons = dy.String()


class SourceStatus(dy.Schema):
    """One source of this date; a source is stale when ``state`` is not good or its span has passed."""

    source = dy.String(primary_key=True)
    state = dy.Enum(["good", "late", "missing", "partial"])
    source_as_of = dy.Date(nullable=True)
    stale_after_days = dy.Int32()
    rows_in = dy.Int64()
    rows_accepted = dy.Int64()
    rows_quarantined = dy.Int64()


CANONICAL: dict[str, type[dy.Schema]] = {
    "divisions": Divisions,
    "compounds": Compounds,
    "buildings": Buildings,
    "dwellings": Dwellings,
    "households": Households,
    "residents": Residents,
    "residences": Residences,
    "department_rolls": DepartmentRolls,
    "upstream_tags": UpstreamTags,
    "visits": Visits,
    "manual_tags": ManualTags,
}
"""Canonical tables, parents before children."""

REFERENCES: dict[str, tuple[tuple[str, str], ...]] = {
    "divisions": (("parent_code", "divisions"),),
    "compounds": (("committee_code", "divisions"),),
    "buildings": (("compound_code", "compounds"),),
    "dwellings": (("building_code", "buildings"),),
    "households": (("dwelling_code", "dwellings"), ("committee_code", "divisions")),
    "residences": (("person_code", "residents"), ("household_code", "households")),
    "visits": (("household_code", "households"),),
}
"""By table: columns and the table whose key they hold; for ``manual_tags`` see ``canonical``."""

MAY_LIE_AHEAD = frozenset(
    {("department_rolls", "valid_from"), ("department_rolls", "valid_to"), ("manual_tags", "expires_on")}
)
"""Dates that may be later than the snapshot date."""

DERIVED = frozenset({("residents", "id_document_state")})
"""Columns that intake computes; no mapping names them."""
