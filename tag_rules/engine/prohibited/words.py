"""The prohibited words as patterns, read from prohibited_words.toml.

What belongs here: the file's shape, what its words become, and finding the few that a text may hold. What
does not: the words, and whether a text that holds one is refused (`matching`).
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from pydantic import TypeAdapter

from tag_rules.engine.strict_model import StrictModel, Title

WORDS = Path(__file__).with_name("prohibited_words.toml")
_LONG = 6
"""Words of so many letters are found with blanks in them too, and such pinyin as the start of a word."""
_KEY = 2
"""So many characters of a word's fixed part tell whether a text may hold it."""
_GROUPS = re.compile(r"\{(any|not) (\w+)\}")


class Category(StrictModel):
    """One category of the file: its words, and the law that a refusal names.

    `in_cases`: whether texts of cases may be found by such words (a ticket tells of 传染病, nobody has it).
    """

    title: Title
    law: Title
    source: str
    in_cases: bool = False
    zh: list[str] = []
    of_people_zh: list[str] = []
    en: list[str] = []
    of_people_en: list[str] = []
    pinyin: list[str] = []


@dataclass(frozen=True)
class Word:
    """One word as a pattern. `rank`: its place in the file; `of_people`: allowed in texts about cases."""

    rank: int
    category: Category
    text: str
    fixed: str
    of_people: bool

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled pattern; few of them are ever needed."""
        return re.compile(self.text)


class Vocabulary:
    """Words by the beginning of their fixed part, so that a text is held to the few that it may have."""

    def __init__(self, words: Iterable[Word]) -> None:
        self._anywhere: list[Word] = []
        by_key: dict[str, list[Word]] = defaultdict(list)
        for word in words:
            (by_key[word.fixed[:_KEY]] if word.fixed else self._anywhere).append(word)
        self._by_key: Mapping[str, list[Word]] = dict(by_key)

    @cached_property
    def _one_of_them(self) -> re.Pattern[str]:
        """Whatever has no fixed part, as one pattern: most texts hold none of it, and are looked at once."""
        return re.compile("|".join(f"(?:{word.text})" for word in self._anywhere) or "(?!)")

    def candidates(self, looked_in: str) -> list[Word]:
        """Return the words that a text may hold, in the order of the file."""
        there = self._anywhere if self._one_of_them.search(looked_in) else ()
        found, text = {word.rank: word for word in there}, looked_in.replace(" ", "")
        for key in {text[at : at + length] for length in range(1, _KEY + 1) for at in range(len(text))}:
            found |= {word.rank: word for word in self._by_key.get(key, ()) if word.fixed in text}
        return [found[rank] for rank in sorted(found)]


def categories() -> dict[str, Category]:
    """Return the categories by the name that they have in the file, in its order."""
    return _read()[0]


@cache
def vocabularies() -> tuple[Vocabulary, Vocabulary]:
    """Return the words that are looked for in `Folded.close`, and those looked for in `Folded.words`."""
    named, names = _read()
    chinese, latin = list[Word](), list[Word]()
    for category in named.values():
        for of_people, texts in ((False, category.zh), (True, category.of_people_zh)):
            for text in _named(texts, names):
                chinese.append(Word(len(chinese), category, text, _fixed(text), of_people))
        for of_people, texts in ((False, category.en), (True, category.of_people_en)):
            for text in _named(texts, names):
                pattern, fixed = _english(text)
                latin.append(Word(len(latin), category, pattern, fixed, of_people))
        for text in category.pinyin:
            latin.append(Word(len(latin), category, _pinyin(text), text, False))
    return Vocabulary(chinese), Vocabulary(latin)


@cache
def name_lists() -> tuple[tuple[Category, frozenset[str]], ...]:
    """Return sets of short names with their category: three of one set make a list one of that category."""
    named, names = _read()
    peoples = {f"{name}{end}" for name in names["people"] for end in ("", "族")}
    return (
        (named["ethnicity"], frozenset(peoples.union(names["people_in_lists"]))),
        (named["religion"], frozenset(names["religions_in_lists"])),
    )


@cache
def _read() -> tuple[dict[str, Category], dict[str, list[str]]]:
    content = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    names = content.pop("names")
    return TypeAdapter(dict[str, Category]).validate_python(content), names


def _named(texts: Sequence[str], names: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield texts with the names they refer to: {x} is one text a name, {any x} and {not x} one of all."""
    for text in texts:
        whole = _GROUPS.sub(lambda referred: _grouped(referred[1], names[referred[2]]), text)
        referred = next((name for name in names if f"{{{name}}}" in whole), None)
        yield from (
            (whole.replace(f"{{{referred}}}", name) for name in names[referred]) if referred else (whole,)
        )


def _grouped(how: str, names: Sequence[str]) -> str:
    """Return a pattern of whichever of the names, or of a place right after none of them."""
    if how == "any":
        return f"(?:{'|'.join(names)})"
    return "".join(f"(?<!{name})" for name in names)


def _english(word: str) -> tuple[str, str]:
    """Return a pattern, and its fixed part; blanks and endings are allowed where it is not one already."""
    if "(" in word:
        word = re.sub(r"\)\*$", ")[a-z]*", word)
        return f"(?<![a-z]){word}(?:s|es)?(?![a-z])", max(_fixed(word).split(" "), key=len)
    stem, any_end = word.removesuffix("*"), word.endswith("*")
    letters = stem.replace(" ", "")
    body = " ?".join(letters) if len(letters) >= _LONG else stem.replace(" ", " ?")
    return f"(?<![a-z]){body}{'[a-z]*' if any_end else '(?:s|es)?'}(?![a-z])", letters


def _pinyin(word: str) -> str:
    return f"(?<![a-z]){' ?'.join(word)}" + ("(?![a-z])" if len(word) < _LONG else "")


def _fixed(pattern: str) -> str:
    """Return the longest text that whatever a pattern matches holds; empty when none is plain to see."""
    bare = re.sub(r"\\.|\[[^]]*\]", "[]", pattern)  # of a set of characters it is not known which one
    bare, inner = re.sub(r"\{[^}]*\}", "*", bare), ""
    while bare != inner:  # groups from the innermost on
        inner, bare = bare, re.sub(r"\([^()]*\)", "[]", bare)
    return "" if "|" in bare else max(re.findall(r"[\w ]*(?![?*])", re.sub(r".[?*]", "[]", bare)), key=len)
