"""Pages of the shipped rules over invented counts."""

from datetime import date

import polars as pl
import pytest

from assets.reports.statistics import SCHEMA as STATISTIC
from assets.reports.unknowns import SCHEMA as REASONS
from tests.assets.reports.pages.made_pages import RULES, every_page

DAYS = [date(2024, 3, 1), date(2024, 3, 2)]


@pytest.fixture(scope="session")
def statistic() -> pl.DataFrame:
    """M017: 40 then 44 in the district; on the second day one street hidden."""
    rows = [
        (day, "district", "310106", "M017", "resident", 40 + 4 * at, 9, False) for at, day in enumerate(DAYS)
    ]
    rows += [
        (DAYS[1], "street", "310106010", "M017", "resident", 30, 0, False),
        (DAYS[1], "street", "310106011", "M017", "resident", None, 9, True),
    ]
    return pl.DataFrame(rows, schema=STATISTIC, orient="row")


@pytest.fixture(scope="session")
def pages(statistic: pl.DataFrame) -> dict[str, str]:
    reasons = pl.DataFrame(
        [("M017", "resident", ["household_residents"], ["residences"], 9, False)],
        schema=REASONS,
        orient="row",
    )
    return every_page(RULES, statistic, reasons, DAYS[1])
