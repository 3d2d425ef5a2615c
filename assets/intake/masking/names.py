"""Names taken out of texts: those that something beside them shows, and every other mention of the same.

What belongs here: from the places where names may stand to the texts without them, a whole column at a time.
What does not: which places (`candidates`, `forms`), what is found there (`evidence`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import accumulate

import numpy as np

from assets.intake.masking.candidates import BETWEEN, candidates
from assets.intake.masking.evidence import (
    HAN,
    after_marker,
    at_beginning,
    before_particulars,
    before_title,
    said_again,
)
from assets.intake.masking.forms import by_form
from assets.intake.masking.word_costs import given_name_characters, surnames, words

NAME = "［姓名］"
ROUNDS = 8
"""A name masked may show the next one in a list; lists are shorter than this or end with 等."""
GIVEN_LIKE, RARE_WORD, DOUBLED_WORD = 7.0, 12.0, 10.0
Span = tuple[int, int]


def names_replaced(texts: list[str]) -> dict[int, str]:
    """Return, by place, the texts that hold a name, with ［姓名］ for each and for its other mentions."""
    replaced: dict[int, str] = {}
    rows = list(range(len(texts)))
    for _ in range(ROUNDS):
        found = _found([replaced.get(row, texts[row]) for row in rows])
        for place, spans in found.items():
            row = rows[place]
            replaced[row] = _replaced(replaced.get(row, texts[row]), spans)
        rows = [rows[place] for place in found]
        if not rows:
            break
    return replaced


def _found(texts: list[str]) -> dict[int, list[Span]]:
    """Return where names stand, by place of the text, for the texts that hold one."""
    if not texts:
        return {}
    first = np.array(list(accumulate((len(text) + len(BETWEEN) for text in texts), initial=0)))
    places = candidates(BETWEEN.join(texts), first)
    spans: dict[int, list[Span]] = {}

    def look(candidate_places: np.ndarray, search: Callable[[str, int], int]) -> None:
        rows = np.searchsorted(first, candidate_places, side="right") - 1
        within = candidate_places - first[rows]
        for row, at in zip(rows.tolist(), within.tolist(), strict=True):
            other = search(texts[row], at)
            if other != at:
                spans.setdefault(row, []).append((at, other) if at < other else (other, at))

    # The surest first.
    look(places.after_markers, after_marker)
    look(places.before_particulars, before_particulars)
    for row in np.unique(np.searchsorted(first, places.forms, side="right") - 1).tolist():
        if formed := list(by_form(texts[row])):
            spans.setdefault(row, []).extend(formed)
    look(places.before_titles, before_title)
    look(places.beginnings, at_beginning)
    look(places.again, said_again)
    return {row: _apart(texts[row], found) for row, found in spans.items()}


def _apart(text: str, spans: Iterable[Span]) -> list[Span]:
    """Return the spans in order, without those that overlap a surer one or another mention of its name."""
    kept: list[Span] = []
    taken: list[Span] = []
    for start, end in spans:
        if any(end > other_start and start < other_end for other_start, other_end in taken):
            continue
        kept.append((start, end))
        taken.append((start, end))
        if end - start > 1 and text.count(text[start:end]) > 1:
            taken += (found.span() for found in re.finditer(re.escape(text[start:end]), text))
    return sorted(kept)


def _replaced(text: str, spans: list[Span]) -> str:
    names = {_agreed(text[start:end], text) for start, end in spans if end - start > 1}
    pieces, at = [], 0
    for start, end in spans:
        # Only a surname before a title: no other place is it.
        if end - start == 1 and start >= at:
            pieces += [text[at:start], NAME]
            at = end
    text = "".join([*pieces, text[at:]])
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, NAME)
    for given in {name[-2:] for name in names if _has_telling_given_name(name)}:
        text = text.replace(given, NAME)
    return text


def _agreed(name: str, text: str) -> str:
    """Return the name as its mentions agree on its length: 王伟来 beside two 王伟 is 王伟."""
    if len(name) == 3 and name[:2] not in words() and text.count(name[:2]) > text.count(name):
        others = re.findall(f"{re.escape(name[:2])}(?!{name[2]})(.|$)", text, re.DOTALL)
        # Sisters (常玉洁 and 常玉芬) keep their whole names.
        return (
            name if all(given_name_characters().get(other, 99) < GIVEN_LIKE for other in others) else name[:2]
        )
    if len(name) == 2 and text.count(name) > 1:
        following = set(re.findall(f"{re.escape(name)}(.|$)", text, re.DOTALL))
        if len(following) == 1 and re.match(HAN, last := following.pop()):
            return name + last if given_name_characters().get(last, 0.0) < GIVEN_LIKE else name
    return name


def _has_telling_given_name(name: str) -> bool:
    """Whether a given name alone is unmistakable: hardly a word, and no surname's character in it."""
    given = name[1:]
    rare = DOUBLED_WORD if given[:1] == given[1:] else RARE_WORD
    telling = words().get(given, rare) >= rare and given[:1] not in surnames()
    return len(name) == 3 and name[0] in surnames() and telling
