"""Which id a person's code has by itself, from the register's rows.

Belongs here: reading it off the acts, pure. Does not belong here: the id a person goes by on a date
(`register.known_ids`), giving ids (`person_acts.py`).
"""

import polars as pl

# Stands for the source codes of who was erased; the number keeps each row's code unique.
RETIRED = "erased"
MOVES = ("merged", "parted")
"""The acts that give a code another id."""


def own_ids(people: pl.DataFrame) -> pl.DataFrame:
    """Return the id that each code has by itself: source_code (unique), subject_id.

    The last move says it, else the first row: a date may be taken over after a later one.

    Args:
        people: the register's rows of residents.
    """
    first = people.unique("source_code", keep="first", maintain_order=True)
    moved = people.filter(pl.col("act").is_in(MOVES)).unique("source_code", keep="last", maintain_order=True)
    moved_to = moved.select("source_code", moved_id="subject_id")
    return first.join(moved_to, on="source_code", how="left", maintain_order="left").select(
        "source_code", subject_id=pl.coalesce("moved_id", "subject_id")
    )
