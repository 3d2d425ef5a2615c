"""The queries of the ledgers (台账), from tag_rules/ledgers.yaml. Pure.

Belongs here: what a line of a ledger is. Does not belong here: making views (`roles.py`), which ledgers
there are. A ledger is a view of what is published, so it can never say anything else than the tags do.
"""

from assets.publication.consumers.views import quoted
from tag_rules.engine.model import Ledger, RuleSet

COLUMNS = (
    "snapshot_date", "street_code", "committee_code", "subject", "subject_id", "household_id", "building_id",
    "tag_code", "title_zh", "title_en", "value", "status", "since",
)  # fmt: skip
"""Of every ledger of tags: one line is one tag on one subject, with where to go (household or building)."""
CASE_COLUMNS = (
    "snapshot_date", "committee_code", "case_id", "source", "received_on", "subject", "subject_id",
    "request_type", "label_code", "title_zh", "title_en",
)  # fmt: skip
"""Of the ledger of cases: one line is one open case."""

_TAGS = """
select
    (select max(snapshot_date) from published_snapshot) as snapshot_date,
    assignment.street_code,
    assignment.committee_code,
    assignment.subject,
    assignment.subject_id,
    case assignment.subject
        when 'household' then assignment.subject_id
        else resident.household_id
    end as household_id,
    case assignment.subject
        when 'building' then assignment.subject_id
        else coalesce(resident.building_id, household.building_id, dwelling.building_id)
    end as building_id,
    assignment.tag_code,
    tag.title_zh,
    tag.title_en,
    assignment.value,
    assignment.status,
    assignment.valid_from as since
from tag_assignment as assignment
join tag
    on tag.tag_code = assignment.tag_code
left join resident
    on assignment.subject = 'resident'
    and resident.resident_id = assignment.subject_id
    and resident.valid_to is null
left join household
    on assignment.subject = 'household'
    and household.household_id = assignment.subject_id
    and household.valid_to is null
left join dwelling
    on assignment.subject = 'dwelling'
    and dwelling.dwelling_id = assignment.subject_id
    and dwelling.valid_to is null
where assignment.valid_to is null
    and assignment.status <> 'disputed'
    and assignment.tag_code in ({tags})
    and (assignment.is_under_14 is not true or assignment.tag_code in ({tags_for_children}))
"""
_CASES = """
select
    (select max(snapshot_date) from published_snapshot) as snapshot_date,
    problem_case.committee_code,
    problem_case.case_id,
    problem_case.source,
    problem_case.received_on,
    problem_case.subject,
    problem_case.subject_id,
    problem_case.request_type,
    problem_case.label_code,
    tag.title_zh,
    tag.title_en
from problem_case
left join tag
    on tag.tag_code = problem_case.label_code
where problem_case.status = 'open'
"""


def ledger_views(rule_set: RuleSet) -> dict[str, str]:
    """Return the query of every ledger by its view's name, `ledger_<name>`."""
    return {
        f"ledger_{ledger.name}": _CASES.strip() if ledger.cases else _tags(rule_set, ledger)
        for ledger in rule_set.ledgers
    }


def _tags(rule_set: RuleSet, ledger: Ledger) -> str:
    """Current tags, never a disputed one; of people under 14 only those whose purpose covers them."""
    for_children = [
        code for code in ledger.tags if rule_set.purposes[rule_set.tag(code).purpose].covers_under_14
    ]
    return _TAGS.strip().format(
        tags=quoted(ledger.tags), tags_for_children=quoted(for_children) if for_children else "null"
    )
