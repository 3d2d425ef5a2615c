"""Which committee a refused row belongs to, found through whatever codes the row still holds.

What belongs here: following a row's own codes (committee, household, dwelling, building, compound, person,
document) through the accepted tables of the same date. What does not: why it was refused (``canonical``), the
workbooks that go back to the committees (``quarantine_workbooks``).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

import polars as pl

from assets.intake.contracts import SUBJECTS
from assets.intake.documents.identity_documents import normalised
from assets.intake.mappings.mapping_file import Source
from assets.intake.tidy_text import tidied

ROUTES = (
    "committee_code",
    "household_code",
    "dwelling_code",
    "building_code",
    "compound_code",
    "person_code",
    "id_value",
    "subject_code",
    "registered_committee_code",
)
"""Columns that lead to a committee, the surest first: where someone lives before where registered."""
KEYS = {"residents": "person_code", "households": "household_code", "buildings": "building_code",
        "compounds": "compound_code"}  # fmt: skip
"""By table that a ``subject_code`` may be of: the route that its codes take."""


def committee_of_codes(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return, by column of ``ROUTES``, a frame of code and committee_code (one row per code)."""
    committee = tables["divisions"].filter(pl.col("level") == "committee").select(code="division_code")
    known = committee.with_columns(committee_code="code")

    def through(table: str, key: str, above: str, frame: pl.DataFrame) -> pl.DataFrame:
        own = tables[table].select(code=key, above=above).drop_nulls()
        joined = own.join(frame, left_on="above", right_on="code").select("code", "committee_code")
        return joined.unique("code", keep="first", maintain_order=True)

    compounds = through("compounds", "compound_code", "committee_code", known)
    buildings = through("buildings", "building_code", "compound_code", compounds)
    households = through("households", "household_code", "committee_code", known)
    by_households = through("households", "dwelling_code", "committee_code", known)
    by_building = through("dwellings", "dwelling_code", "building_code", buildings)
    homes = tables["residences"].sort("residence_kind", maintain_order=True)
    persons = (
        homes.select("person_code", code="household_code")
        .join(households, on="code", maintain_order="left")
        .unique("person_code", keep="first", maintain_order=True)
        .select("committee_code", code="person_code")
    )
    documents = (
        tables["residents"].select("id_value", code="person_code").drop_nulls("id_value")
        .join(persons, on="code").select("committee_code", code="id_value")
        .unique("code", keep="first", maintain_order=True)
    )  # fmt: skip
    return {
        "committee_code": known,
        "registered_committee_code": known,
        "household_code": households,
        "dwelling_code": pl.concat([by_building, by_households]).unique("code", keep="first"),
        "building_code": buildings,
        "compound_code": compounds,
        "person_code": persons,
        "id_value": documents,
    }


def with_committees(
    quarantine: pl.DataFrame, tables: Mapping[str, pl.DataFrame], sources: Mapping[str, Source]
) -> pl.DataFrame:
    """Return the quarantine with ``committee_code`` (null where nothing leads to one), in order."""
    routes = committee_of_codes(tables)
    kinds = [routes[KEYS[parent]] for parents in SUBJECTS.values() for parent in parents.values()]
    routes["subject_code"] = pl.concat(
        frame.select("code", "committee_code") for frame in kinds
    ).unique("code", keep="first")  # fmt: skip
    numbered = quarantine.with_row_index("place")
    parts = [
        _of_source(rows, sources[str(name)], routes)
        for (name,), rows in numbered.group_by("source", maintain_order=True)
    ]
    if not parts:
        return quarantine.with_columns(committee_code=pl.lit(None, pl.String))
    return pl.concat(parts).sort("place").drop("place")


def _of_source(rows: pl.DataFrame, source: Source, routes: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    taken = [name for name in ROUTES if name in source.columns]
    headers = {name: source.column(name).header for name in taken}
    cells = rows["row"].str.json_decode(pl.Struct(dict.fromkeys(headers.values(), pl.String)))
    with_codes = rows.with_columns(
        cells.struct.field(header).alias(f"code:{name}") for name, header in headers.items()
    ).with_columns(tidied(pl.col(f"code:{name}")) for name in taken)
    if "id_value" in taken:
        with_codes = with_codes.with_columns(normalised(pl.col("code:id_value")))

    def follow(frame: pl.DataFrame, name: str) -> pl.DataFrame:
        route = routes[name].select(
            pl.col("code").alias(f"code:{name}"), pl.col("committee_code").alias(name)
        )
        return frame.join(route, on=f"code:{name}", how="left", maintain_order="left")

    followed = reduce(follow, taken, with_codes)
    committee = pl.coalesce(taken) if taken else pl.lit(None, pl.String)
    return followed.select(*rows.columns, committee_code=committee)
