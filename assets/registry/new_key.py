"""A new pseudonym key: what every resident_key becomes under it. Pure.

Belongs here: old keys to new ones from documents, and rewriting columns by them. Does not belong here:
reading or replacing the key's file (`pseudonym.py`), which tables have the column
(`pipelines/upkeep/new_key.py`).
"""

from collections.abc import Iterable, Mapping

import polars as pl

from assets.registry.pseudonym import resident_keys


def keys_under(old: bytes, new: bytes, residents: Iterable[pl.DataFrame]) -> dict[str, str]:
    """Return new key by old key of every document in canonical `residents` frames.

    New keys stand for themselves too, so that rewriting again changes nothing.
    """
    found: dict[str, str] = {}
    for frame in residents:
        documents = frame.select("id_type", "id_value").drop_nulls().unique()
        before, after = (
            resident_keys(secret, documents["id_type"], documents["id_value"]) for secret in (old, new)
        )
        found |= dict(zip(before, after, strict=True)) | dict(zip(after, after, strict=True))
    return found


def rekeyed(frame: pl.DataFrame, keys: Mapping[str, str]) -> pl.DataFrame:
    """The frame with resident_key under the new key; null where no document tells it."""
    old = pl.Series("resident_key", list(keys), dtype=pl.String)
    new = pl.Series(list(keys.values()), dtype=pl.String)
    return frame.with_columns(
        pl.col("resident_key").replace_strict(old, new, default=None, return_dtype=pl.String)
    )
