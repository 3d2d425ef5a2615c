"""The rows of `division` on a date: district, streets, grids and committees with their names. Pure.

Belongs here: making them of the export's list of streets and committees. Does not belong here: since when
each holds (`history`), names that no export tells (`code_titles.yaml`).
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from assets.publication.history.timelines import DIVISION, conform
from assets.publication.release.code_lists import OF_AREAS
from assets.reports.code_titles import written_titles

_DISTRICT = 6
_COLUMNS = DIVISION.state_columns


def divisions(exported: pl.DataFrame, placed: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """One row per area: `DIVISION`'s columns, sorted by code.

    A district is the first six digits of its streets' codes (GB/T 2260); a grid is of the street of its
    committees and called after it. name_en is null where nobody has written one. A committee that a record
    names and no list has (a small export need not have one) is a row without a name.

    Args:
        exported: intake's table `divisions`.
        placed: what is published beside; frames with `committee_code` are in committees.
    """
    rows = pl.concat([*_levels(exported), _without_a_name(placed)], how="diagonal")
    titles = {code: title for name in OF_AREAS for code, title in written_titles()[name].items()}
    known = pl.col("division_code")
    zh, en = ({code: title[place] for code, title in titles.items()} for place in (0, 1))
    named = rows.with_columns(
        name_zh=pl.coalesce("name", known.replace_strict(zh, default=None, return_dtype=pl.String)),
        name_en=pl.coalesce(
            known.replace_strict(en, default=None, return_dtype=pl.String),
            pl.when(pl.col("level") == "grid").then(pl.format("Grid {}", known)),
        ),
    )
    return (
        conform(named, _COLUMNS)
        .unique("division_code", keep="first", maintain_order=True)
        .sort("division_code")
    )


def _levels(exported: pl.DataFrame) -> list[pl.DataFrame]:
    """Return districts, streets, grids and committees of the export's list, with level and parent_code."""
    areas = exported.select(
        "division_code", pl.col("level").cast(pl.String), "name", "parent_code", "grid_code"
    )
    streets = areas.filter(pl.col("level") == "street").with_columns(
        parent_code=pl.col("division_code").str.slice(0, _DISTRICT)
    )
    committees = areas.filter(pl.col("level") == "committee")
    grids = (
        committees.drop_nulls("grid_code")
        .group_by(division_code="grid_code")
        .agg(pl.col("parent_code").min())
        .join(streets.select(parent_code="division_code", street="name"), on="parent_code", how="left")
    )
    name_of_grid = pl.format("{}网格{}", pl.col("street").fill_null(""), "division_code")
    return [
        streets.select(
            division_code="parent_code", level=pl.lit("district"), name=pl.lit(None, pl.String)
        ).unique(),
        streets.drop("grid_code"),
        grids.select("division_code", "parent_code", level=pl.lit("grid"), name=name_of_grid),
        committees,
    ]


def _without_a_name(placed: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return division_code and level of every committee that a frame names."""
    codes = [
        frame.select(division_code=pl.col("committee_code").cast(pl.String)).unique()
        for frame in placed.values()
        if "committee_code" in frame.columns
    ]
    named = pl.concat([pl.DataFrame(schema={"division_code": pl.String}), *codes])
    return named.drop_nulls().unique().with_columns(level=pl.lit("committee"))
