"""Who belongs to which place, and what happened to whom: what declared facts are counted over.

Belongs here: reading the registry's frames for `tag_rules.engine.facts`, pure. Does not belong here: counting
them.
"""

from collections.abc import Mapping

import polars as pl

from tag_rules.engine.facts.kinds import RECORDS, above
from tag_rules.engine.model import SUBJECTS

LINKED = tuple(subject for subject in SUBJECTS if above(subject))


def links(registry: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return by subject and record the ids of the places above: subject_id of a subject, `<place>_id`.

    A resident belongs where they live: who is only registered somewhere is counted nowhere.
    """
    committees = registry["committee"].select("committee_code", "committee_id")
    found = {}
    for subject in LINKED:
        frame = registry[subject]
        if subject == "resident":
            frame = frame.filter("lives_here")
        placed = frame.join(committees, on="committee_code", how="left", maintain_order="left")
        places = [f"{place}_id" for place in above(subject)]
        found[subject] = placed.select(pl.col(f"{subject}_id").alias("subject_id"), *places)
    requests = registry["request"].join(committees, on="committee_code", how="left", maintain_order="left")
    inspected = pl.col("subject").cast(pl.String)
    return found | {
        "visit": registry["visit"].select("household_id", "building_id", "compound_id"),
        "volunteer": registry["volunteer"].select("resident_id"),
        "request": requests.select("committee_id"),
        "inspection": registry["inspection"].select(
            pl.when(inspected == place).then("subject_id").alias(f"{place}_id")
            for place in ("building", "compound")
        ),
    }


def records(registry: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return the rows of `RECORDS` by name, row by row as `links` has them; closed lists as texts."""
    return {
        name: registry[name].select(
            pl.col(column).cast(pl.String) if kind == "String" else pl.col(column)
            for column, kind in record.columns.items()
        )
        for name, record in RECORDS.items()
    }
