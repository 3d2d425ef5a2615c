"""What a text asserts: normalised, and without what it denies, calls over, or notes as routine work.

Belongs here: the plain meaning, one text at a time (`label_language.yaml` says what each list does). What
does not: the fast way over many (`assets.problems.assertions`; the two must agree), what the words of labels
mean.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from tag_rules.engine.labels.model import LabelLanguage, Labelling

CLAUSE_ENDS = ",:。!?;\n"
SENTENCE_ENDS = "。!?;\n"
STRUCK = "∅"
"""Stands where something was struck out."""
_ASIDE = 0xF0000
"""How far the characters of phrases read whole are moved, to a private plane, so that no mark is in them."""
INVISIBLE = "[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000f0000-\U000fffff]"
BLANKS = "[ \t\r\u00a0]+"


@cache
def _simplifier() -> object:
    import opencc  # its dictionaries take a tenth of a second, which not every command needs

    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """Return the text in simplified characters."""
    return str(_simplifier().convert(text))  # type: ignore[attr-defined]


def normalised(text: str) -> str:
    """Return the text in one form: NFKC, small, simplified, no zero-width, no blanks beside Chinese."""
    text = re.sub(INVISIBLE, "", text)
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(rf"([^\x00-\x7f]){BLANKS}", r"\1", text)
    text = re.sub(rf"{BLANKS}([^\x00-\x7f])", r"\1", text)
    return simplified(text)


@lru_cache(maxsize=4)
def guarded_phrases(labelling: Labelling) -> tuple[str, ...]:
    """Return the phrases read whole: `kept`, and words of labels that hold a denial; longest first.

    Not a word inside a denial (没有发 of wages, in 没有发生; 没人, of 没 and a filler): it would take the
    denial apart.
    """
    language = labelling.language
    marks = {*language.without, *language.denies}
    denials = marks | {without + filler for without in language.without for filler in language.fillers}
    whole = {
        word
        for label in labelling.labels
        for word in (
            *label.strong,
            *(w for pair in label.near for w in (*pair.first, *pair.second)),
            *label.hints,
        )
        if any(mark in word for mark in marks) and not any(word in denial for denial in denials)
    }
    return longest_first({*language.kept, *whole})


@lru_cache(maxsize=4)
def problem_words(labelling: Labelling) -> tuple[str, ...]:
    """Return the words that `without` denies: of `any` of every label and `troubles`; longest first."""
    guarded = set(guarded_phrases(labelling))
    words = {word for label in labelling.labels for word in label.any}
    return longest_first((words | set(labelling.language.troubles)) - guarded)


def longest_first(words: Iterable[str]) -> tuple[str, ...]:
    """Return the words, each before those it begins with."""
    return tuple(sorted(set(words), key=lambda word: (-len(word), word)))


def asserted(labelling: Labelling, text: str) -> str:
    """Return what the text asserts, normalised: `STRUCK` stands for each part denied, over or routine."""
    language = labelling.language
    text = _guarded(guarded_phrases(labelling), normalised(text))
    sentences = [_split(sentence, CLAUSE_ENDS) for sentence in _split(text, SENTENCE_ENDS)]
    clauses = [(at, clause) for at, sentence in enumerate(sentences) for clause in sentence]
    kept = [_without_marks(language, clause) for _, clause in clauses]
    for place, (sentence, clause) in enumerate(clauses):
        later = "".join(other for _, other in clauses[place + 1 :])
        if _is_over(language, clause, later):
            opens = place == 0 or clauses[place - 1][0] != sentence
            for earlier in range(place + 1):
                reached = clauses[earlier][0] in ({sentence, sentence - 1} if opens else {sentence})
                if reached and not _has(language.still, clauses[earlier][1]):
                    kept[earlier] = STRUCK + _end(clauses[earlier][1])
    denied = _denied("".join(kept), language, problem_words(labelling))
    return denied.translate({ord(one): one_back for one, one_back in _back(denied)} | {ord("\n"): None})


def aside(phrase: str) -> str:
    """Return a phrase moved out of the way of all marks."""
    return "".join(chr(_ASIDE + ord(one)) if ord(one) < 0x10000 else one for one in phrase)


def _back(text: str) -> list[tuple[str, str]]:
    return [(one, chr(ord(one) - _ASIDE)) for one in set(text) if ord(one) >= _ASIDE]


def _guarded(phrases: Sequence[str], text: str) -> str:
    parts, at = [], 0
    while at < len(text):
        phrase = next((phrase for phrase in phrases if text.startswith(phrase, at)), text[at])
        parts.append(aside(phrase) if phrase in phrases else phrase)
        at += len(phrase)
    return "".join(parts)


def _split(text: str, ends: str) -> list[str]:
    """Return the parts of a text, each with its end."""
    parts, start = [], 0
    for at, character in enumerate(text, start=1):
        if character in ends or at == len(text):
            parts.append(text[start:at])
            start = at
    return parts


def _end(clause: str) -> str:
    return clause[-1] if clause[-1:] in CLAUSE_ENDS else ""


def _has(marks: Sequence[str], text: str) -> bool:
    return any(mark in text for mark in marks)


def _without_marks(language: LabelLanguage, clause: str) -> str:
    """Return a clause up to what it denies or notes as routine work."""
    end = _end(clause)
    body = clause[: len(clause) - len(end)]
    if body.endswith(language.fine) and not _has(language.doubts, body):
        return STRUCK + end
    marks = list(language.denies)
    if not _has(language.requests, body):
        marks += language.routine
        if _opens_routine(language, body):
            return STRUCK + end
    places = [body.find(mark) for mark in marks if mark in body]
    return body[: min(places)] + STRUCK + end if places else clause


def _opens_routine(language: LabelLanguage, body: str) -> bool:
    """Return whether a clause opens with routine work, perhaps after adverbs."""
    return body.startswith(language.routine_opening) or any(
        body.startswith(adverb) and _opens_routine(language, body[len(adverb) :])
        for adverb in language.opening
    )


def _is_over(language: LabelLanguage, clause: str, later: str) -> bool:
    places = [(clause.find(mark), -len(mark)) for mark in language.over if mark in clause]
    if not places:
        return False
    at, length = min(places)
    return not _has(language.claims, clause[:at]) and not _has(
        language.not_over, clause[at - length :] + later
    )


def _denied(text: str, language: LabelLanguage, problems: Sequence[str]) -> str:
    """Return the text with `STRUCK` for each `without`, the problem after it and those joined to it."""
    without, fillers = longest_first(language.without), ("", *longest_first(language.fillers))
    joined = longest_first(language.joined_by)
    parts, at = [], 0
    while at < len(text):
        end = _first_end(text, at, without, (*fillers[1:], ""), problems)
        if end is None:
            parts.append(text[at])
            at += 1
            continue
        while (further := _first_end(text, end, joined, ("",), problems)) is not None:
            end = further
        parts.append(STRUCK)
        at = end
    return "".join(parts)


def _first_end(text: str, at: int, *steps: Sequence[str]) -> int | None:
    """Return where the first way through the steps ends: one word of each, in their order."""
    if not steps:
        return at
    for word in steps[0]:
        if text.startswith(word, at):
            end = _first_end(text, at + len(word), *steps[1:])
            if end is not None:
                return end
    return None
