"""The queries of the ledgers (台账), from tag_rules/ledgers.yaml. Pure.

Belongs here: what a line of a ledger is. Does not belong here: making views (`roles.py`), which ledgers
there are. A ledger is a view of what is published, so it can never say anything else than the tags do; in a
contract's place it is a view of the contract's own copies.
"""

from collections.abc import Sequence

from assets.publication.consumers.terms import WHERE_TO_GO, Terms
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

_CODE_OF_LINE = (
    "select min(code) from crosswalk"
    " where crosswalk.subject = {line}.subject and crosswalk.subject_id = {line}.subject_id"
)
_PUBLISHED, _DELIVERED = "published_snapshot", "delivery"
_TAGS = """
select
    (select max(snapshot_date) from {dates}) as snapshot_date,
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
where assignment.tag_code in ({tags})
    and assignment.status <> 'disputed'
    and assignment.valid_to is null
"""
_OF_CHILDREN = """
    and (assignment.is_under_14 is not true or assignment.tag_code in ({tags_for_children}))
"""
_CASES = """
select
    (select max(snapshot_date) from {dates}) as snapshot_date,
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
    """Return the query of every ledger by its view's name, `ledger_<name>`, over the published tables."""
    return {
        f"ledger_{ledger.name}": _cases(_PUBLISHED) if ledger.cases else _tags_of(rule_set, ledger)
        for ledger in rule_set.ledgers
    }


def contract_ledgers(terms: Terms) -> dict[str, str]:
    """Return the query of every ledger of a contract, over its own copies, which hold who may be seen."""
    lacking = _lacking(terms)
    return {
        f"ledger_{name}": lacking
        + _with_code(_tags(codes, _DELIVERED, terms.history), "as since", "assignment")
        if codes
        else _with_code(_cases(_DELIVERED), "tag.title_en", "problem_case")
        for name, codes in terms.ledgers.items()
    }


def _lacking(terms: Terms) -> str:
    """Empty tables in the place of those that the contract does not take: where to go is not known then."""
    nothing = "cast(null as bigint)"
    stubs = []
    for name, columns in WHERE_TO_GO.items():
        if name not in terms.tables:
            named = [f"{name}_id", *columns, *(["valid_to"] if terms.history else [])]
            values = ", ".join(nothing for _ in named)
            stubs.append(f"{name} ({', '.join(named)}) as (select {values} where 1 = 0)")
    return f"with {', '.join(stubs)}\n" if stubs else ""


def _with_code(text: str, last: str, line: str) -> str:
    """The query with, after its last column, the code of a line that a committee can look up.

    Of a contract's one system of origin; null where it is entitled to none.
    """
    return text.replace(last, f"{last},\n    ({_CODE_OF_LINE.format(line=line)}) as code", 1)


def _cases(dates: str) -> str:
    return _CASES.strip().format(dates=dates)


def _tags_of(rule_set: RuleSet, ledger: Ledger) -> str:
    """Current tags, never a disputed one; of people under 14 only those whose purpose covers them."""
    for_children = [
        code for code in ledger.tags if rule_set.purposes[rule_set.tag(code).purpose].covers_under_14
    ]
    listed = quoted(for_children) if for_children else "null"
    return _tags(ledger.tags, _PUBLISHED, history=True) + _OF_CHILDREN.rstrip().format(
        tags_for_children=listed
    )


def _tags(codes: Sequence[str], dates: str, history: bool) -> str:
    text = _TAGS.strip().format(tags=quoted(codes), dates=dates)
    if history:
        return text
    # A copy without history has what holds now alone.
    return "\n".join(line for line in text.splitlines() if "valid_to is null" not in line)


def quoted(values: Sequence[str]) -> str:
    """Return texts as a list of SQL literals."""
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)
