"""A new pseudonym key: what every resident_key becomes under it. Pure.

Belongs here: old keys to new ones from documents, and rewriting columns by them. Does not belong here:
reading or replacing the key's file (`pseudonym.py`), which tables have the column
(`pipelines/upkeep/new_key.py`).
"""

from collections.abc import Iterable, Mapping

import polars as pl

from assets.registry.identity.pseudonym import attributes_of, evidence_of, resident_keys
from assets.registry.identity.sights import sights_of


def keys_under(old: bytes, new: bytes, residents: Iterable[pl.DataFrame]) -> dict[str, str]:
    """Return new by old of all that is hashed of people in canonical `residents` frames.

    That is every document's key, every sight, with the number and without it, and all evidence. New ones
    stand for themselves too, so that rewriting again changes nothing.
    """
    new_of_old: dict[str, str] = {}
    for frame in residents:
        columns = ["id_type", "id_value", "name", "sex", "birth_date"]
        people = frame.select(*columns, attributes=attributes_of()).unique()
        for before, after in zip(_hashed(old, people), _hashed(new, people), strict=True):
            pairs = [pair for pair in zip(before, after, strict=True) if None not in pair]
            new_of_old |= dict(pairs) | {after: after for _, after in pairs}
    return new_of_old


def rekeyed(frame: pl.DataFrame, keys: Mapping[str, str]) -> pl.DataFrame:
    """The frame with what is hashed of people under the new key; null where no document tells it."""
    old = pl.Series("resident_key", list(keys), dtype=pl.String)
    new = pl.Series(list(keys.values()), dtype=pl.String)
    return frame.with_columns(
        pl.col(name).replace_strict(old, new, default=None, return_dtype=pl.String)
        for name in ("resident_key", "evidence", "shown")
        if name in frame.columns
    )


def _hashed(secret: bytes, people: pl.DataFrame) -> list[pl.Series]:
    """Return keys, sights with the number, sights without, and evidence of each row."""
    keyed = people.with_columns(resident_keys(secret, people["id_type"], people["id_value"]))
    unnumbered = keyed.with_columns(resident_key=pl.lit(None, pl.String))
    numbered = keyed.drop_nulls("resident_key")
    return [
        keyed["resident_key"],
        sights_of(keyed, secret),
        sights_of(unnumbered, secret),
        evidence_of(secret, numbered["resident_key"], numbered["attributes"]),
    ]
