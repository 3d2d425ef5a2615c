"""Ids as one contract has them: a permutation of ours under a key of its own. Pure.

Belongs here: the permutation, and the columns that hold ids. Does not belong here: where
keys are kept (`places.py`).

Ids of two contracts, or of one and ours, can be joined by nobody without the key, and neither their order nor
their gaps say anything. They are whole numbers below 2^52, which every language holds exactly; one contract
has the same id for the same subject for ever. A permutation never gives two subjects one id.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping

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
_NONE = pl.DataFrame(schema={"number": pl.Int64, "own": pl.Int64})


def permuted(key: bytes, kind: str, numbers: Iterable[int]) -> list[int]:
    """The ids that a contract with this key has for ours of one kind, in their order."""
    # The key is read once: that is half of the time.
    begun = [
        hashlib.blake2b(digest_size=4, key=key, person=f"{kind}{turn}".encode()) for turn in range(_ROUNDS)
    ]
    own = []
    for number in numbers:
        left, right = number >> _HALF, number & _MASK
        for mixing in begun:
            left, right = right, left ^ _mixed(mixing, right)
        own.append(left << _HALF | right)
    return own


def _mixed(begun: hashlib.blake2b, half: int) -> int:
    mixing = begun.copy()
    mixing.update(half.to_bytes(4, "big"))
    return int.from_bytes(mixing.digest(), "big") & _MASK


def keyed_code(key: bytes, code: str) -> str:
    """The name that a contract with this key has for a source's code of a case."""
    return hmac.digest(key, code.encode(), "sha256")[:_CODE_BYTES].hex()


class OwnIds:
    """Ids as one contract has them: each is worked out once, for there are millions of rows that name it."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._known: dict[str, pl.DataFrame] = {}

    def keyed(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows with every id, and every source's code of a case, as the contract has it."""
        columns = {name: self.of(kind, rows[name]) for name, kind in KINDS.items() if name in rows.columns}
        if BY_SUBJECT in rows.columns:
            columns[BY_SUBJECT] = self._by_subject(rows)
        if CASE_CODE in rows.columns:
            codes = rows[CASE_CODE]
            names = {code: keyed_code(self._key, code) for code in codes.drop_nulls().unique()}
            columns[CASE_CODE] = codes.replace_strict(names, return_dtype=pl.String)
        return rows.with_columns(**columns)

    def of(self, kind: str, ids: pl.Series) -> pl.Series:
        """The contract's ids for ours, all of one kind; null for null."""
        known = self._known.get(kind, _NONE)
        new = ids.drop_nulls().unique()
        new = new.filter(~new.is_in(known["number"].implode()))
        if new.len():
            own = pl.Series(permuted(self._key, kind, new), dtype=pl.Int64)
            known = pl.concat([known, pl.DataFrame({"number": new, "own": own})], rechunk=True)
            self._known[kind] = known
        return ids.to_frame("number").join(known, on="number", how="left", maintain_order="left")["own"]

    def _by_subject(self, rows: pl.DataFrame) -> pl.Series:
        """`subject_id`, each under the kind that its row names."""
        numbered = rows.select("subject", BY_SUBJECT).unique().drop_nulls()
        named = [
            ids.with_columns(own=self.of(str(kind), ids[BY_SUBJECT]))
            for (kind,), ids in numbered.group_by("subject")
        ]
        own = pl.concat([numbered.clear().with_columns(own=pl.lit(None, pl.Int64)), *named])
        joined = rows.select("subject", BY_SUBJECT).join(
            own, on=["subject", BY_SUBJECT], how="left", maintain_order="left"
        )
        return joined["own"]
