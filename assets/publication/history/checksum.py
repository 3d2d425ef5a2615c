"""Checksums by committee: how a copy of the current tags finds out where it is damaged.

Belongs here: the definition of the checksum, and bringing it forward by the edits of one publish, pure.
Does not belong here: following the feed (`feed.py`).

A row's number is the first 60 bits of the SHA-256 of its columns, joined by `|`, null as nothing. The
checksum of a committee is their sum modulo 2^60, so it can be carried forward without reading all rows again,
and a consumer can work it out in any language. It is against damage, not against forgery.
"""

import hashlib

import polars as pl

from assets.publication.history.timelines import TAG_ASSIGNMENT

# The columns that are hashed, in this order. Copies out there work them out too: they never change.
COLUMNS = (*TAG_ASSIGNMENT.key, "value", "origin", "status", "street_code", "committee_code")
# Stands for the committee of what has none.
NO_COMMITTEE = ""
_MODULUS = 2**60


def checksums(rows: pl.DataFrame) -> pl.DataFrame:
    """Return committee_code, rows, checksum of the current tags; one row per committee that has any."""
    return added_up([_numbered(rows, pl.lit(1))])


def difference(changes: pl.DataFrame) -> pl.DataFrame:
    """What the lasting edits of a publish (`changes` with `change`, without an end) add to each committee.

    Return committee_code, rows, checksum; one row per committee touched, `rows` negative where more went.
    """
    return added_up([_numbered(changes, pl.when(pl.col("change") == "added").then(1).otherwise(-1))])


def added_up(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """The sums of several such frames, by committee."""
    # 128 bits hold the sum of all rows there can be; modulo keeps it positive.
    total = pl.col("checksum").cast(pl.Int128).sum()
    return (
        pl.concat(part.select("committee_code", "rows", "checksum") for part in parts)
        .group_by("committee_code")
        .agg(pl.col("rows").sum(), ((total % _MODULUS + _MODULUS) % _MODULUS).cast(pl.Int64))
        .sort("committee_code")
    )


def _numbered(rows: pl.DataFrame, sign: pl.Expr) -> pl.DataFrame:
    """Return committee_code, rows (1, or -1 for what goes), checksum of each row."""
    joined = pl.concat_str([pl.col(name).cast(pl.String).fill_null("") for name in COLUMNS], separator="|")
    texts = rows.select(text=joined)["text"]
    # Eight bytes less four bits are the first 60 bits.
    numbers = [int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 4 for text in texts]
    return rows.select(
        pl.col("committee_code").fill_null(NO_COMMITTEE),
        rows=sign.cast(pl.Int64),
        checksum=pl.Series(numbers, dtype=pl.Int64) * sign,
    )
