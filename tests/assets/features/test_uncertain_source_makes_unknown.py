"""What a source says of a subject is unknown while a refused row of it names the subject; of no other."""

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from assets.features.resident import FROM_HOUSEHOLD
from assets.features.staleness import null_where_uncertain
from tests.assets.features.conftest import RULES, of_rows

COUPLE = [("residences", "household", 1)]


@pytest.fixture
def uncertain() -> Callable[..., list[dict]]:
    """Features of a kind of subject as rows, with what is uncertain (source, subject, id)."""

    def make(subject: str, *named: tuple[str, str, int], **rows: list[dict]) -> list[dict]:
        frame = of_rows(**rows)[subject]
        named = pl.DataFrame(
            named, schema={"source": pl.String, "subject": pl.String, "subject_id": pl.Int64}, orient="row"
        )
        home = pl.DataFrame({"resident_id": [1, 2], "household_id": [1, 2]})
        return null_where_uncertain(
            frame,
            RULES.features[subject],
            subject,
            named,
            home,
            FROM_HOUSEHOLD if subject == "resident" else (),
        ).to_dicts()

    return make


def test_nobody_knows_how_many_live_in_a_household_that_a_refused_residence_names(uncertain) -> None:
    (household,) = uncertain("household", *COUPLE)
    counted = ("residents", "residents_60_plus", "generations", "oldest_birth_date", "area_per_resident")
    assert [household[name] for name in counted] == [None] * 5
    assert household["household_type"] == "family"


def test_nor_does_anybody_who_lives_there_know_it_but_where_they_live_themselves(uncertain) -> None:
    (resident,) = uncertain("resident", *COUPLE)
    assert (resident["household_residents"], resident["household_oldest_birth_date"]) == (None, None)
    assert resident["lives_here"] is True


def test_a_refused_residence_of_their_own_leaves_open_where_they_live(uncertain) -> None:
    (resident,) = uncertain("resident", ("residences", "resident", 1))
    assert (resident["lives_here"], resident["matched_to_household"]) == (None, None)
    assert resident["birth_date"] == date(1940, 5, 1)


def test_a_refused_visit_leaves_open_when_the_household_was_visited_last(uncertain) -> None:
    (household,) = uncertain("household", ("visits", "household", 1))
    assert (household["last_visit_on"], household["visits_last_365_days"]) == (None, None)
    assert household["residents"] == 1


def test_others_are_certain(uncertain) -> None:
    (household,) = uncertain("household", ("residences", "household", 2), ("visits", "resident", 1))
    assert (household["residents"], household["last_visit_on"]) == (1, date(2024, 2, 1))


def test_an_entry_of_no_known_level_is_unknown_to_the_resident_and_to_their_households_count(facts) -> None:
    entry = [{"resident_id": 1, "roll": "disability", "level": None}]
    assert facts("resident", roll=entry)[0]["roll_disability"] is None
    assert facts("household", roll=entry)[0]["residents_disabled"] is None
