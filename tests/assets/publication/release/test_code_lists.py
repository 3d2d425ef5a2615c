"""What is published as a code has a title in both languages."""

import re

import polars as pl
import pytest

from assets.intake.mappings.loading import MAPPINGS, load_mappings
from assets.publication.release.code_lists import code_lists
from assets.publication.store import schema
from assets.publication.store.coded_columns import list_of
from assets.reports.committee_profile import FACTS, SERVICES, SURVEY
from tag_rules.engine.tag_values import tag_values
from tests.shipped import shipped_rules

PROFILE = pl.DataFrame({"item": ["request:parks_office", "residents"]})


RULES = shipped_rules()


@pytest.fixture(scope="module")
def lists() -> dict[str, dict[str, tuple[str, str]]]:
    made = code_lists(RULES, load_mappings(MAPPINGS), PROFILE)
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for name, code, zh, en, _ in made.iter_rows():
        found.setdefault(name, {})[code] = (zh, en)
    return found


def test_every_column_that_says_it_holds_codes_of_a_list_has_that_list(lists) -> None:
    named = {
        list_of(table.name, column.name)
        for table in schema.PUBLISHED_TABLES
        for column in table.columns
        if list_of(table.name, column.name)
    }
    assert named <= set(lists)


def test_every_value_that_a_shipped_tag_can_have_is_written_in_chinese(lists) -> None:
    words = {word for each in tag_values(RULES).values() for word in each.words}
    assert {word for word in words if not re.search(r"[\u4e00-\u9fff]", lists["tag_value"][word][0])} == set()


def test_items_of_profiles_have_titles_and_an_unknown_department_has_its_own_code(lists) -> None:
    items = lists["profile_item"]
    wanted = {*FACTS, *(f"missing:{name}" for name in (SURVEY, *SERVICES.values()))}
    assert wanted <= set(items) | {"missing:stairwell_leaders"}
    assert items["request:housing_administration"] == (
        "向房管局的约请",
        "Requests to: Housing Administration Bureau",
    )
    assert lists["department"]["parks_office"] == ("parks_office", "parks office")


def test_the_categories_of_problems_are_nine(lists) -> None:
    assert sorted(lists["problem_category"]) == [f"P0{number}" for number in range(1, 10)]


def test_every_shipped_tag_whose_value_is_a_number_has_a_unit(lists) -> None:
    numbered = {code for code, values in tag_values(RULES).items() if values.range is not None}
    assert set(lists["tag_unit"]) == numbered
