"""The asset graph shows for the features of each subject the tables that they are made from, and no other."""

from typing import Any

import polars as pl
import pytest

from assets.features.assets import MADE_FROM
from assets.features.building import building_features
from assets.features.case import case_features
from assets.features.committee import committee_features
from assets.features.compound import compound_features
from assets.features.dwelling import dwelling_features
from assets.features.household import household_features, household_members
from assets.features.people import living_here
from assets.features.resident import resident_features
from assets.features.subjects import REGISTRY
from tag_rules.engine.model import SUBJECTS
from tests.assets.features.conftest import AS_OF, ROWS, RULES, SCHEMAS

CATALOGUE = RULES.features["resident"]


class Recorded(dict[str, pl.DataFrame]):
    """The registry's frames, and which of them were asked for."""

    def __init__(self, frames: dict[str, pl.DataFrame]) -> None:
        super().__init__(frames)
        self.read: set[str] = set()

    def __getitem__(self, table: str) -> Any:
        self.read.add(table)
        return super().__getitem__(table)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_declared_is_what_is_read(subject: str) -> None:
    registry = Recorded({table: pl.DataFrame(ROWS[table], schema=SCHEMAS[table]) for table in REGISTRY})
    if subject == "case":
        case_features(registry, AS_OF)
    else:
        people = living_here(registry["resident"], registry["roll"], CATALOGUE.values(), AS_OF)
        members = household_members(people)
        {
            "resident": lambda: resident_features(registry, members, CATALOGUE, AS_OF),
            "household": lambda: household_features(registry, members, AS_OF),
            "dwelling": lambda: dwelling_features(registry, people),
            "building": lambda: building_features(registry, people),
            "compound": lambda: compound_features(registry, people),
            "committee": lambda: committee_features(registry, people, AS_OF),
        }[subject]()
    declared = {name.removeprefix("registry/") for name in MADE_FROM[subject] if name.startswith("registry/")}
    # What a declared fact is made of stands there too: `from: compound.kind` of a dwelling.
    places = {fact.made.of for fact in RULES.features[subject].values() if fact.made}
    assert registry.read | places <= declared
    assert declared - registry.read - places <= {"uncertain_subject", "inspection"}
