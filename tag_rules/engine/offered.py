"""What a consumer's contract may take of the published tables: columns by table.

What belongs here: the names, by table, of what may be given; a test holds them to the published schema. What
does not: which rows a contract lets through (`assets/publication/consumers`), what columns mean.

Never offered: `resident_key`, which is one for all consumers, and numbers of publications, whose gaps would
tell what is published beside what one sees. Ids are given as the contract's own (`shown_rows.py`).
"""

from collections.abc import Mapping

_PLACE = ("street_code", "grid_code", "committee_code")
_SPAN = ("valid_from", "valid_to")
_AREA = ("snapshot_date", "area_level", "area_code")
_TEXTS = (
    "level", "category_code", "category_title_zh", "category_title_en", "title_zh", "title_en", "subject",
    "definition", "sensitivity", "purpose", "owner", "version", *_SPAN,
)  # fmt: skip

OFFERED: Mapping[str, tuple[str, ...]] = {
    "tag": ("tag_code", *_TEXTS, "status"),
    "tag_version": ("tag_code", *_TEXTS),
    "division": ("division_code", "level", "name_zh", "name_en", "parent_code", "grid_code", *_SPAN),
    "code_list": ("list_name", "code", "title_zh", "title_en", "rank"),
    "resident": (
        "resident_id", "household_id", "dwelling_id", "building_id", "compound_id", "is_under_14", *_PLACE,
        *_SPAN, "lives_here", "registered_here",
    ),
    "household": ("household_id", "dwelling_id", "building_id", "compound_id", *_PLACE, *_SPAN),
    "dwelling": ("dwelling_id", "building_id", "compound_id", *_PLACE, *_SPAN),
    "building": ("building_id", "compound_id", *_PLACE, *_SPAN),
    "compound": ("compound_id", *_PLACE, *_SPAN),
    "committee": ("committee_id", *_PLACE, *_SPAN),
    "tag_assignment": (
        "subject", "subject_id", "tag_code", "value", "origin", "status", "rule_version", "street_code",
        "committee_code", "is_under_14", *_SPAN,
    ),
    "tag_unknown": (
        "subject", "subject_id", "tag_code", "origin", "status", "rule_version", "street_code",
        "committee_code", *_SPAN,
    ),
    "undecided_subject": (
        "subject", "subject_id", "set_number", "street_code", "committee_code", "is_under_14",
    ),
    "undecided_set": ("set_number", "tag_code"),
    "problem_case": (
        "case_id", "case_number", "source", "received_on", "closed_on", "committee_code", "subject",
        "subject_id", "request_type", "discovery", "label_code", "labelled_by", "matched_terms", "status",
        "street_code", "department", "outcome",
    ),
    "problem_case_label": ("case_id", "label_code", "rank", "source", "committee_code"),
    "problem_alarm": (*_AREA, "week_start", "label_code", "cases", "usual", "unusual_from"),
    "routed_out": ("snapshot_date", "topic", "count", "suppressed"),
    "tag_statistic": (*_AREA, "tag_code", "subject", "count", "unknown", "suppressed"),
    "committee_profile": (
        "snapshot_date", "committee_code", "list_kind", "item", "value", "number", "unit", "unknown",
        "suppressed", "reason_zh", "reason_en", "rank",
    ),
    "district_figure": (
        "snapshot_date", "figure", "item", "area_level", "area_code", "period", "number", "unit",
        "suppressed",
    ),
    "quarantine_summary": ("snapshot_date", "source", "reason_code", "rows"),
    "record_quality": (*_AREA, "item", "count", "suppressed"),
}  # fmt: skip
"""By published table the columns a contract may take."""
CURRENT_ONLY = ("undecided_subject",)
"""Tables of which a contract has what holds now, whatever it says of history.

Who is undecided about another tag than before begins a new interval there, also for who may not see that tag.
"""
WITHHELD = ("tag_change", "committee_checksum", "resident_merge")
"""Published tables that no contract takes.

Each contract has feeds and checksums of its own, which show merges too.
"""
