"""What the database publishes at one moment: the base that everything new is worked out on.

Belongs here: reading it. Does not belong here: comparing a staged version with it (`release/gate.py`).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from assets.publication.store import schema


@dataclass(frozen=True)
class Base:
    """What the database publishes at one moment: its newest publication and the content of each date."""

    publication_id: int
    content: Mapping[date, str]

    @property
    def content_hash(self) -> str:
        """One hash of all published contents; equal exactly when all dates are."""
        text = "\n".join(f"{day} {digest}" for day, digest in sorted(self.content.items()))
        return hashlib.sha256(text.encode()).hexdigest()


def read_base(connection: sa.Connection) -> Base:
    """The base on which a version is staged, and against which publishing compares."""
    newest = connection.scalar(sa.select(sa.func.max(schema.publication.c.publication_id)))
    return Base(
        newest or 0, {row[0]: row[1] for row in connection.execute(sa.select(schema.published_snapshot))}
    )
