"""What intake says of an export beside its canonical tables, as contracts: refused rows, state of sources.

Belongs here: their columns. Does not belong here: the canonical tables (`contracts`), which rows are refused
(`quarantine/`), how a source's state is judged (`source_status`).
"""

from __future__ import annotations

import dataframely as dy


class Quarantine(dy.Schema):
    """One refused row; ``row`` is JSON of the raw row, personal. ``reasons`` lists all, the first first."""

    source = dy.String()
    file = dy.String()
    line = dy.Int64()
    reason_code = dy.String()
    column = dy.String(nullable=True)
    row = dy.String()
    reasons = dy.String()


class RefusedSubjects(dy.Schema):
    """One person, household or place that a refused row of ``source`` (or roll) names; codes, no identifiers.

    ``tag_code``: of a decision by hand, or of the city, where it can be read. Where a place's own refused
    row says what it belongs to, those codes are kept; of a person's, the committee of registration.
    """

    source = dy.String()
    subject = dy.String()
    subject_code = dy.String()
    tag_code = dy.String(nullable=True)
    dwelling_code = dy.String(nullable=True)
    building_code = dy.String(nullable=True)
    compound_code = dy.String(nullable=True)
    committee_code = dy.String(nullable=True)


class SourceStatus(dy.Schema):
    """One roll or other table of this date, whatever files tell it; stale unless good and within its span.

    missing: it came on earlier dates (now its header at most); absent: on none. damaged: unusually many of
    its rows were refused.
    """

    source = dy.String(primary_key=True)
    state = dy.Enum(["good", "late", "missing", "partial", "damaged", "absent"])
    source_as_of = dy.Date(nullable=True)
    stale_after_days = dy.Int32()
    rows_in = dy.Int64()
    rows_accepted = dy.Int64()
    rows_quarantined = dy.Int64()
