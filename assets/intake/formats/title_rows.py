"""Which of a table's first rows is its header: people put a title, a unit and a date above it.

What belongs here: telling a header from what stands above it, by how many cells have something in them. What
does not: reading cells (`workbook`, `rows_of_text`), whether the headers are the right ones (`reader`).
"""

from collections.abc import Sequence

FIRST_ROWS = 6
"""Rows among which a header is looked for."""


def rows_of_titles(filled: Sequence[int]) -> int:
    """Return how many rows stand above the header: those not half as full as the fullest of the first rows.

    Args:
        filled: of the first rows, how many different cells have something in them. A header has as many as
            any row below it: a table that begins with its header has no title.

    """
    fullest = max(filled, default=0)
    return next((place for place, count in enumerate(filled) if 2 * count > fullest), 0)
