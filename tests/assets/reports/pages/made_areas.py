"""Facts of three streets and two committees, from counts that a test chooses."""

from datetime import date

import polars as pl

from assets.problems.trends.alarms import ALARM_SCHEMA
from assets.reports.coverage import SHARES
from assets.reports.pages.area_facts import Area, Facts
from assets.reports.profile_items import SCHEMA as PROFILE
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
    items = [
        ("feature", "type:relocation", 1000, "per_mille", None, None),
        ("feature", "share_60_plus", 382, "per_mille", None, None),
        ("needs", "missing:survey_responses", None, None, None, None),
        ("needs", "D029", 12, "people", 180, None),
        ("resources", "venue", 3, "items", None, None),
        ("services", "request:绿化", 3, "requests", None, None),
        ("gaps", "gap:meals", 12, "people", 180, "12人表示需要，没有设施"),
    ]
    names = ("list_kind", "item", "number", "unit", "unknown", "reason_zh")
    same = {"snapshot_date": as_of, "committee_code": COMMITTEE, "suppressed": False, "rank": 1}
    profile = [
        dict(zip(names, row, strict=True)) | same | {"rank": 2 if row[1].startswith("missing") else 1}
        for row in items
    ]
    shares = dict.fromkeys(("on_cloud_share", *SHARES), 0.5)
    return Facts(
        as_of=as_of,
        before=days[-2] if len(days) > 1 else None,
        statistic=statistic,
        quality=pl.DataFrame(quality, schema=_QUALITY, orient="row"),
        profile=pl.DataFrame(profile, schema=PROFILE),
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
        district=Area(DISTRICT, "静安区"),
        publication=2,
        history=pl.DataFrame(
            [
                (COMMITTEE, 2023, "P02", "hotline", 8),
                (COMMITTEE, 2024, "P02", "hotline", 1),
                (COMMITTEE, 2024, "P02", "opinion", 2),
                (COMMITTEE, 2024, None, "hotline", 11),
            ],
            schema=["committee_code", "year", "category", "source", "cases"],
            orient="row",
        ),
        alarms=pl.DataFrame(
            [(as_of, as_of, "committee", COMMITTEE, "P0201", 9, 2, 6, 2.0, 5.0, 2.3)],
            schema=ALARM_SCHEMA,
            orient="row",
        ),
        titles={
            "tag_category": {"P02": ("物业管理", "Property")},
            "case_source": {"opinion": ("民意直通车", "Written to the committee")},
            "source": {"visits": ("走访", "Visits"), "residents": ("居民", "Residents")},
            "unit": {"people": ("人", "People"), "requests": ("次", "Requests")},
            "profile_item": {
                "missing:survey_responses": ("缺少：需求问卷", "Missing"),
                "venue": ("场地", "Venue"),
                "request:绿化": ("向绿化的约请", "Requests to: parks"),
                "gap:meals": ("助餐", "Meals"),
            },
        },
    )
