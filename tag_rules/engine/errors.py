"""What is refused with a message, and how rule files report what is wrong with them: where, what, the remedy.

What belongs here: the error types and their texts. What does not: deciding that something is an error.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

_MARGIN = "    "
_WIDEST = 200
"""So much of a line is shown around what is wrong in it."""


class RefusedError(Exception):
    """What was asked for cannot be done, and `str()` says why and what to do: that is all a person is shown.

    The one base class of such errors in all of the project. An error of our own code is none of them: it
    stays a traceback, to be reported.
    """


@dataclass(frozen=True, order=True)
class RuleError:
    """One thing wrong in one rule file. `line` and `column` count from 1; `source` is that line's text."""

    file: str
    line: int
    column: int
    message: str
    remedy: str = ""
    source: str = ""

    def __str__(self) -> str:
        lines = [f"{self.file}:{self.line}:{self.column}: {self.message}"]
        if self.source.strip():
            before = self.source[: self.column - 1]
            shown = self.source.strip()
            if len(shown) > _WIDEST:  # a list of thousands helps nobody
                start = max(0, len(before.lstrip()) - _WIDEST // 2)
                before = before.lstrip()[start:]
                shown = f"{shown[start : start + _WIDEST]} …"
            lines += [f"{_MARGIN}{shown}", f"{_MARGIN}{' ' * _width(before.lstrip())}^"]
        if self.remedy:
            lines.append(f"{_MARGIN}{self.remedy}")
        return "\n".join(lines)


class RuleErrors(RefusedError):  # noqa: N818  (plural: it holds them all)
    """Every error of every rule file at once; `str()` is a list a rule owner can work through."""

    def __init__(self, errors: Iterable[RuleError]) -> None:
        self.errors = tuple(sorted(set(errors)))
        count = len(self.errors)
        heading = f"规则文件有 {count} 处错误 {count} {'error' if count == 1 else 'errors'} in the rule files"
        super().__init__("\n".join([heading, *map(str, self.errors)]))


def did_you_mean(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """Return “您是否指 did you mean …?” with the nearest known word, or the empty string when none is near.

    Args:
        likeness: from 0 to 1, how alike two words are at least.
    """
    near = get_close_matches(word, list(known), n=1, cutoff=likeness)
    return f"您是否指 did you mean “{near[0]}”?" if near else ""


def _width(text: str) -> int:
    """Return how many places of a terminal `text` takes: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
