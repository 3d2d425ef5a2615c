"""Rows of a published table as one contract has them: which, and what of them. Pure.

Belongs here: the function from published rows to a consumer's rows, the same for a table as it is and for the
lines of a difference, so that a copy kept by differences equals one taken anew. Does not belong here: keeping
it (`copies.py`).

A row is judged by its own columns alone, by what they are called, so a published table that is new is judged
like all others: `tag_code` and `label_code` by the contract's codes, `committee_code`, `street_code` and
`area_code` by its area, `is_under_14`, `status`, `valid_to`.
"""

import hashlib
from collections.abc import Callable

import numpy as np
import polars as pl
import sqlalchemy as sa

from assets.publication.consumers.contract_ids import OwnIds
from assets.publication.consumers.own_sets import SET, OwnSets
from assets.publication.consumers.terms import Terms, shows_history
from assets.reports.community import community

_STREET = 9
_AREAS = ("committee_code", "street_code", "area_code")
_CODE = r"^([MD]\d{3,6}|P\d{4})$"
_MODULUS = 2**60


def shown(
    terms: Terms, ids: OwnIds, table: sa.Table, rows: pl.DataFrame, sets: OwnSets | None = None
) -> pl.DataFrame:
    """The rows that the contract lets through, in its columns, every id its own. `rows`: all columns.

    Args:
        terms: the contract's.
        ids: its own, as they are known so far.
        table: the published one.
        rows: of it, with all columns.
        sets: the contract's own sets of undecided tags, for rows that name one.
    """
    if SET in table.c:
        assert sets is not None, "rows that name a set are judged by it"
        rows = sets.named_in(rows)
    conditions = [condition for rule in _RULES if (condition := rule(terms, table)) is not None]
    seen = rows.filter(conditions) if conditions else rows
    return ids.keyed(seen.select(terms.tables[table.name]))


def checksum(rows: pl.DataFrame) -> int:
    """What the rows of a copy add up to: each row's first 60 bits of the SHA-256 of its columns, modulo 2^60.

    Columns are joined by `|` in the order of the copy, null as nothing, dates as ISO text, true as 1, false
    as 0.
    """
    texts = [
        pl.col(name).cast(pl.Int8 if kind == pl.Boolean else kind).cast(pl.String).fill_null("")
        for name, kind in rows.schema.items()
    ]
    joined = rows.select(text=pl.concat_str(texts, separator="|").cast(pl.Binary))["text"]
    digests = b"".join(hashlib.sha256(text).digest() for text in joined)
    # A sum of 64 bits that runs over is still right modulo 2^60.
    return int((np.frombuffer(digests, ">u8")[::4] >> 4).sum(dtype=np.uint64)) % _MODULUS


def _now(terms: Terms, table: sa.Table) -> pl.Expr | None:
    if "valid_to" not in table.c or shows_history(table, terms.history):
        return None
    return pl.col("valid_to").is_null()


def _undisputed(_terms: Terms, table: sa.Table) -> pl.Expr | None:
    return pl.col("status").ne_missing("disputed") if "status" in table.c else None


def _of_its_tags(terms: Terms, table: sa.Table) -> pl.Expr | None:
    if "tag_code" in table.c:
        codes = terms.counted if "count" in table.c else (*terms.tags, *terms.labels)
        return pl.col("tag_code").is_in(codes)
    if "item" in table.c:  # a code, or a fact about an area
        codes = (*terms.counted, *terms.labels)
        # A gap tells how many have a tag.
        apart = set(terms.tags).difference(terms.counted)
        gaps = [f"gap:{gap.code}" for gap in community().gaps if gap.want in apart]
        is_fact = ~pl.col("item").str.contains(_CODE) & ~pl.col("item").is_in(gaps)
        return pl.col("item").is_in(codes) | is_fact
    return None


def _of_its_labels(terms: Terms, table: sa.Table) -> pl.Expr | None:
    if "label_code" not in table.c:
        return None
    unlabelled = pl.col("label_code").is_null() & terms.sees_unlabelled
    return pl.col("label_code").is_in(terms.labels) | unlabelled


def _in_its_area(terms: Terms, table: sa.Table) -> pl.Expr | None:
    there = [name for name in _AREAS if name in table.c]
    if not terms.area or not there:
        return None
    inside = [
        pl.col(name).is_in(terms.area) | pl.col(name).str.slice(0, _STREET).is_in(terms.area)
        for name in there
    ]
    return pl.any_horizontal(inside).fill_null(False)


def _old_enough(terms: Terms, table: sa.Table) -> pl.Expr | None:
    """People under 14 only where a purpose covers them; who may be one where no column tells, likewise."""
    if "is_under_14" in table.c:
        young = pl.col("is_under_14").fill_null("resident_id" in table.c)
    elif "resident_id" in table.c:
        young = pl.lit(True)
    elif "subject_id" in table.c:
        young = (pl.col("subject") == "resident").fill_null(False)
    else:
        return None
    if "tag_code" in table.c:
        return ~young | pl.col("tag_code").is_in(terms.tags_of_children)
    return None if terms.sees_children else ~young


_RULES: tuple[Callable[[Terms, sa.Table], pl.Expr | None], ...] = (
    _now, _undisputed, _of_its_tags, _of_its_labels, _in_its_area, _old_enough,
)  # fmt: skip
