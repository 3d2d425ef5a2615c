"""What is said of places, matched to ids: inspections, requests of committees, their resources.

Belongs here: matching by source code, pure. Does not belong here: what follows for a tag, entries of people
(`person_records`). Entries of no place known stay out.
"""

from collections.abc import Mapping

import polars as pl

from assets.registry.places import AREA


def place_records(
    tables: Mapping[str, pl.DataFrame], id_of_code: pl.DataFrame, committee: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """The frames inspection, request and resource (data model, section 2), without any free text."""
    places = id_of_code.select("subject", pl.col("source_code").alias("subject_code"), "subject_id")
    committees = committee.select("committee_id", *AREA)
    return {
        "inspection": tables["inspections"]
        .with_columns(pl.col("subject").cast(pl.String))
        .join(places, on=["subject", "subject_code"])
        .select("inspection_code", "subject", "subject_id", "item", "result", "inspected_on")
        .sort("subject", "subject_id", "item", "inspected_on"),
        "request": tables["committee_requests"]
        .join(committees, on="committee_code")
        .select("request_code", "committee_id", *AREA, "department", "requested_on", "resolved_on", "status")
        .sort("request_code"),
        "resource": tables["committee_resources"]
        .join(committees, on="committee_code")
        .select("resource_code", "committee_id", *AREA, "kind", "capacity")
        .sort("resource_code"),
    }
