"""Sets of undecided tags as they are published: numbered by what is in them, alike on every date. Pure.

Belongs here: the number of a set, and who is undecided about which. Does not belong here: how outcomes are
kept in the lake (`assets/tagging/outcome_encoding.py`), whose numbers mean nothing on another date.
"""

import hashlib
from collections.abc import Sequence

import polars as pl

_BITS = 52
"""Every language holds whole numbers of so many bits exactly."""


def set_number(codes: Sequence[str]) -> int:
    """The number of a set of tags: the first 52 bits of the SHA-256 of its codes, sorted, with blanks."""
    digest = hashlib.sha256(" ".join(sorted(codes)).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - _BITS)


def numbered(sets: pl.DataFrame) -> pl.DataFrame:
    """A date's sets: undecided_set (of the lake), set_number, tag_codes (a sorted list); one row per set.

    Args:
        sets: the frame undecided_set.
    """
    lists = sets.group_by("undecided_set").agg(tag_codes=pl.col("tag_code").unique().sort())
    numbers = [set_number(codes) for codes in lists["tag_codes"]]
    return lists.with_columns(set_number=pl.Series(numbers, dtype=pl.Int64))


def members(sets: pl.DataFrame) -> pl.DataFrame:
    """The rows of the published table `undecided_set`: set_number, tag_code, each once, sorted."""
    rows = numbered(sets).select("set_number", tag_code="tag_codes").unique("set_number").explode("tag_code")
    return rows.drop_nulls().sort("set_number", "tag_code")


def undecided_subjects(subjects: pl.DataFrame, sets: pl.DataFrame) -> pl.DataFrame:
    """Who is undecided about anything: subject, subject_id, set_number, street_code, committee_code.

    Args:
        subjects: the frame undecided_subject.
        sets: the frame undecided_set.
    """
    numbers = numbered(sets).select("undecided_set", "set_number")
    one_each = subjects.unique(["subject", "subject_id"], keep="first", maintain_order=True)
    return one_each.join(numbers, on="undecided_set").drop("undecided_set")
