"""The picture of refused rows over the published dates."""

from datetime import date
from urllib.parse import unquote

import polars as pl

from assets.reports.quarantine_summary import quarantine_trend

SCHEMA = {"snapshot_date": pl.Date, "source": pl.String, "reason_code": pl.String, "rows": pl.Int64}
MARCH = [date(2024, 3, day) for day in (1, 2, 3)]


def test_a_line_per_reason_over_all_sources_and_dates() -> None:
    rows = [
        (MARCH[2], "visits", "orphan", 4),
        (MARCH[0], "visits", "orphan", 1),
        (MARCH[0], "households", "orphan", 1),
        (MARCH[1], "visits", "future_date", 2),
    ]
    picture = unquote(quarantine_trend(pl.DataFrame(rows, schema=SCHEMA, orient="row")))
    assert picture.index("orphan 4") < picture.index("future_date 0")
    assert "points='0,30 120,58 240,2'" in picture
    assert "2024-03-01" in picture and "2024-03-03" in picture


def test_nothing_refused_yet() -> None:
    assert quarantine_trend(pl.DataFrame(schema=SCHEMA)).startswith("![")
