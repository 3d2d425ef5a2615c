"""How a frame names people, as its stage declares it, and which of its rows are somebody's.

Belongs here: declarations of person columns, and picking rows by them. Does not belong here: any frame by
name, or who is looked for (`pipelines/upkeep/erasure.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl


@dataclass(frozen=True)
class PersonColumns:
    """The columns of a frame that say whom a row is about; by default it is about nobody.

    codes: a source's codes of people. document: a document number, for frames without a code: a passport and
    a permit of two people may share a number. ids: surrogate ids of residents. subject_by: the row says with
    `subject` of what kind it is, and with this column whom it is about. refused: rows are kept as they came,
    in `row`; whoever is erased is blanked there, so that the row still counts. texts: columns of free text in
    rows about others, where somebody may be named who is not in the row.
    """

    codes: tuple[str, ...] = ()
    document: str | None = None
    ids: tuple[str, ...] = ()
    subject_by: tuple[Literal["subject_code", "subject_id"], ...] = ()
    refused: bool = False
    texts: tuple[str, ...] = ()


NOBODY = PersonColumns()
MASKED_NAME = "［姓名］"
"""What stands for a name in a text, as intake's masking writes it."""


@dataclass(frozen=True)
class Frame:
    """One frame as its stage declares it: what people read of it, and how it names people."""

    description: str
    people: PersonColumns = NOBODY


@dataclass(frozen=True)
class People:
    """People as frames know them: source codes, document numbers, surrogate ids, names in others' texts."""

    codes: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    resident_ids: frozenset[int] = frozenset()
    names: frozenset[str] = frozenset()

    def unnamed(self, frame: pl.DataFrame, named: PersonColumns) -> pl.DataFrame:
        """The frame with their names masked wherever a text of somebody else's row has one."""
        texts = [name for name in named.texts if name in frame.columns]
        if not self.names or not texts:
            return frame
        longest_first = sorted(self.names, key=lambda name: (-len(name), name))
        masked = [
            pl.col(name).str.replace_many(longest_first, [MASKED_NAME] * len(longest_first), leftmost=True)
            for name in texts
        ]
        return frame.with_columns(masked)

    def without(self, frame: pl.DataFrame, named: PersonColumns) -> pl.DataFrame:
        """The frame without their rows: itself where no row can be theirs. Not for refused rows."""
        theirs = self._rows_of(named)
        return frame if theirs is None else frame.filter(~theirs)

    def _rows_of(self, named: PersonColumns) -> pl.Expr | None:
        conditions = [pl.col(name).is_in(self.resident_ids) for name in named.ids]
        conditions += [pl.col(name).is_in(self.codes) for name in named.codes]
        if named.document is not None:
            conditions.append(pl.col(named.document).is_in(self.documents))
        of_resident = pl.col("subject").cast(pl.String) == "resident"
        meant = {"subject_code": self.codes, "subject_id": self.resident_ids}
        conditions += [of_resident & pl.col(name).is_in(meant[name]) for name in named.subject_by]
        return pl.any_horizontal(conditions).fill_null(False) if conditions else None
