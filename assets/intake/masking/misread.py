"""Letters among digits that are digits mistyped (138O1762O45, l39 1807 4426): O is 0, l is 1.

What belongs here: which letters are meant as digits. What does not: whose number the digits are (`numbers`).
Only amid a run of digits, in a piece of it that holds some: O, o, l and I elsewhere are letters.
"""

from __future__ import annotations

import re

MEANT = str.maketrans("OoIl", "0011")
RUN = re.compile(
    r"(?<![A-Za-z0-9])[0-9OoIl](?:[ \-]{0,2}[0-9OoIl零〇一幺二三四五六七八九]){6,18}(?![A-Za-z0-9])"
)
PIECE = re.compile("(?<![A-Za-z])[OoIl]?[0-9][0-9OoIl]*")
FEWEST_DIGITS = 6
MAY_HOLD_MISREAD = "[0-9] ?[OoIl]|[OoIl][0-9]"
"""A text in which this is not found holds none (for Polars, over a whole column: no look-around)."""


def with_digits_meant(text: str) -> str:
    """Return the text, as long as before, with digits for the letters that are meant as such."""
    return RUN.sub(_run, text)


def _run(found: re.Match[str]) -> str:
    run = found[0]
    if sum(character.isnumeric() for character in run) < FEWEST_DIGITS:
        return run
    return PIECE.sub(lambda piece: piece[0].translate(MEANT), run)
