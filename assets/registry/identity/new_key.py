"""A new pseudonym key: what every resident_key becomes under it. Pure.

Belongs here: old keys to new ones from documents, and rewriting columns by them. Does not belong here:
reading or replacing the key's file (`pseudonym.py`), which tables have the column
(`pipelines/upkeep/new_key.py`).
"""

from collections.abc import Iterable, Mapping

import polars as pl

from assets.registry.identity.observed_codes import attributes_of
from assets.registry.identity.pseudonym import evidence_of, resident_keys


def keys_under(old: bytes, new: bytes, residents: Iterable[pl.DataFrame]) -> dict[str, str]:
    """Return new key by old key of every document in canonical `residents` frames, and so of all evidence.

    New ones stand for themselves too, so that rewriting again changes nothing.
    """
    new_of_old: dict[str, str] = {}
    for frame in residents:
        people = frame.drop_nulls("id_value")
        people = people.select("id_type", "id_value", attributes=attributes_of()).unique()
        keys = [resident_keys(secret, people["id_type"], people["id_value"]) for secret in (old, new)]
        evidence = [
            evidence_of(secret, key, people["attributes"])
            for secret, key in zip((old, new), keys, strict=True)
        ]
        for before, after in (keys, evidence):
            pairs = [pair for pair in zip(before, after, strict=True) if None not in pair]
            new_of_old |= dict(pairs) | {after: after for _, after in pairs}
    return new_of_old


def rekeyed(frame: pl.DataFrame, keys: Mapping[str, str]) -> pl.DataFrame:
    """The frame with resident_key and evidence under the new key; null where no document tells it."""
    old = pl.Series("resident_key", list(keys), dtype=pl.String)
    new = pl.Series(list(keys.values()), dtype=pl.String)
    return frame.with_columns(
        pl.col(name).replace_strict(old, new, default=None, return_dtype=pl.String)
        for name in ("resident_key", "evidence")
        if name in frame.columns
    )
