"""Published residents under a new pseudonym key: one publication that changes `resident_key` alone.

Belongs here: contents and the table `resident`. Does not belong here: what the keys are
(`registry/identity/new_key.py`).
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl
import sqlalchemy as sa

from assets.publication.store import schema
from assets.publication.store.database import Database
from assets.publication.upkeep.remains import finish
from assets.publication.upkeep.rewriting import NOTHING, rewrite_published
from assets.registry.identity.new_key import rekeyed

_TABLE = schema.resident


def rekey_published(
    database: Database, snapshots: Path, keys: Mapping[str, str], run_id: str, now: str
) -> int | None:
    """Replace every published resident_key, of all intervals; None when all are new already."""

    def change(_day: date, _name: str, frame: pl.DataFrame) -> pl.DataFrame:
        return rekeyed(frame, keys) if "resident_key" in frame.columns else frame

    def edit(connection: sa.Connection, _number: int) -> int | None:
        before = database.read(connection, sa.select(*_TABLE.columns))
        after = rekeyed(before, keys)
        if after.equals(before):
            return None
        connection.execute(sa.delete(_TABLE))
        database.insert(connection, _TABLE, after)
        return 0

    tables = [_TABLE, *schema.STAGED.values()]
    number = rewrite_published(database, snapshots, change, edit, run_id, now, tables, NOTHING)
    finish(database)
    return number
