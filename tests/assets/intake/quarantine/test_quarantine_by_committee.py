"""A refused row finds its committee by its own codes, through the accepted tables; nothing is guessed."""

import polars as pl
import pytest

from assets.intake.intake import TakenIn
from assets.intake.mappings.loading import load_mappings
from assets.intake.quarantine.by_committee import with_committees


@pytest.fixture(scope="module")
def found(taken: TakenIn) -> pl.DataFrame:
    return with_committees(taken.quarantine, taken.tables, load_mappings())


def of(found: pl.DataFrame, source: str) -> pl.DataFrame:
    return found.filter(pl.col("source") == source)


def test_every_row_is_there_once_and_in_order(found: pl.DataFrame, taken: TakenIn) -> None:
    assert found.drop("committee_code").equals(taken.quarantine)


def test_committees_found_are_committees(found: pl.DataFrame, taken: TakenIn) -> None:
    divisions = taken.tables["divisions"].filter(pl.col("level") == "committee")
    assert set(found["committee_code"].drop_nulls()) <= set(divisions["division_code"])


def test_a_household_has_its_own_committee_and_by_its_dwelling_when_that_is_unknown(
    found: pl.DataFrame, taken: TakenIn
) -> None:
    rows = of(found, "households")
    raw = pl.DataFrame([*map(pl.Series, [rows["row"], rows["reasons"], rows["committee_code"]])])
    assert raw.height > 0
    codes = rows["row"].str.json_path_match("$.居村委代码")
    by_itself = rows.filter(~pl.col("reasons").str.contains("committee_code")).with_columns(
        own=codes.filter(~rows["reasons"].str.contains("committee_code"))
    )
    assert by_itself["own"].to_list() == by_itself["committee_code"].to_list()
    unknown = rows.filter(pl.col("reasons").str.contains("orphan:committee_code"))
    assert unknown["committee_code"].null_count() < unknown.height


def test_a_visit_to_no_known_household_is_nobodys(found: pl.DataFrame) -> None:
    orphans = of(found, "visits").filter(pl.col("reasons").str.contains("orphan:household_code"))
    assert orphans.height > 0
    assert orphans["committee_code"].null_count() == orphans.height
    others = of(found, "visits").filter(~pl.col("reasons").str.contains("orphan"))
    assert others["committee_code"].null_count() == 0


def test_an_entry_of_a_roll_goes_to_where_the_person_lives(found: pl.DataFrame, taken: TakenIn) -> None:
    rows = of(found, "dibao")
    assert rows.height > rows["committee_code"].null_count()
    residents = taken.tables["residents"].select("id_value", "person_code").drop_nulls()
    homes = taken.tables["residences"].filter(pl.col("residence_kind") == "lives_here")
    where = homes.join(taken.tables["households"], on="household_code").select(
        "person_code", "committee_code"
    )
    wanted = dict(residents.join(where, on="person_code").select("id_value", "committee_code").iter_rows())
    numbers = rows["row"].str.json_path_match("$.证件号码").to_list()
    for number, committee in zip(numbers, rows["committee_code"], strict=True):
        if number in wanted:
            assert committee == wanted[number]


def test_an_empty_quarantine_stays_empty(taken: TakenIn) -> None:
    assert with_committees(taken.quarantine.clear(), taken.tables, load_mappings()).height == 0
