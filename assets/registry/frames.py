"""All frames of the registry for one date, from canonical tables and ids.

Belongs here: the order in which they are made from each other, pure. Does not belong here: giving ids
(`identity`), what a frame holds (a module each).
"""

from collections.abc import Container, Mapping
from datetime import date

import polars as pl

from assets.registry.cases import cases
from assets.registry.matched_dwellings import effective_dwellings, matched_dwellings
from assets.registry.person_records import documents, person_records
from assets.registry.place_records import place_records
from assets.registry.places import places
from assets.registry.residents import residents
from assets.registry.uncertain_subjects import uncertain_subjects


def registry_frames(
    tables: Mapping[str, pl.DataFrame],
    persons: pl.DataFrame,
    id_of_code: pl.DataFrame,
    whole: Container[str],
    refused: pl.DataFrame,
    as_of: date,
) -> dict[str, pl.DataFrame]:
    """Return the frames of the data model's section 2 by name, but the register itself.

    Args:
        tables: the canonical tables, by name.
        persons: of `same_person.persons`.
        id_of_code: of `register.known_ids`.
        whole: the sources whose export is complete.
        refused: the table refused_subject.
        as_of: the snapshot date.

    """
    homes = matched_dwellings(tables, effective_dwellings(tables["dwelling_decisions"]))
    frames = places({**tables, "households": homes.households}, id_of_code, refused)
    carried = documents(tables, id_of_code, persons)
    uncertain_subject = uncertain_subjects(refused, carried, tables["residences"], id_of_code)
    return frames | {
        "dwelling_candidate": homes.candidates,
        "resident": residents(tables, persons, id_of_code, frames, refused, as_of),
        "case": cases(tables, id_of_code, frames, whole),
        "uncertain_subject": uncertain_subject,
        **person_records(tables, carried, refused, uncertain_subject, id_of_code, frames["household"], as_of),
        **place_records(tables, id_of_code, frames["committee"]),
    }
