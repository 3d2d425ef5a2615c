"""The queries of the ledgers (台账), from tag_rules/ledgers.yaml. Pure.

Belongs here: what a line of a ledger is. Does not belong here: making views (`consumers.py`), which ledgers
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

_NEWEST = "(select max(snapshot_date) from published_snapshot) as snapshot_date"


def ledger_views(rule_set: RuleSet) -> dict[str, str]:
    """Return the query of every ledger by its view's name, `ledger_<name>`."""
    return {
        f"ledger_{ledger.name}": _cases() if ledger.cases else _tags(rule_set, ledger)
        for ledger in rule_set.ledgers
    }


def _tags(rule_set: RuleSet, ledger: Ledger) -> str:
    """Current tags, never a disputed one; of people under 14 only those whose purpose covers them."""
    for_children = [
        code for code in ledger.tags if rule_set.purposes[rule_set.tag(code).purpose].covers_under_14
    ]
    adults = "t.is_under_14 is not true"
    children = f"({adults} or t.tag_code in ({quoted(for_children)}))" if for_children else adults
    return (
        f"select {_NEWEST}, t.street_code, t.committee_code, t.subject, t.subject_id,"
        " case t.subject when 'household' then t.subject_id else r.household_id end as household_id,"
        " case t.subject when 'building' then t.subject_id"
        " else coalesce(r.building_id, h.building_id, d.building_id) end as building_id,"
        " t.tag_code, g.title_zh, g.title_en, t.value, t.status, t.valid_from as since"
        " from tag_assignment t join tag g on g.tag_code = t.tag_code"
        + "".join(
            f" left join {subject} {subject[0]} on t.subject = '{subject}'"
            f" and {subject[0]}.{subject}_id = t.subject_id and {subject[0]}.valid_to is null"
            for subject in ("resident", "household", "dwelling")
        )
        + f" where t.valid_to is null and t.status <> 'disputed' and t.tag_code in ({quoted(ledger.tags)})"
        f" and {children}"
    )


def _cases() -> str:
    return (
        f"select {_NEWEST}, c.committee_code, c.case_id, c.source, c.received_on, c.subject, c.subject_id,"
        " c.request_type, c.label_code, g.title_zh, g.title_en"
        " from problem_case c left join tag g on g.tag_code = c.label_code where c.status = 'open'"
    )
