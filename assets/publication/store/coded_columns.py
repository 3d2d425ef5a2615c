"""Which published columns hold codes of `code_list`, and of which list.

Belongs here: that one decision, for comments, checks and consumers. Does not belong here: the titles
(`release/code_lists.py`).
"""

from __future__ import annotations

_LISTS = {
    "area_level": "area_level",
    "level": "tag_level",
    "category_code": "tag_category",
    "subject": "subject",
    "sensitivity": "sensitivity",
    "purpose": "purpose",
    "origin": "origin",
    "status": "assignment_status",
    "change": "change",
    "cause": "cause",
    "value": "tag_value",
    "request_type": "request_type",
    "discovery": "discovery",
    "department": "department",
    "outcome": "outcome",
    "figure": "figure",
    "period": "period",
    "topic": "routed_topic",
    "labelled_by": "labelled_by",
    "list_kind": "profile_list",
    "reason_code": "reason",
    "unit": "unit",
}
_IN_TABLE = {
    ("division", "level"): "area_level",
    ("tag", "status"): "tag_status",
    ("problem_case", "status"): "case_status",
    ("problem_case", "source"): "case_source",
    ("problem_case_label", "source"): "case_source",
    ("quarantine_summary", "source"): "source",
    ("record_quality", "item"): "record_quality",
    ("committee_profile", "item"): "profile_item",
}
_NO_CODES = {("committee_profile", "value")}


def list_of(table: str, column: str) -> str | None:
    """The list of `code_list` in which the codes of a published column stand; None for another column.

    A value of a tag may be a number instead, and an item of a profile a tag or label.
    """
    if (table, column) in _NO_CODES:
        return None
    return _IN_TABLE.get((table, column)) or _LISTS.get(column)
