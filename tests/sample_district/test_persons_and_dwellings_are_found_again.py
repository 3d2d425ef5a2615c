"""Of the sample's truth the registry finds as much as it did: precision and recall do not fall unseen."""

from pathlib import Path

import polars as pl
import pytest

from assets.intake.intake import TakenIn
from assets.registry.addresses.match import match
from assets.registry.identity.pseudonym import resident_keys
from assets.registry.identity.same_person import NO_DECISIONS, persons
from assets.registry.linked_rows import linked_rows, resident_weights
from pipelines.answers.sample_score import PersonScore, score_dwellings, score_persons
from sample_district import SNAPSHOT_DATES, read_truth


@pytest.fixture(scope="module")
def truth(district_landing: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    return read_truth(district_landing, SNAPSHOT_DATES[0])


@pytest.fixture(scope="module")
def found_persons(district: TakenIn, truth: tuple[pl.DataFrame, pl.DataFrame]) -> PersonScore:
    residents = district.tables["residents"]
    keys = resident_keys(bytes(32), residents["id_type"], residents["id_value"])
    by_number = persons(residents, keys)
    linked = linked_rows(district.tables, by_number, keys, NO_DECISIONS, resident_weights(Path("nowhere")))
    found = persons(residents, keys, linked.same).select("person_code", found_id="leading_code")
    return score_persons(truth[0], found)


def _share(frame: pl.DataFrame, kind: str, name: str) -> float | None:
    return frame.row(by_predicate=pl.col(frame.columns[0]) == kind, named=True)[name]


def test_nobody_is_joined_with_somebody_else(found_persons: PersonScore) -> None:
    assert _share(found_persons.by_kind, "all", "precision") == 1


def test_one_number_on_agreeing_rows_is_one_person(found_persons: PersonScore) -> None:
    assert _share(found_persons.by_kind, "same_number", "recall") == 1


def test_rows_without_a_number_are_found_too(found_persons: PersonScore) -> None:
    assert (_share(found_persons.by_kind, "all", "recall") or 0) > 0.6


def test_addresses_in_words_find_their_dwelling(
    district: TakenIn, truth: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    tables = district.tables
    directory = (
        tables["dwellings"]
        .join(tables["buildings"], on="building_code")
        .join(tables["compounds"], on="compound_code")
        .select("address", "committee_code", dwelling_id="dwelling_code")
    )
    written = tables["households"].filter(pl.col("dwelling_code").is_null()).drop_nulls("address")
    found = match(written.select("address", "committee_code"), directory)
    scored = score_dwellings(truth[1], written.select("household_code", dwelling_code=found["dwelling_id"]))
    assert _share(scored, "all", "precision") == 1
    assert (_share(scored, "all", "recall") or 0) >= 0.95
    assert scored.filter(pl.col("form").is_in(["room_missing", "not_in_directory"]))["found"].sum() == 0
