"""All frames of the registry for one date, from canonical tables and the register.

Belongs here: the order in which they are made from each other, pure. Does not belong here: giving ids
(`identity`), what a frame holds (a module each).
"""

from collections.abc import Container, Mapping
from datetime import date

import polars as pl

from assets.registry.cases import cases
from assets.registry.person_records import documents, person_records
from assets.registry.place_records import place_records
from assets.registry.places import places
from assets.registry.residents import residents
from assets.registry.uncertain_subjects import uncertain_subjects


def registry_frames(
    tables: Mapping[str, pl.DataFrame],
    keys: pl.Series,
    register: pl.DataFrame,
    whole: Container[str],
    refused: pl.DataFrame,
    as_of: date,
) -> dict[str, pl.DataFrame]:
    """Return the frames of the data model's section 2 by name, but the register itself.

    keys: resident_key of each row of `residents`. register: with every code of this date in it. whole: the
    sources whose export is complete. refused: the table refused_subject.
    """
    frames = places(tables, register, refused)
    carried = documents(tables, register)
    doubt = uncertain_subjects(refused, carried, register)
    return frames | {
        "resident": residents(tables, keys, register, frames["household"], as_of),
        "case": cases(tables, register, frames, whole),
        "doubt": doubt,
        **person_records(tables, carried, refused, doubt, register, frames["household"], as_of),
        **place_records(tables, register, frames["committee"]),
    }
