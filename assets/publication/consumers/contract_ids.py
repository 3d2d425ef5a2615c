"""Ids as one contract has them: a permutation of ours under a key of its own. Pure.

Belongs here: the permutation and its way back, and the columns that hold ids. Does not belong here: where
keys are kept (`places.py`).

Ids of two contracts, or of one and ours, can be joined by nobody without the key, and neither their order nor
their gaps say anything. They are whole numbers below 2^52, which every language holds exactly; one contract
has the same id for the same subject for ever. A permutation never gives two subjects one id.
"""

import hashlib
import hmac
from collections.abc import Mapping

import polars as pl

KINDS: Mapping[str, str] = {
    **{
        f"{kind}_id": kind
        for kind in ("resident", "household", "dwelling", "building", "compound", "committee")
    },
    "case_number": "case",
}
"""Columns that hold the id of a subject, and of which kind."""
BY_SUBJECT = "subject_id"
"""The column whose kind stands beside it, in `subject`."""
CASE_CODE = "case_id"
"""A case as its source calls it: a contract has a keyed name instead."""
_HALF, _MASK, _ROUNDS = 26, (1 << 26) - 1, 4
_CODE_BYTES = 10


def permuted(key: bytes, kind: str, number: int) -> int:
    """The id that a contract with this key has for one of ours."""
    left, right = number >> _HALF, number & _MASK
    for turn in range(_ROUNDS):
        left, right = right, left ^ _mixed(key, kind, turn, right)
    return left << _HALF | right


def restored(key: bytes, kind: str, number: int) -> int:
    """Our id for one that a contract with this key has."""
    left, right = number >> _HALF, number & _MASK
    for turn in reversed(range(_ROUNDS)):
        left, right = right ^ _mixed(key, kind, turn, left), left
    return left << _HALF | right


def keyed_code(key: bytes, code: str) -> str:
    """The name that a contract with this key has for a source's code of a case."""
    return hmac.digest(key, code.encode(), "sha256")[:_CODE_BYTES].hex()


def keyed(key: bytes, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with every id, and every source's code of a case, as the contract has it."""
    columns = {name: _permuted(key, kind, rows[name]) for name, kind in KINDS.items() if name in rows.columns}
    if BY_SUBJECT in rows.columns:
        columns[BY_SUBJECT] = _by_subject(key, rows)
    if CASE_CODE in rows.columns:
        codes = rows[CASE_CODE]
        names = {code: keyed_code(key, code) for code in codes.drop_nulls().unique()}
        columns[CASE_CODE] = codes.replace_strict(names, return_dtype=pl.String)
    return rows.with_columns(**columns)


def _by_subject(key: bytes, rows: pl.DataFrame) -> pl.Series:
    """`subject_id`, each under the kind that its row names."""
    numbered = rows.select("subject", BY_SUBJECT).unique().drop_nulls()
    names = [permuted(key, kind, number) for kind, number in numbered.iter_rows()]
    return rows.select("subject", BY_SUBJECT).join(
        numbered.with_columns(named=pl.Series(names, dtype=pl.Int64)),
        on=["subject", BY_SUBJECT], how="left", maintain_order="left",
    )["named"]  # fmt: skip


def _permuted(key: bytes, kind: str, ids: pl.Series) -> pl.Series:
    numbers = ids.drop_nulls().unique()
    names = pl.Series([permuted(key, kind, number) for number in numbers], dtype=pl.Int64)
    return ids.replace_strict(numbers, names, default=None, return_dtype=pl.Int64)


def _mixed(key: bytes, kind: str, turn: int, half: int) -> int:
    person = f"{kind}{turn}".encode()
    digest = hashlib.blake2b(half.to_bytes(4, "big"), digest_size=4, key=key, person=person).digest()
    return int.from_bytes(digest, "big") & _MASK
