"""Which cases stand on a published date, when the export of a date lacks a source of cases.

Belongs here: the definition for `problem_case` and its labels, from the published contents alone, so that
dates may be published in any order. Does not belong here: reading cases out of an export (stage `problems`).
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

from assets.publication.history.effective_state import Snapshot

MISSING_CASE_SOURCES = "missing_case_source"


CASE_TABLES = ("problem_case", "problem_case_label")
"""Tables of cases and of what is said of each."""


def carried_cases(history: Mapping[date, Snapshot], on: date, table: str = "problem_case") -> pl.DataFrame:
    """The rows of a table of `CASE_TABLES` on a published date.

    Those of its content; and of every source that was not whole on it, the cases that stood on the published
    date before and are not among them: that a file did not come does not say that a case is over.
    """
    cases, asked = history[on].frame(table), history[on].frame(MISSING_CASE_SOURCES)
    for day in sorted((day for day in history if day < on), reverse=True):
        if asked.is_empty():
            break
        earlier = history[day].frame(table).join(asked, on="source", how="semi")
        cases = pl.concat([cases, earlier.join(cases, on="case_id", how="anti")], how="diagonal")
        asked = asked.join(history[day].frame(MISSING_CASE_SOURCES), on="source", how="semi")
    return cases
