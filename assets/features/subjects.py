"""The features of all seven kinds of subject, from the registry's frames.

Belongs here: what is shared between subjects, worked out once, pure. Does not belong here: a subject's own
columns (a module each), or which source is too old (`staleness.py`).
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

from assets.features.building import building_features
from assets.features.case import case_features
from assets.features.committee import committee_features
from assets.features.compound import compound_features
from assets.features.dwelling import dwelling_features
from assets.features.household import household_features, household_members
from assets.features.people import living_here
from assets.features.resident import resident_features
from tag_rules.engine.model import SUBJECTS, Feature

REGISTRY = (*SUBJECTS, "roll", "visit", "survey", "volunteer", "inspection", "request")
"""The registry frames that features are made from."""


def every_feature(
    registry: Mapping[str, pl.DataFrame], catalogue: Mapping[str, Mapping[str, Feature]], as_of: date
) -> dict[str, pl.DataFrame]:
    """Return the frame features/<subject> (data model, section 3) of each subject, all sources taken as good.

    Args:
        registry: the frames of `REGISTRY`, by name.
        catalogue: by subject, the features of `tag_rules/features.yaml`.
        as_of: the snapshot date.

    """
    people = living_here(registry["resident"], registry["roll"], catalogue["resident"].values(), as_of)
    members = household_members(people)
    return {
        "resident": resident_features(registry, members, catalogue["resident"], as_of),
        "household": household_features(registry, members, as_of),
        "dwelling": dwelling_features(registry, people),
        "building": building_features(registry, people),
        "compound": compound_features(registry, people),
        "committee": committee_features(registry, people, as_of),
        "case": case_features(registry, as_of),
    }
