"""Where things are: committees, compounds, buildings, dwellings and households with their ids and areas.

Belongs here: canonical place tables + register -> registry frames, pure. Does not belong here: people.
Every frame keeps the rows of its canonical table. A place whose own row was refused is there too, and a
household that people live in: what they belong to is known where that row says so, and nothing else.
"""

from collections.abc import Mapping

import polars as pl

from assets.registry.addresses.complete import complete
from assets.registry.identity.register import ids
from assets.registry.uncertain_subjects import of_refused_place

AREA = ("street_code", "grid_code", "committee_code")
_FACTS = {
    "compound": (
        "kind", "has_owners_committee", "fee_collection_rate", "first_move_in_on", "charging_sockets",
    ),
    "building": ("storeys", "has_lift", "lift_added", "built_year"),
    "dwelling": ("floor", "area_m2", "tenure", "address_complete", "smart_water_meter"),
    "household": ("household_type", "on_cloud", "cloud_activated", "dwelling_match"),
}  # fmt: skip
"""The columns of a canonical table that go on: never a name or an address."""


def places(
    tables: Mapping[str, pl.DataFrame], id_of_code: pl.DataFrame, refused: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """The frames committee, compound, building, dwelling and household (data model, section 2).

    Args:
        refused: the table refused_subject.
    """
    committee = _committees(tables["divisions"], id_of_code)
    areas = committee.select(*AREA)

    # A refused row may name a committee that there is not: the place is of none that anybody knows.
    ours = pl.col("committee_code").is_in(areas["committee_code"].implode())
    named = refused.with_columns(committee_code=pl.when(ours).then("committee_code"))

    def every(subject: str) -> pl.DataFrame:
        code = f"{subject}_code"
        own = of_refused_place(named, subject).drop(code, strict=False).rename({"subject_code": code})
        columns = [name for name in own.columns if name in tables[f"{subject}s"].columns]
        unread = own.select(columns).join(tables[f"{subject}s"], on=code, how="anti")
        return _with_ids(pl.concat([tables[f"{subject}s"], unread], how="diagonal"), id_of_code, subject)

    compound = every("compound").join(areas, on="committee_code", how="left")
    building = _below(every("building"), compound, "compound", ())
    dwelling = _below(_with_completeness(every("dwelling")), building, "building", ("compound_id",))
    recorded = _with_lived_in(every("household"), tables["residences"], id_of_code)
    household = _households(recorded, dwelling, areas)
    return {
        "committee": committee,
        "compound": compound.select("compound_id", *AREA, *_FACTS["compound"]),
        "building": building.select("building_id", "compound_id", *AREA, *_FACTS["building"]),
        "dwelling": dwelling.select(
            "dwelling_id", "building_id", "compound_id", *AREA, *_FACTS["dwelling"]
        ),
        "household": household.select(
            "household_id", "dwelling_id", "building_id", "compound_id", *AREA, *_FACTS["household"]
        ),
    }  # fmt: skip


def _with_completeness(dwellings: pl.DataFrame) -> pl.DataFrame:
    """Add ``address_complete``; a flat is one of several dwellings in its building, and needs a room."""
    flat = dwellings.select(
        pl.when(pl.col("building_code").is_not_null()).then(pl.len().over("building_code") > 1)
    ).to_series()
    return dwellings.with_columns(address_complete=complete(dwellings["address"], flat))


def _committees(divisions: pl.DataFrame, id_of_code: pl.DataFrame) -> pl.DataFrame:
    committees = divisions.filter(pl.col("level") == "committee").rename({"division_code": "committee_code"})
    return committees.join(ids(id_of_code, "committee"), on="committee_code").select(
        "committee_id", pl.col("parent_code").alias("street_code"), "grid_code", "committee_code"
    )


def _with_ids(table: pl.DataFrame, id_of_code: pl.DataFrame, subject: str) -> pl.DataFrame:
    return table.join(ids(id_of_code, subject), on=f"{subject}_code")


def _below(table: pl.DataFrame, parents: pl.DataFrame, parent: str, more: tuple[str, ...]) -> pl.DataFrame:
    above = parents.select(f"{parent}_code", f"{parent}_id", *more, *AREA)
    return table.join(above, on=f"{parent}_code", how="left")


def _households(recorded: pl.DataFrame, dwelling: pl.DataFrame, areas: pl.DataFrame) -> pl.DataFrame:
    """The committee that keeps a household's record is the household's, wherever its dwelling is filed."""
    own = recorded.rename({"committee_code": "own_committee_code"})
    return (
        _below(own, dwelling, "dwelling", ("building_id", "compound_id"))
        .drop(*AREA)
        .rename({"own_committee_code": "committee_code"})
        .join(areas, on="committee_code", how="left")
    )


def _with_lived_in(
    households: pl.DataFrame, residences: pl.DataFrame, id_of_code: pl.DataFrame
) -> pl.DataFrame:
    """The households, and those that only people who live there name."""
    named = residences.select("household_code").join(households, on="household_code", how="anti").unique()
    return pl.concat([households, _with_ids(named, id_of_code, "household")], how="diagonal")
