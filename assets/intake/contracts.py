"""The canonical tables as contracts: columns, types, keys, ranges, and which codes refer to which table.

The one place that says what later stages may rely on (data model, section 1). How text becomes these types is
in ``canonical``; how a system's columns are called is in ``mappings/``.
"""

from __future__ import annotations

from datetime import date

import dataframely as dy

from assets.intake.documents.identity_documents import DOCUMENT_STATES, DOCUMENT_TYPES
from assets.intake.resource_kinds import RESOURCE_KINDS

EARLIEST = date(1880, 1, 1)


class Residents(dy.Schema):
    """One person in the community cloud; ``updated_on`` is when the record was last verified.

    ``name`` is null for a newborn who has none yet: everybody is counted.
    ``id_value`` is null unless ``id_document_state`` is valid; ``document_differs`` says whether a valid
    number contradicts the declared birth date or sex; ``faulty_id_value`` is a citizen's number that is not.
    """

    person_code = dy.String(primary_key=True)
    id_type = dy.Enum(DOCUMENT_TYPES)
    id_value = dy.String(nullable=True)
    name = dy.String(nullable=True)
    sex = dy.Enum(["male", "female", "unknown"])
    birth_date = dy.Date(nullable=True, min=EARLIEST)
    phone = dy.String(nullable=True)
    registration_type = dy.Enum(["local", "non_local", "hong_kong_macau_taiwan", "foreign"], nullable=True)
    registered_committee_code = dy.String(nullable=True)
    updated_on = dy.Date(min=EARLIEST)
    emergency_contact = dy.Bool(nullable=True)
    id_document_state = dy.Enum(DOCUMENT_STATES)
    document_differs = dy.Bool(nullable=True)
    faulty_id_value = dy.String(nullable=True)
    rows_contradict = dy.Bool()  # rows of the code say different things: what they differ in is null


class Households(dy.Schema):
    """One household (户); ``on_cloud`` says whether a user of it is on the community cloud.

    ``address`` is what the record says in words, for a household whose dwelling has no code.
    """

    household_code = dy.String(primary_key=True)
    household_type = dy.Enum(["family", "collective"])
    on_cloud = dy.Bool(nullable=True)
    cloud_activated = dy.Bool(nullable=True)
    dwelling_code = dy.String(nullable=True)
    committee_code = dy.String()
    address = dy.String(nullable=True)


class Dwellings(dy.Schema):
    """One dwelling (房屋)."""

    dwelling_code = dy.String(primary_key=True)
    building_code = dy.String()
    address = dy.String()
    floor = dy.Int16(nullable=True, min=-5, max=150)
    area_m2 = dy.Float64(nullable=True, min=1, max=5000)
    tenure = dy.Enum(["owner", "private_rent", "public_tenancy", "vacant"], nullable=True)
    smart_water_meter = dy.Bool(nullable=True)


class Buildings(dy.Schema):
    """One building (楼栋)."""

    building_code = dy.String(primary_key=True)
    compound_code = dy.String()
    storeys = dy.Int16(nullable=True, min=1, max=150)
    has_lift = dy.Bool(nullable=True)
    lift_added = dy.Bool(nullable=True)
    built_year = dy.Int16(nullable=True, min=1840, max=2100)


class Compounds(dy.Schema):
    """One compound (小区): 老公房, 里弄, 商品房 or 动迁房; ``fee_collection_rate`` is a share."""

    compound_code = dy.String(primary_key=True)
    name = dy.String()
    committee_code = dy.String()
    kind = dy.Enum(["old_public", "lilong", "commodity", "relocation"], nullable=True)
    has_owners_committee = dy.Bool(nullable=True)
    fee_collection_rate = dy.Float64(nullable=True, min=0, max=1)
    first_move_in_on = dy.Date(nullable=True, min=EARLIEST)
    charging_sockets = dy.Int32(nullable=True, min=0, max=100_000)


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
    """One entry of a department's roll (名册), valid over [valid_from, valid_to); the mapping says which."""

    roll = dy.String(primary_key=True)
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
    need_resolved = dy.Bool(nullable=True)
    note = dy.String(nullable=True)


class SurveyResponses(dy.Schema):
    """One answered questionnaire (需求问卷); a question left out is null, and null is no "no".

    ``other_need`` is what they wrote in words of their own, masked.
    """

    response_code = dy.String(primary_key=True)
    person_code = dy.String()
    answered_on = dy.Date(min=EARLIEST)
    wants_meals = dy.Bool(nullable=True)
    wants_bathing = dy.Bool(nullable=True)
    wants_escort_to_doctor = dy.Bool(nullable=True)
    wants_home_adaptation = dy.Bool(nullable=True)
    wants_childcare = dy.Bool(nullable=True)
    wants_after_school_care = dy.Bool(nullable=True)
    wants_employment_help = dy.Bool(nullable=True)
    wants_emotional_care = dy.Bool(nullable=True)
    wants_culture_and_sport = dy.Bool(nullable=True)
    wants_legal_advice = dy.Bool(nullable=True)
    wants_digital_training = dy.Bool(nullable=True)
    wants_deliberation = dy.Bool(nullable=True)
    wants_stairwell_leadership = dy.Bool(nullable=True)
    needs_offline_service = dy.Bool(nullable=True)
    has_family_agent = dy.Bool(nullable=True)
    contact_preference = dy.Enum(["phone", "visit", "message", "no_contact"], nullable=True)
    other_need = dy.String(nullable=True)


class HotlineTickets(dy.Schema):
    """One ticket (工单) of the citizens' hotline; ``text`` is masked, and nobody is named."""

    ticket_code = dy.String(primary_key=True)
    received_on = dy.Date(min=EARLIEST)
    closed_on = dy.Date(nullable=True, min=EARLIEST)
    committee_code = dy.String()
    building_code = dy.String(nullable=True)
    compound_code = dy.String(nullable=True)
    request_type = dy.Enum(
        ["consultation", "help", "complaint", "report", "suggestion", "praise"], nullable=True
    )
    text = dy.String(nullable=True)


class CommitteeRequests(dy.Schema):
    """One request (约请) of a committee to a department; ``topic`` is masked."""

    request_code = dy.String(primary_key=True)
    committee_code = dy.String()
    department = dy.String()
    requested_on = dy.Date(min=EARLIEST)
    resolved_on = dy.Date(nullable=True, min=EARLIEST)
    status = dy.Enum(["open", "resolved", "returned"])
    topic = dy.String(nullable=True)


class PublicOpinions(dy.Schema):
    """One opinion or need that residents wrote to a committee (民意直通车); ``text`` is masked."""

    opinion_code = dy.String(primary_key=True)
    committee_code = dy.String()
    building_code = dy.String(nullable=True)
    compound_code = dy.String(nullable=True)
    received_on = dy.Date(min=EARLIEST)
    replied_on = dy.Date(nullable=True, min=EARLIEST)
    text = dy.String(nullable=True)


class CommitteeResources(dy.Schema):
    """One resource (资源) that a committee can call on; ``capacity`` is people or places."""

    resource_code = dy.String(primary_key=True)
    committee_code = dy.String()
    kind = dy.Enum(RESOURCE_KINDS)
    name = dy.String()
    capacity = dy.Int32(nullable=True, min=0)


class Inspections(dy.Schema):
    """One finding on a building or compound, or the stage that a project on it has reached."""

    inspection_code = dy.String(primary_key=True)
    subject = dy.Enum(["building", "compound"])
    subject_code = dy.String()
    item = dy.Enum(
        ["facade", "water_supply", "fire_equipment", "accessibility", "termites", "lift_addition", "renewal",
         "waterlogging", "micro_renewal"]
    )  # fmt: skip
    result = dy.Enum(["no_problem", "problem", "approved", "in_progress", "completed"])
    inspected_on = dy.Date(min=EARLIEST)


class VolunteerHours(dy.Schema):
    """One service of a volunteer, in hours."""

    record_code = dy.String(primary_key=True)
    person_code = dy.String()
    served_on = dy.Date(min=EARLIEST)
    hours = dy.Float64(min=0, max=24)


class ErasureRequests(dy.Schema):
    """One request for erasure (个人信息保护法 第四十七条): whom, since when, on which ground."""

    erasure_code = dy.String(primary_key=True)
    person_code = dy.String()
    requested_on = dy.Date(min=EARLIEST)
    ground = dy.Enum(["purpose_ended", "consent_withdrawn", "unlawful", "law_requires"])


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


class PersonDecisions(dy.Schema):
    """What a reviewer (复核人) decided of two codes: one person, or two; null while undecided."""

    person_code = dy.String(primary_key=True)
    other_person_code = dy.String(primary_key=True)
    same_person = dy.Bool(nullable=True)
    decided_by = dy.String(nullable=True)
    decided_on = dy.Date(nullable=True, min=EARLIEST)


class DwellingDecisions(dy.Schema):
    """In which dwelling a reviewer decided that a household lives; null while undecided."""

    household_code = dy.String(primary_key=True)
    dwelling_code = dy.String(nullable=True)
    decided_by = dy.String(nullable=True)
    decided_on = dy.Date(nullable=True, min=EARLIEST)


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
    "survey_responses": SurveyResponses,
    "hotline_tickets": HotlineTickets,
    "committee_requests": CommitteeRequests,
    "public_opinions": PublicOpinions,
    "committee_resources": CommitteeResources,
    "inspections": Inspections,
    "volunteer_hours": VolunteerHours,
    "manual_tags": ManualTags,
    "erasure_requests": ErasureRequests,
    "person_decisions": PersonDecisions,
    "dwelling_decisions": DwellingDecisions,
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
    "survey_responses": (("person_code", "residents"),),
    "hotline_tickets": (
        ("committee_code", "divisions"), ("building_code", "buildings"), ("compound_code", "compounds")
    ),
    "committee_requests": (("committee_code", "divisions"),),
    "public_opinions": (
        ("committee_code", "divisions"), ("building_code", "buildings"), ("compound_code", "compounds")
    ),
    "committee_resources": (("committee_code", "divisions"),),
    "volunteer_hours": (("person_code", "residents"),),
}  # fmt: skip
"""By table: columns and the table whose key they hold; a row that names its kind of subject: SUBJECTS."""

MAY_BE_ELSEWHERE = {"residents": (("registered_committee_code", "divisions"),)}
"""By table: columns with a code of that table, or of the same list in another district."""

SUBJECTS: dict[str, dict[str, str]] = {
    "manual_tags": {"resident": "residents", "household": "households"},
    "inspections": {"building": "buildings", "compound": "compounds"},
}
"""By table whose rows are about a ``subject`` with a ``subject_code``: the table of each kind."""

FREE_TEXT = {
    "visits": "note", "survey_responses": "other_need", "hotline_tickets": "text",
    "committee_requests": "topic", "public_opinions": "text",
}  # fmt: skip
"""By table: the column with free text, masked before it is kept."""

PROSE = frozenset(
    {
        ("dwellings", "address"), ("households", "address"), ("compounds", "name"),
        ("divisions", "name"), ("committee_resources", "name"), *FREE_TEXT.items(),
    }
)  # fmt: skip
"""Text as people write it, kept as it is; every other column is a code, a number or a date, and tidied."""

NO_CODES = frozenset({"id_value", "phone", "value", "name", "decided_by"})
"""Columns outside of ``PROSE`` with no codes: documents and values of tags are judged elsewhere; who decided
signs with their own name, which stays in intake and register."""

NEVER_PUBLISHED = frozenset({"person_code", "household_code", "subject_code"})
"""Codes that stay in intake and register: a system may make them of a document's number or a phone."""

END_DATES = frozenset({"valid_to", "expires_on"})
"""Dates at which something ends: exclusive here, null while no end is known."""

MAY_LIE_AHEAD = frozenset(
    {("department_rolls", "valid_from"), ("department_rolls", "valid_to"), ("manual_tags", "expires_on")}
)
"""Dates that may be later than the snapshot date."""

_OF_RESIDENTS = ("id_document_state", "document_differs", "faulty_id_value", "rows_contradict")
DERIVED = frozenset(("residents", name) for name in _OF_RESIDENTS)
"""Columns that intake computes; no mapping names them."""
