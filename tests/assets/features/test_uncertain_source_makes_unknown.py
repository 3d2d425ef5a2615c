"""What a source says of a subject is unknown while a refused row of it names the subject; of no other."""

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from assets.features.doubt import doubts, null_where_doubted
from assets.features.subjects import REGISTRY
from tests.assets.features.conftest import ROWS, RULES, SCHEMAS, of_rows

COUPLE = [("residences", "household", 1)]


@pytest.fixture
def uncertain() -> Callable[..., list[dict]]:
    """Features of a kind of subject as rows, with what is uncertain (source, subject, id)."""

    def make(subject: str, *named: tuple[str, str, int], **rows: list[dict]) -> list[dict]:
        frame = of_rows(**rows)[subject]
        named = pl.DataFrame(
            named, schema={"source": pl.String, "subject": pl.String, "subject_id": pl.Int64}, orient="row"
        )
        registry = {
            table: pl.DataFrame(rows.get(table, ROWS[table]), schema=SCHEMAS[table]) for table in REGISTRY
        }
        doubted = doubts(named, registry)
        return null_where_doubted(frame, RULES.features, subject, doubted, registry).to_dicts()

    return make


def test_nobody_knows_how_many_live_in_a_household_that_a_refused_residence_names(uncertain) -> None:
    (household,) = uncertain("household", *COUPLE)
    counted = ("residents", "residents_60_plus", "generations", "oldest_birth_date", "area_per_resident")
    assert [household[name] for name in counted] == [None] * 5
    assert (household["household_type"], household["residents_at_least"]) == ("family", 1)


def test_nor_does_anybody_who_lives_there_know_it_but_where_they_live_themselves(uncertain) -> None:
    (resident,) = uncertain("resident", *COUPLE)
    assert (resident["household_residents"], resident["household_oldest_birth_date"]) == (None, None)
    assert (resident["lives_here"], resident["household_type"]) == (True, "family")


def test_nor_how_many_live_in_its_dwelling_but_what_the_dwelling_is(uncertain) -> None:
    (dwelling,) = uncertain("dwelling", *COUPLE)
    assert (dwelling["residents"], dwelling["tenure"], dwelling["compound_kind"]) == (
        None,
        "owner",
        "old_public",
    )


def test_a_building_counts_whoever_is_known(uncertain) -> None:
    (building,) = uncertain("building", *COUPLE)
    assert building["residents"] == 1


def test_a_refused_inspection_leaves_open_what_the_compound_passes_on(uncertain) -> None:
    doubt = ("inspections", "compound", 1)
    (compound,), (dwelling,) = uncertain("compound", doubt), uncertain("dwelling", doubt)
    assert (compound["waterlogging"], compound["micro_renewal"], compound["kind"]) == (
        None,
        None,
        "old_public",
    )
    assert (dwelling["compound_waterlogging"], dwelling["compound_kind"]) == (None, "old_public")


def test_a_refused_request_leaves_open_how_many_a_committee_has(uncertain) -> None:
    (committee,) = uncertain("committee", ("committee_requests", "committee", 1))
    assert (committee["open_requests"], committee["residents"]) == (None, 1)


def test_a_refused_residence_of_their_own_leaves_open_where_they_live(uncertain) -> None:
    (resident,) = uncertain("resident", ("residences", "resident", 1))
    assert (resident["lives_here"], resident["matched_to_household"]) == (None, None)
    assert resident["birth_date"] == date(1940, 5, 1)


def test_a_refused_visit_leaves_open_when_the_household_was_visited_last(uncertain) -> None:
    (household,) = uncertain("household", ("visits", "household", 1))
    assert (household["last_visit_on"], household["visits_last_365_days"]) == (None, None)
    assert household["last_visit_on_at_most"] is None
    assert household["residents"] == 1


def test_others_are_certain(uncertain) -> None:
    (household,) = uncertain("household", ("residences", "household", 2), ("visits", "resident", 1))
    assert (household["residents"], household["last_visit_on"]) == (1, date(2024, 2, 1))


def test_an_entry_of_no_known_level_is_unknown_to_the_resident_and_to_their_households_count(facts) -> None:
    entry = [{"resident_id": 1, "roll": "disability", "level": None}]
    assert facts("resident", roll=entry)[0]["roll_disability"] is None
    assert facts("household", roll=entry)[0]["residents_disabled"] is None
