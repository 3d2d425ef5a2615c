"""The way back (反哺): which code of a system of origin each subject of a contract has.

Belongs here: working out and keeping `crosswalk` in the places of contracts that are entitled to it. Does not
belong here: files made of it (`return_files.py`), who is entitled (`tag_rules/consumers.yaml`).

The published tables know no source's code, and neither does anybody else: codes stand in the register, and of
the subjects that an entitled contract's own tables name, in its own place. Whoever leaves these tables (area,
age, retention, erasure) leaves the crosswalk with them.
"""

from collections.abc import Collection, Mapping
from typing import Any

import polars as pl
import sqlalchemy as sa

from assets.publication.consumers.contract_ids import BY_SUBJECT, KINDS, OwnIds
from assets.publication.consumers.copies import Copy
from assets.publication.consumers.places import contracts, left_if_locked, opened
from assets.publication.consumers.terms import Terms
from assets.publication.store.base import read_base
from assets.publication.store.database import Database

CODES: Mapping[str, tuple[str, str]] = {
    "resident": ("residents", "person_code"),
    "household": ("households", "household_code"),
    "dwelling": ("dwellings", "dwelling_code"),
    "building": ("buildings", "building_code"),
    "compound": ("compounds", "compound_code"),
}
"""By kind of subject: the canonical table and column of its source's code."""
_COLUMNS = ("system", "subject", "subject_id", "code")


def crosswalk_of(
    seen: pl.DataFrame, codes: pl.DataFrame, systems: Mapping[str, Collection[str]], terms: Terms
) -> pl.DataFrame:
    """The rows of a crosswalk: of the subjects seen, those of which the contract's system has a code. Pure.

    Args:
        seen: subject, subject_id as the contract has them.
        codes: subject, code, subject_id likewise.
        systems: by kind of subject, the systems that name it: those of one table share their codes.
        terms: the contract's, with the system and the kinds of subjects whose codes it is entitled to.
    """
    system = terms.way_back
    kinds = [kind for kind, of in systems.items() if system in of and kind in terms.codes_of]
    named = codes.filter(pl.col("subject").is_in(kinds))
    joined = seen.unique().join(named, on=["subject", "subject_id"])
    return joined.select(pl.lit(system).alias("system"), "subject", "subject_id", "code").sort(_COLUMNS)


def keep_crosswalks(
    database: Database, codes: pl.DataFrame, systems: Mapping[str, Collection[str]]
) -> dict[str, int]:
    """Bring the crosswalk of every entitled contract to what its tables name; returns the rows of each.

    Args:
        codes: every code there is: subject, code, subject_id (ours).
        systems: by kind of subject, the systems that name it: those of one table share their codes.
    """
    kept = {}
    with database.transaction() as connection:
        base = read_base(connection)
        for contract in contracts(connection):
            if contract.terms.way_back is None:
                continue
            with (
                left_if_locked(database, contract.terms.name),
                opened(database, connection, contract) as copy,
            ):
                if copy.is_at(base):
                    theirs = OwnIds(contract.key).keyed(codes)
                    wanted = crosswalk_of(_seen(copy), theirs, systems, contract.terms)
                    _replace(copy, wanted)
                    kept[contract.terms.name] = wanted.height
    return kept


def _seen(copy: Copy) -> pl.DataFrame:
    """Every subject that a table of the place names: subject, subject_id."""
    parts = [pl.DataFrame(schema={"subject": pl.String, "subject_id": pl.Int64})]
    for table in copy.layout.rows.values():
        named: list[tuple[sa.ColumnElement[Any], sa.Column[Any]]] = [
            (sa.literal(kind), table.c[name]) for name, kind in KINDS.items() if name in table.c
        ]
        if BY_SUBJECT in table.c:
            named.append((table.c.subject, table.c[BY_SUBJECT]))
        for kind, number in named:
            query = sa.select(sa.cast(kind, sa.Text).label("subject"), number.label("subject_id")).distinct()
            parts.append(copy.database.read(copy.connection, query.where(number.is_not(None))))
    return pl.concat(parts).unique()


def _replace(copy: Copy, wanted: pl.DataFrame) -> None:
    """Write the difference, so that nothing is rewritten on a night on which nothing changed."""
    table = copy.layout.crosswalk
    there = copy.database.read(copy.connection, sa.select(table)).select(_COLUMNS)
    going = there.join(wanted, on=_COLUMNS, how="anti")
    if going.height:
        same = [table.c[name] == sa.bindparam(f"key_{name}") for name in _COLUMNS]
        bound = going.rename({name: f"key_{name}" for name in _COLUMNS})
        copy.connection.execute(sa.delete(table).where(*same), bound.to_dicts())
    copy.database.insert(copy.connection, table, wanted.join(there, on=_COLUMNS, how="anti"))
