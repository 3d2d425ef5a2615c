from pathlib import Path

import polars as pl
import pytest

from assets.intake.intake import take_in
from assets.intake.sample_district import write_sample

from datetime import date  # isort: skip

from assets.features.household import household_features
from assets.features.resident import resident_features
from assets.registry.entries import entries
from assets.registry.identity import empty_register, extend_register
from assets.registry.places import places
from assets.registry.pseudonym import resident_keys
from assets.registry.residents import residents
from tag_rules.engine.evaluate import schema
from tag_rules.engine.loader import load_rules

DAY = date(2024, 3, 2)
RULES = Path(__file__).parents[3] / "tag_rules"
FIRST = pl.Schema(
    {"subject_id": pl.Int64, "street_code": pl.String, "grid_code": pl.String, "committee_code": pl.String}
)


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    """Features of the sample district, from its export on."""
    folder = tmp_path_factory.mktemp("landing")
    write_sample(folder, 0.003)
    taken = take_in(folder / str(DAY), DAY)
    tables, people = taken.tables, taken.tables["residents"]
    keys = resident_keys(bytes(32), people["id_type"], people["id_value"])
    committees = tables["divisions"].filter(pl.col("level") == "committee")
    seen = {
        "resident": pl.DataFrame({"source_code": people["person_code"], "resident_key": keys}),
        "committee": committees.select(source_code="division_code"),
    }
    for subject in ("household", "dwelling", "building", "compound"):
        seen[subject] = tables[f"{subject}s"].select(source_code=f"{subject}_code")
    register = extend_register(empty_register(), seen, DAY)
    frames = places(tables, register)
    frames["resident"] = residents(tables, keys, register, frames["household"], DAY)
    frames |= entries(tables, register, frames["household"], DAY)
    return {
        "resident": resident_features(frames, taken.source_status, DAY),
        "household": household_features(frames, taken.source_status, DAY),
        "people": frames["resident"],
    }


@pytest.mark.parametrize("subject", ["resident", "household"])
def test_columns_and_types_are_those_of_the_catalogue(
    computed: dict[str, pl.DataFrame], subject: str
) -> None:
    wanted = {**FIRST, **schema(load_rules(RULES), subject)}
    assert {name: kind for name, kind in computed[subject].schema.items() if name in wanted} == wanted
    assert computed[subject].columns[:4] == list(FIRST)


def test_every_resident_has_one_row(computed: dict[str, pl.DataFrame]) -> None:
    assert computed["resident"]["subject_id"].to_list() == sorted(computed["people"]["resident_id"].unique())
