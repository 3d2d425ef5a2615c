"""Of the sample's truth the registry finds as much as it did: precision and recall do not fall unseen."""

from pathlib import Path

import polars as pl
import pytest

from assets.intake.contracts import CANONICAL
from assets.intake.intake import TakenIn
from assets.registry.identity.pseudonym import resident_keys
from assets.registry.identity.same_person import persons
from assets.registry.linkage.decisions import no_decisions
from assets.registry.linked_rows import linked_rows, resident_weights
from assets.registry.matched_dwellings import matched_dwellings
from pipelines.answers.sample_score import PersonScore, score_dwellings, score_persons
from sample_district import SNAPSHOT_DATES, read_truth

Scores = tuple[PersonScore, pl.DataFrame]


@pytest.fixture(scope="module")
def scores(district: TakenIn, district_landing: Path) -> Scores:
    """The scores of persons and of dwellings, by the registry's own steps and the shipped weights."""
    people, dwellings = read_truth(district_landing, SNAPSHOT_DATES[0])
    homes = matched_dwellings(district.tables, CANONICAL["dwelling_decisions"].create_empty())
    residents = district.tables["residents"]
    keys = resident_keys(bytes(32), residents["id_type"], residents["id_value"])
    weights = resident_weights(Path("no register"))
    linked = linked_rows(district.tables, persons(residents, keys), keys, no_decisions(), weights)
    found = persons(residents, keys, linked.clusters).select("person_code", found_id="leading_code")
    return score_persons(people, found), score_dwellings(dwellings, homes.households)


def _share(frame: pl.DataFrame, kind: str, name: str) -> float:
    return float(frame.row(by_predicate=pl.col(frame.columns[0]) == kind, named=True)[name] or 0)


def test_nobody_is_joined_with_somebody_else(scores: Scores) -> None:
    assert _share(scores[0].by_kind, "all", "precision") == 1


def test_one_number_on_agreeing_rows_is_one_person(scores: Scores) -> None:
    assert _share(scores[0].by_kind, "same_number", "recall") == 1


def test_second_rows_without_that_number_are_found(scores: Scores) -> None:
    assert _share(scores[0].by_kind, "all", "recall") >= 0.93


def test_addresses_in_words_find_their_dwelling(scores: Scores) -> None:
    assert _share(scores[1], "all", "precision") == 1
    assert _share(scores[1], "all", "recall") >= 0.95


def test_an_address_without_its_room_or_its_house_finds_none(scores: Scores) -> None:
    never = scores[1].filter(pl.col("form").is_in(["room_missing", "not_in_directory"]))
    assert never.height == 2
    assert never["found"].sum() == 0
