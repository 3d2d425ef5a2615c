import polars as pl
import pytest

from tag_rules.engine.evaluate import evaluate, schema
from tests.one_date import DAY, OneDate
from tests.shipped import shipped_rules

RULES = shipped_rules()
FIRST = {
    "subject_id": pl.Int64(),
    **dict.fromkeys(("street_code", "grid_code", "committee_code"), pl.String()),
}


@pytest.fixture
def frames(one_date: OneDate) -> dict[str, pl.DataFrame]:
    return one_date.frames


@pytest.mark.parametrize("subject", ["resident", "household"])
def test_columns_and_types_are_those_of_the_catalogue(frames: dict[str, pl.DataFrame], subject: str) -> None:
    found = frames[f"features/{subject}"]
    assert dict(found.schema) == {**FIRST, **schema(RULES, subject)}
    assert found.columns[:4] == list(FIRST)


@pytest.mark.parametrize("subject", ["resident", "household"])
def test_every_subject_of_the_registry_has_one_row(frames: dict[str, pl.DataFrame], subject: str) -> None:
    ids = frames[f"registry/{subject}"][f"{subject}_id"]
    assert frames[f"features/{subject}"]["subject_id"].to_list() == ids.unique().sort().to_list()


@pytest.mark.parametrize("subject", ["resident", "household"])
def test_the_rules_accept_them(frames: dict[str, pl.DataFrame], subject: str) -> None:
    assert evaluate(RULES, subject, frames[f"features/{subject}"], DAY).height > 0
