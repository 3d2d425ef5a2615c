"""Profiles of one committee, made of what a test names."""

from datetime import date

import polars as pl

from assets.reports.committee_profile import SERVICES, committee_profile, with_tags
from assets.reports.statistics import SCHEMA as STATISTIC

DAY, HERE = date(2024, 3, 1), "310106006002"
SOURCES = (
    "dwellings", "compounds", "visits", "hotline_tickets", "committee_requests", "public_opinions",
    "committee_resources",
    "survey_responses", *SERVICES.values(),
)  # fmt: skip
HIDDEN = "hidden"
KINDS = ("old_public", "relocation", "lilong", "commodity", "none")
COMPOUNDS = pl.DataFrame(
    {"compound_id": list(range(len(KINDS))), "kind": [None if kind == "none" else kind for kind in KINDS]}
)
COMMITTEE = pl.DataFrame(
    {
        "subject_id": [1], "committee_code": [HERE], "residents": [1200], "households": [500],
        "dwellings": [520], "registered_living_elsewhere": [37],
        "share_60_plus": [0.3456], "share_on_cloud": [0.5], "share_rented": [None], "share_surveyed": [0.05],
    },
    schema_overrides={"share_rented": pl.Float64},
)  # fmt: skip


def outcome(*codes: str, status: str = "active") -> pl.DataFrame:
    return pl.DataFrame(
        [("committee", 1, code, None, status) for code in codes],
        schema=dict.fromkeys(("subject", "subject_id", "tag_code", "value", "status"), pl.String)
        | {"subject_id": pl.Int64},
        orient="row",
    )


def statistic(*counts: tuple[str, int | None], unknown: int = 0) -> pl.DataFrame:
    rows = [(DAY, "committee", HERE, code, "resident", n, unknown, n is None) for code, n in counts]
    return pl.DataFrame(rows, schema=STATISTIC, orient="row")


def cases(*labels: tuple[str | None, date]) -> pl.DataFrame:
    return pl.DataFrame(
        [(HERE, label, day) for label, day in labels],
        schema={"committee_code": pl.String, "label_code": pl.String, "received_on": pl.Date},
        orient="row",
    ).with_columns(source=pl.lit("hotline"))


def requests(*made: tuple[str, date, str]) -> pl.DataFrame:
    return pl.DataFrame(
        [(HERE, *row) for row in made],
        schema={"committee_code": pl.String, "department": pl.String, "requested_on": pl.Date,
                "status": pl.String},
        orient="row",
    )  # fmt: skip


def dwellings(**of_kind: int) -> pl.DataFrame:
    """So many dwellings in compounds of these kinds; `none`: of one whose kind is not on record."""
    ids = [at for at, kind in enumerate(KINDS) for _ in range(of_kind.get(kind, 0))]
    return pl.DataFrame(
        {"committee_code": [HERE] * len(ids), "compound_id": ids},
        schema={"committee_code": pl.String, "compound_id": pl.Int64},
    )


def source_status(**states: str) -> pl.DataFrame:
    """Every source is good, but those named."""
    rows = [(source, states.get(source, "good"), DAY, 3) for source in SOURCES]
    return pl.DataFrame(rows, schema=["source", "state", "source_as_of", "stale_after_days"], orient="row")


def items(kind: str, **parts: pl.DataFrame) -> list[tuple[str, int | str | None, int]]:
    """Item, its number (HIDDEN where it is), and rank."""
    found = profile(**parts).filter(pl.col("list_kind") == kind)
    return [
        (row["item"], HIDDEN if row["suppressed"] else row["number"], row["rank"])
        for row in found.iter_rows(named=True)
    ]


def quality(**counts: int | None) -> pl.DataFrame:
    """What record_quality says of the committee: a count by item, None is hidden."""
    rows = [("committee", HERE, item, count, count is None) for item, count in counts.items()]
    schema = {
        "area_level": pl.String, "area_code": pl.String, "item": pl.String, "count": pl.Int64,
        "suppressed": pl.Boolean,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def profile(**parts: pl.DataFrame) -> pl.DataFrame:
    """The profile with its tags."""
    told = committee_profile(
        DAY,
        parts.get("committee", COMMITTEE),
        parts.get("case", cases()),
        {
            "resource": parts.get("resource", pl.DataFrame({"committee_code": [HERE], "kind": ["venue"]})),
            "request": parts.get("request", requests()),
            "dwelling": parts.get("dwelling", dwellings()),
            "compound": COMPOUNDS,
        },
        parts.get("source_status", source_status()),
        parts.get("quality", quality(household=500, dwelling=520, household_on_cloud=250)),
    )
    return with_tags(
        DAY,
        told,
        COMMITTEE.select("committee_code", committee_id="subject_id"),
        parts.get("outcome", outcome()),
        parts.get("statistic", statistic()),
    )
