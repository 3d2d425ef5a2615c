"""Whether a text, or a list of short names, speaks of what is prohibited.

What belongs here: looking for the words, and telling what was found. What does not: which texts a file has
(`texts`), the words.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from tag_rules.engine.prohibited.folding import Folded, folded
from tag_rules.engine.prohibited.words import Category, Word, name_lists, vocabularies

About = Literal["people", "cases", "vocabulary", "law"]
"""What a text is about.

people: the strictest. cases: cases and places, of which a complaint is a kind. vocabulary: words by which
texts of cases are found. law: what something rests on; read like `people`, but for what it says is not done
(不采集宗教信仰).
"""
_NAMES_OF_A_LIST = 3
_NOT_DONE = re.compile(
    r"(?:不得|不[收采]集|不含|不用|不使用|不涉及|不记录|禁止|从不|未采集|除外|never|\bnot?\b|\bwithout\b)"
)
_SHOWN = 40


@dataclass(frozen=True)
class Refusal:
    """Why a text is refused: the word as it was found, and its category."""

    text: str
    word: str
    category: Category

    @property
    def message(self) -> str:
        """Which word of which category, under what law; Chinese first."""
        title, law = self.category.title, self.category.law
        shown = self.text if len(self.text) <= _SHOWN else f"{self.text[:_SHOWN]}…"
        return (
            f"“{shown}”：“{self.word}”属于{title.zh}，不得作为标签的输入或输出（{law.zh}）"
            f" “{self.word}”: {title.en} is prohibited ({law.en})"
        )

    @property
    def remedy(self) -> str:
        """What can be done about it."""
        return "没有例外，请删去 there is no override; take it out"


@lru_cache(maxsize=65536)
def prohibited(text: str, about: About = "people") -> Refusal | None:
    """Return why a text is refused, or None: the first word found, by category in the order of the file."""
    if about == "law":
        clauses = re.split(r"[，。；;\n]", text)
        found = (prohibited(clause) for clause in clauses if not _NOT_DONE.search(clause))
        return next((refusal for refusal in found if refusal), None)
    form = folded(text)
    chinese, latin = vocabularies()
    for vocabulary, looked_in in ((chinese, form.close), (latin, form.words), (latin, form.disguised)):
        for word in vocabulary.candidates(looked_in):
            if _is_allowed(word, about):
                continue
            for match in word.pattern.finditer(looked_in):
                if vocabulary is latin or _is_one(match, form):
                    return Refusal(text, match[0], word.category)
    return None


def _is_allowed(word: Word, about: About) -> bool:
    """Return whether a text about cases may hold a word, or a word that finds such texts be one."""
    if about == "vocabulary" and word.category.in_cases:
        return True
    return word.of_people and about in ("cases", "vocabulary")


def prohibited_list(names: Collection[str]) -> Refusal | None:
    """Return why a list of values is refused: it names peoples or religions one by one, in short forms."""
    plain = {"".join(folded(name).close) for name in names}
    for category, known in name_lists():
        named = sorted(plain & known)
        if len(named) >= _NAMES_OF_A_LIST and 2 * len(named) > len(plain):
            return Refusal("、".join(names), "、".join(named[:_NAMES_OF_A_LIST]), category)
    return None


def _is_one(match: re.Match[str], form: Folded) -> bool:
    """Return whether a match is one word: clauses meet in 居民、族谱, and 党、员 is one word in pieces."""
    start, end = match.span()
    within = [gap for gap in form.gaps if start < gap < end]
    if not within:
        return True
    edges = [0, *sorted(form.gaps), len(form.close)]
    pieces = [(a, b) for a, b in pairwise(edges) if a < end and b > start and a < b]
    return any(a >= start and b <= end for a, b in pieces)
