"""Cases for tests of trends: a steady flow, and what is added."""

from datetime import date, timedelta

import polars as pl

FIRST = date(2023, 1, 2)  # a Monday
SCHEMA = {
    "case_id": pl.String, "source": pl.String, "received_on": pl.Date, "closed_on": pl.Date,
    "committee_code": pl.String, "subject": pl.String, "subject_id": pl.Int64, "label_code": pl.String,
}  # fmt: skip


def week(number: int) -> date:
    return FIRST + timedelta(days=7 * number)


def cases(per_week: list[int], committee: str = "310106012001", label: str = "P0201") -> pl.DataFrame:
    """Return so many hotline cases in each week from the first on, in compound 7."""
    rows = [
        (f"{committee}-{label}-{number}-{at}", "hotline", week(number), None, committee, "compound", 7, label)
        for number, count in enumerate(per_week)
        for at in range(count)
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")
