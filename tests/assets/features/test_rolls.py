"""Rolls are those of the catalogue; adding one takes no Python."""

import polars as pl
import pytest

from assets.features.rolls import roll_columns, unlisted_levels
from tag_rules.engine.model import Feature, Title

FISHING = Feature(
    name="roll_fishing", type="Enum", members=("none", "rod", "net"), title=Title(zh="钓", en="Fishing"),
    sensitivity="general", sources=("fishing", "residents"), roll="fishing",
)  # fmt: skip
RESIDENTS = pl.DataFrame({"resident_id": [3, 5, 9], "resident_key": ["a", "b", None]})


def entry(roll: str, level: str) -> dict[str, object]:
    return {"resident_id": 1, "roll": roll, "level": level}


def shown(*entries: tuple[int, str, str]) -> list[str | None]:
    frame = pl.DataFrame(
        entries, schema={"resident_id": pl.Int64, "roll": pl.String, "level": pl.String}, orient="row"
    )
    (column,) = roll_columns(RESIDENTS, frame, [FISHING])
    assert column.name == FISHING.name and column.dtype == pl.Enum(["none", "rod", "net"])
    return column.to_list()


def test_an_entry_gives_its_level_and_no_entry_gives_none(facts) -> None:
    row = facts("resident")[0]
    assert (row["roll_dibao_level"], row["roll_care_level"]) == ("full", "none")


def test_without_a_document_nobody_can_be_found_on_a_roll(facts, person) -> None:
    row = facts("resident", resident=[person(resident_key=None)], roll=[])[0]
    assert (row["roll_dibao_level"], row["roll_care_level"]) == (None, None)


def test_one_stale_roll_leaves_the_other_known(facts) -> None:
    row = facts("resident", state={"dibao": "late"})[0]
    assert (row["roll_dibao_level"], row["roll_care_level"]) == (None, "none")


def test_any_roll_that_the_catalogue_names_becomes_a_column() -> None:
    assert shown((5, "fishing", "net"), (3, "chess", "rod")) == ["none", "net", None]
    assert shown() == ["none", "none", None]


def test_a_level_that_the_catalogue_does_not_list_is_unknown_and_counted() -> None:
    assert shown((3, "fishing", "boat")) == [None, "none", None]
    entries = pl.DataFrame({"roll": ["fishing", "fishing"], "level": ["boat", "rod"]})
    assert unlisted_levels(entries, [FISHING]).rows() == [("fishing", 1)]


@pytest.mark.parametrize("level", ["visual_1", "mental_4"])
def test_levels_are_those_of_the_catalogue(facts, level: str) -> None:
    assert facts("resident", roll=[entry("disability", level)])[0]["roll_disability"] == level
