"""What many texts assert: the fast way to `tag_rules.engine.labels.assertions`, with which it must agree.

Belongs here: striking out what is denied, over or routine, in whole columns. Does not belong here: labels.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

import polars as pl

from tag_rules.engine.labels.assertions import (
    BLANKS,
    CLAUSE_ENDS,
    INVISIBLE,
    SENTENCE_ENDS,
    STRUCK,
    aside,
    guarded_phrases,
    longest_first,
    problem_words,
    simplified,
)
from tag_rules.engine.labels.model import LabelLanguage, Labelling

_NEVER = "\x02"
"""A character no text has: what an empty list of marks is."""
_CUT = "\U000fffff"
"""A character no normalised text has: stands between clauses while they are cut."""


def normalised(text: pl.Series) -> pl.Series:
    """Return the texts in one form, as `tag_rules.engine.labels.assertions.normalised`."""
    made = (
        pl.Series("text", text)
        .str.replace_all(INVISIBLE, "")
        .str.normalize("NFKC")
        .str.to_lowercase()
        .str.replace_all(rf"([^\x00-\x7f]){BLANKS}", "${1}")
        .str.replace_all(rf"{BLANKS}([^\x00-\x7f])", "${1}")
    )
    traditional = made.str.contains(_traditional()).fill_null(False)
    if traditional.any():
        at = traditional.arg_true()
        changed = pl.Series("text", [simplified(line) for line in made.gather(at)], dtype=pl.String)
        made = made.scatter(at, changed)
    return made


def asserted(labelling: Labelling, text: pl.Series) -> pl.Series:
    """Return what each text asserts, with `STRUCK` for each part that is denied, over or routine."""
    return asserted_of_normalised(labelling, normalised(text))


def asserted_of_normalised(labelling: Labelling, text: pl.Series) -> pl.Series:
    """Return what each normalised text asserts, as `asserted`."""
    language = labelling.language
    phrases, aside_phrases = _phrases(labelling)
    if phrases:
        text = text.str.replace_many(phrases, aside_phrases, leftmost=True)
    marks = [*_marks(language), *language.over]
    marked = text.str.contains_any(marks).fill_null(False).arg_true() if marks else pl.Series()
    if len(marked):
        text = text.scatter(marked, _struck(language, text.gather(marked)))
    if language.without:
        text = text.str.replace_all(_denial(labelling), STRUCK)
    if phrases:
        text = text.str.replace_many(aside_phrases, phrases, leftmost=True)
    return text.str.replace_all("\n", "", literal=True)


def _struck(language: LabelLanguage, text: pl.Series) -> pl.Series:
    """Return the texts without the clauses, or ends of them, that are routine, denied or over."""
    clauses = _clauses(text)
    told = clauses.get_column("clause")
    kept = told
    if marks := _marks(language):
        marked = told.str.contains_any(marks).arg_true()
        kept = told.scatter(marked, _kept(language, told.gather(marked)))
    struck = _struck_as_over(language, text, clauses)
    kept = kept.scatter(struck, STRUCK + _end(told.gather(struck)))
    rows = pl.DataFrame({"row": clauses.get_column("row"), "text": kept})
    return rows.group_by("row", maintain_order=True).agg(pl.col("text").str.join("")).get_column("text")


def _marks(language: LabelLanguage) -> list[str]:
    """Return what a clause must have one of to be changed for itself."""
    return [*language.denies, *language.routine, *language.routine_opening, *language.fine]


def _clauses(text: pl.Series) -> pl.DataFrame:
    """Return the clauses of texts that are not empty: row, clause with its end, sentence (no two alike)."""
    cut = text.str.replace_many(list(CLAUSE_ENDS), [f"{end}{_CUT}" for end in CLAUSE_ENDS]).str.split(_CUT)
    clauses = (
        pl.DataFrame({"clause": cut}).with_row_index("row").explode("clause").filter(pl.col("clause") != "")
    )
    ends = pl.col("clause").str.contains_any(list(SENTENCE_ENDS))
    begins = ends.shift(fill_value=True) | (pl.col("row") != pl.col("row").shift()).fill_null(True)
    return clauses.with_columns(begins=begins).with_columns(sentence=pl.col("begins").cum_sum())


def _struck_as_over(language: LabelLanguage, text: pl.Series, clauses: pl.DataFrame) -> pl.Series:
    """Return the places of the clauses that a clause, their own or a later one, says are over."""
    read = clauses.with_row_index("at").with_columns(
        later=pl.col("clause").str.len_chars().cum_sum().over("row")
    )
    told = read.filter(pl.col("clause").str.contains_any(list(language.over)) if language.over else False)
    told = told.with_columns(whole=text.gather(told.get_column("row"))).filter(_over(language))
    # Those before it in its sentence, and the sentence before where it opens one.
    reached = told.group_by("sentence").agg(until=pl.col("at").max())
    opened = told.filter(pl.col("begins") & (pl.col("later") > pl.col("clause").str.len_chars()))
    before = opened.select(pl.col("sentence") - 1, opened=True)
    return (
        read.join(reached, on="sentence", how="left", maintain_order="left")
        .join(before, on="sentence", how="left", maintain_order="left")
        .filter((pl.col("at") <= pl.col("until")) | pl.col("opened"))
        .filter(~_has(language.still, pl.col("clause")))
        .get_column("at")
    )


def _end(clause: pl.Series) -> pl.Series:
    return clause.str.extract(f"([{CLAUSE_ENDS}])$").fill_null("")


def _kept(language: LabelLanguage, clause: pl.Series) -> pl.Series:
    """Return each clause up to its first mark of denial or routine work."""
    body, end = pl.col("body"), pl.col("end")
    fine = body.str.contains(f"(?:{_one_of(language.fine)})$") & ~_has(language.doubts, body)
    requests = _has(language.requests, body)
    adverbs = _one_of(longest_first(language.opening))
    opened = body.str.contains(f"^(?:{adverbs})*?(?:{_one_of(language.routine_opening)})") & ~requests
    struck = pl.lit(STRUCK) + end
    asked, noted = (
        body.str.extract(rf"(?s)^(.*?)(?:{_one_of(marks)})")
        for marks in (language.denies, (*language.denies, *language.routine))
    )
    upto = pl.when(requests).then(asked).otherwise(noted)
    kept = (
        pl.when(fine | opened).then(struck).when(upto.is_not_null()).then(upto + struck).otherwise(body + end)
    )
    read = pl.DataFrame({"end": _end(clause), "body": clause.str.strip_chars_end(CLAUSE_ENDS)})
    return read.select(kept).to_series()


def _over(language: LabelLanguage) -> pl.Expr:
    """Return whether a clause says that what it tells of is over, and nothing after it says otherwise."""
    over = _one_of(longest_first(language.over))
    around = pl.col("clause").str.extract_groups(rf"(?s)^(?P<before>.*?)(?:{over})(?P<after>.*)$")
    before, after = around.struct.field("before"), around.struct.field("after")
    rest = after + pl.col("whole").str.slice(pl.col("later"))
    return (before.is_not_null() & ~_has(language.claims, before) & ~_has(language.not_over, rest)).fill_null(
        False
    )


@lru_cache(maxsize=4)
def _phrases(labelling: Labelling) -> tuple[list[str], list[str]]:
    """Return the phrases that are read whole, and each moved out of the way of marks."""
    phrases = list(guarded_phrases(labelling))
    return phrases, [aside(phrase) for phrase in phrases]


@lru_cache(maxsize=4)
def _denial(labelling: Labelling) -> str:
    language, problem = labelling.language, _one_of(problem_words(labelling))
    without, fillers = (_one_of(longest_first(words)) for words in (language.without, language.fillers))
    joined = _one_of(longest_first(language.joined_by))
    return f"(?:{without})(?:{fillers})?(?:{problem})(?:(?:{joined})(?:{problem}))*"


def _has(marks: Sequence[str], text: pl.Expr) -> pl.Expr:
    return text.str.contains_any(list(marks)) if marks else pl.lit(False)


def _one_of(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, words)) or _NEVER


@cache
def _traditional() -> str:
    """Return a class of the characters that are written otherwise in simplified Chinese."""
    characters = "".join(map(chr, range(0x3400, 0xA000)))
    changed = [one for one in characters if simplified(one) != one]
    return f"[{''.join(changed)}]"
