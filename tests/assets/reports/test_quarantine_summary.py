from datetime import date

import polars as pl

from assets.publication.store.schema import quarantine_summary as published
from assets.reports.quarantine_summary import quarantine_summary


def test_every_refused_row_is_counted_once() -> None:
    refused = pl.DataFrame(
        {
            "source": ["visits", "residents", "visits"],
            "reason_code": ["b", "a", "b"],
            "row": ["{}", "{}", "{}"],
        }
    )
    summary = quarantine_summary(date(2024, 3, 2), refused)
    assert summary.rows() == [(date(2024, 3, 2), "residents", "a", 1), (date(2024, 3, 2), "visits", "b", 2)]
    assert summary.columns == [column.name for column in published.columns]
