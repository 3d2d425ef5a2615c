"""Facts of three streets and two committees, from counts that a test chooses."""

from datetime import date

import polars as pl

from assets.reports.committee_profile import SCHEMA as PROFILE
from assets.reports.coverage import SHARES
from assets.reports.pages.area_facts import Area, Facts
from assets.reports.unknowns import SCHEMA as REASONS

DISTRICT, STREET, COMMITTEE, QUIET = "310106", "310106010", "310106010001", "310106010002"
_QUALITY = pl.Schema(
    {
        "snapshot_date": pl.Date(), "area_level": pl.String(), "area_code": pl.String(), "item": pl.String(),
        "count": pl.Int64(), "suppressed": pl.Boolean(),
    }
)  # fmt: skip


def made_facts(statistic: pl.DataFrame, as_of: date, streets: dict[str, str]) -> Facts:
    """What the pages of areas show, over a statistic of any dates."""
    days = sorted(statistic["snapshot_date"].unique())
    counted = {"resident": 200, "household": 90, "household_on_cloud": 45, "household_matched": None}
    quality = [
        (day, "committee", area, item, count, count is None)
        for day in days
        for area in (DISTRICT, *streets, COMMITTEE)
        for item, count in counted.items()
    ]
    profile = [
        (as_of, COMMITTEE, "feature", "share_60_plus", "38.2%", 1),
        (as_of, COMMITTEE, "needs", "missing:survey_responses", None, 2),
        (as_of, COMMITTEE, "needs", "D029", "<5", 1),
        (as_of, COMMITTEE, "resources", "venue", "3", 1),
        (as_of, COMMITTEE, "services", "request:绿化", "2 / 3", 1),
    ]
    shares = dict.fromkeys(("on_cloud_share", *SHARES), 0.5)
    return Facts(
        as_of=as_of,
        before=days[-2] if len(days) > 1 else None,
        statistic=statistic,
        quality=pl.DataFrame(quality, schema=_QUALITY, orient="row"),
        profile=pl.DataFrame(profile, schema=PROFILE, orient="row"),
        coverage=pl.DataFrame([{"committee_code": COMMITTEE, **shares}]),
        quarantine=pl.DataFrame(
            [(day, "residents", "id_form", 3 + at) for at, day in enumerate(days)],
            schema=["snapshot_date", "source", "reason_code", "rows"],
            orient="row",
        ),
        reasons=pl.DataFrame(
            [("M017", "resident", ["household_residents"], ["residences"], 9, False)],
            schema=REASONS,
            orient="row",
        ),
        status=pl.DataFrame({"source": ["visits"], "state": ["late"], "source_as_of": [as_of]}),
        changes={"data": 12, "time": None},
        causes={"M017": "time"},
        failed=[("tag_assignment", "fewer_than_before", "warning")],
        areas={code: Area(code, name) for code, name in streets.items()}
        | {code: Area(code, f"居民区{code[-3:]}", STREET) for code in (COMMITTEE, QUIET)},
        district=DISTRICT,
        publication=2,
        sources={"visits": "走访", "residents": "居民"},
    )
