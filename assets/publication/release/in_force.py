"""What is in force on a published date, in the frames that reports count.

Belongs here: held and undecided tags of a date as all published dates together say, a part of the subjects at
a time. Does not belong here: the definition (`history/effective_state.py`), counting (`assets/reports`).
"""

from collections.abc import Iterator, Sequence
from datetime import date

import polars as pl

from assets.publication.history.effective_state import UNDECIDED, state
from assets.publication.history.timelines import TAG_ASSIGNMENT
from assets.publication.store.snapshot_store import Ids, StoredSnapshots


def outcomes_in_force(
    history: StoredSnapshots, parts: Sequence[Ids | None], day: date
) -> Iterator[dict[str, pl.DataFrame]]:
    """Yield for each part the frames of outcomes (data model section 4), with kept tags among the true ones.

    Args:
        parts: of `subject_parts`.
    """
    for ids in parts:
        part = history.part(ids)
        outcomes = {name: part[day].frame(name) for name in UNDECIDED}
        yield outcomes | {"true_outcome": state(TAG_ASSIGNMENT, part, day)}
