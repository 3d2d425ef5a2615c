"""A preview of what begins later: a new version or value is compared before its day comes."""

from datetime import date

import polars as pl

from tag_rules.engine.evaluate import schema
from tag_rules.engine.preview import as_they_will_be, later_days, preview
from tag_rules.engine.reading.loader import load_rules

DAY, LATER = date(2024, 3, 2), date(2025, 1, 1)
OLD = "    - {from: 2024-01-01, value: 50.0, source: 项目拟定}"


def test_a_later_value_changes_nothing_today_and_somebody_on_its_day(spoil, rule_set):
    new = load_rules(
        spoil("parameters.yaml", OLD, f"{OLD}\n    - {{from: 2025-01-01, value: 40.0, source: 项目拟定}}")
    )
    types = schema(new, "resident")
    frame = pl.DataFrame(
        [{"subject_id": n, "volunteer_hours_last_365_days": 38.0 + 5 * n} for n in range(4)],
        schema={"subject_id": pl.Int64(), "street_code": pl.String(), **types},
    )
    today = preview(rule_set, new, {"resident": frame}, DAY)
    assert today.changed == ()
    assert LATER in later_days(new, DAY)
    then = preview(rule_set, as_they_will_be(new, LATER), {"resident": frame}, DAY)
    assert then.changed == ("D050",)
    assert then.counts["gained"].sum() == 2  # 43 and 48 hours
