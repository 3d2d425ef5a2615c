"""Sets of undecided tags as one contract has them: its own tags alone, under numbers of its own. Pure.

Belongs here: what a published set is to a contract. Does not belong here: whose set it is (`shown_rows.py`).
A published number is that of all tags of a set, and would tell of those that the contract does not have.
"""

import hmac
from functools import cached_property

import polars as pl

from assets.publication.consumers.terms import Terms

SET, SETS, UNDECIDED = "set_number", "undecided_set", "undecided_subject"
_BYTES, _UNUSED_BITS = 7, 4  # 52 bits


class OwnSets:
    """The sets of one contract."""

    def __init__(self, terms: Terms, key: bytes, published: pl.DataFrame) -> None:
        """Name the published sets: set_number, tag_code."""
        self._terms, self._key = terms, key
        self._published = published.filter(pl.col("tag_code").is_in(terms.tags))

    def named_in(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows that name a set with a tag of the contract, by its own number.

        Of somebody under 14, or of a resident whose age nobody knows, only tags that it may have of children.
        """
        young = pl.col("is_under_14").fill_null(pl.col("subject") == "resident")
        named = rows.with_columns(is_young=young).join(self._numbers, on=[SET, "is_young"])
        return named.with_columns(pl.col("own").alias(SET)).select(rows.columns)

    @cached_property
    def members(self) -> pl.DataFrame:
        """Every set that a row of the contract may name: its own set_number, tag_code."""
        lists = self._numbers.select(pl.col("own").alias(SET), tag_code="tags").unique(SET)
        return lists.explode("tag_code").sort(SET, "tag_code")

    @cached_property
    def _numbers(self) -> pl.DataFrame:
        of_children = self._published.filter(pl.col("tag_code").is_in(self._terms.tags_of_children))
        kinds = ((False, self._published), (True, of_children))
        lists = pl.concat(
            sets.group_by(SET)
            .agg(tags=pl.col("tag_code").unique().sort())
            .with_columns(is_young=pl.lit(is_young))
            for is_young, sets in kinds
        )
        own = [self._number(tags) for tags in lists["tags"]]
        return lists.with_columns(own=pl.Series(own, dtype=pl.Int64))

    def _number(self, tags: pl.Series) -> int:
        digest = hmac.digest(self._key, f"set {' '.join(tags)}".encode(), "sha256")
        return int.from_bytes(digest[:_BYTES], "big") >> _UNUSED_BITS
