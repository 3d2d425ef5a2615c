"""A text in the two forms in which prohibited words are looked for: whatever hides a word is folded away.

What belongs here: width, script, invisible signs, look-alike letters, blanks and punctuation between
characters, capitals and digits in names. What does not: the words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

_LOOKALIKES = dict(
    zip(
        "аеорсухіјѕһԁӏкмтвнɡαεορυνικτʜɪᴠᴀᴅꜱɢᴇᴏʀᴛᴄʟᴍɴᴘᴜꞯ⺠囘囬",
        "aeopcyxijshdlkmtbhgaeopyvikthivadsgeortclmnpuq民回回",
        strict=True,
    )
)
"""Cyrillic, Greek and small-capital letters that look like Latin ones, and a radical that looks like 民."""
_INVISIBLE = ("Mn", "Me", "Cf", "Co", "Cn")


class _Plain(dict[int, str]):
    """What each character becomes: its compatibility form without marks and invisible signs."""

    def __missing__(self, code: int) -> str:
        parts = (_LOOKALIKES.get(part, part) for part in unicodedata.normalize("NFKD", chr(code)))
        self[code] = "".join(part for part in parts if unicodedata.category(part) not in _INVISIBLE)
        return self[code]


_PLAIN = _Plain()
_AS_LETTERS = (str.maketrans("0134578@$!", "oieastbasi"), str.maketrans("0134578@$!", "oleastbasl"))
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[a-z]+")
_LETTERS_AND_DIGITS = re.compile(r"[a-z0-9@$!]*[a-z][a-z0-9@$!]*")
_SPELT = re.compile(r"(?<![a-z])(?:[a-z] ){2,}[a-z](?![a-z])")
_CLAUSE_MARKS = frozenset("，。；：！？、,.;:!?…—()（）[]{}|/<>=“”‘’\"'《》【】「」\n")


@dataclass(frozen=True)
class Folded:
    """A text as words are looked for in it.

    close: letters, digits and Chinese characters alone. gaps: the places in `close` before which a mark that
    divides clauses stood. words: runs of Latin letters with a blank between them. disguised: the words
    that digits or signs stand in, read as the letters that they look like.
    """

    close: str
    gaps: frozenset[int]
    words: str
    disguised: str


@lru_cache(maxsize=65536)
def folded(text: str) -> Folded:
    """Return the two forms of a text."""
    plain = _simplified(text.translate(_PLAIN))
    close: list[str] = []
    gaps = set[int]()
    for character in plain.casefold():
        if character.isalnum():
            close.append(character)
        elif character in _CLAUSE_MARKS:
            gaps.add(len(close))
    apart = _CAMEL.sub(" ", plain).casefold()
    mixed = (part for part in _LETTERS_AND_DIGITS.findall(plain.casefold()) if not part.isalpha())
    disguised = " ".join(part.translate(read) for part in mixed for read in _AS_LETTERS)
    return Folded("".join(close), frozenset(gaps), _joined(_WORD.findall(apart)), disguised)


def _joined(words: list[str]) -> str:
    """Return words with a blank between them; letters that stand one by one are one word."""
    return _SPELT.sub(lambda spelt: spelt[0].replace(" ", ""), " ".join(words))


def _simplified(text: str) -> str:
    try:
        text.encode("gb2312")  # all of it is simplified already, as nearly every text is
    except UnicodeEncodeError:
        return str(_simplifier().convert(text))  # type: ignore[attr-defined]
    return text


@cache
def _simplifier() -> object:
    import opencc  # its dictionaries take a tenth of a second, which few texts need

    return opencc.OpenCC("t2s")
