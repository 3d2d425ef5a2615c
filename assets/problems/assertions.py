"""What many texts assert: the fast way to `tag_rules.engine.labels.assertions`, with which it must agree.

Belongs here: striking out what is denied, over or routine, in whole columns. Does not belong here: labels.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

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
    phrases = list(guarded_phrases(labelling))
    aside_phrases = [aside(phrase) for phrase in phrases]
    if phrases:
        text = text.str.replace_many(phrases, aside_phrases, leftmost=True)
    marks = [*language.denies, *language.routine, *language.routine_opening, *language.fine, *language.over]
    marked = text.str.contains_any(marks).fill_null(False).arg_true() if marks else pl.Series()
    if len(marked):
        text = text.scatter(marked, _struck(language, text.gather(marked)))
    if language.without:
        text = text.str.replace_all(_denial(language, problem_words(labelling)), STRUCK)
    if phrases:
        text = text.str.replace_many(aside_phrases, phrases, leftmost=True)
    return text.str.replace_all("\n", "", literal=True)


def _struck(language: LabelLanguage, text: pl.Series) -> pl.Series:
    """Return the texts without the clauses, or ends of them, that are routine, denied or over."""
    clauses = (
        pl.DataFrame({"text": text})
        .with_row_index("row")
        .with_columns(whole="text")
        .with_columns(
            pl.col("text").str.extract_all(f"[^{SENTENCE_ENDS}]*[{SENTENCE_ENDS}]|[^{SENTENCE_ENDS}]+$")
        )
        .explode("text")
        .with_columns(sentence=pl.int_range(pl.len()).over("row"))
        .with_columns(
            clause=pl.col("text").str.extract_all(f"[^{CLAUSE_ENDS}]*[{CLAUSE_ENDS}]|[^{CLAUSE_ENDS}]+$")
        )
        .explode("clause")
        .select("row", "whole", "sentence", clause=pl.col("clause").fill_null(""))
        .with_columns(
            end=pl.col("clause").str.extract(f"([{CLAUSE_ENDS}])$").fill_null(""),
            body=pl.col("clause").str.replace(f"[{CLAUSE_ENDS}]$", ""),
        )
    )
    return (
        clauses.with_columns(kept=_kept(language), over=_over(language))
        .with_columns(reached=pl.col("over").reverse().cum_max().reverse().over("row", "sentence"))
        .with_columns(opens=pl.col("over") & (pl.int_range(pl.len()).over("row", "sentence") == 0))
        .pipe(_next_sentence_over)
        .with_columns(
            kept=pl.when((pl.col("reached") | pl.col("next_over")) & ~_has(language.still, pl.col("clause")))
            .then(pl.lit(STRUCK) + pl.col("end"))
            .otherwise("kept")
        )
        .group_by("row", maintain_order=True)
        .agg(pl.col("kept").str.join(""))
        .get_column("kept")
        .alias("text")
    )


def _next_sentence_over(clauses: pl.DataFrame) -> pl.DataFrame:
    """Return the clauses with whether the next sentence of their text opens with what ends it."""
    opened = clauses.filter("opens").select("row", sentence=pl.col("sentence") - 1, next_over=pl.lit(True))
    return clauses.join(opened, on=["row", "sentence"], how="left", maintain_order="left").with_columns(
        pl.col("next_over").fill_null(False)
    )


def _kept(language: LabelLanguage) -> pl.Expr:
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
    return (
        pl.when(fine | opened).then(struck).when(upto.is_not_null()).then(upto + struck).otherwise(body + end)
    )


def _over(language: LabelLanguage) -> pl.Expr:
    """Return whether a clause says that what it tells of is over, and nothing after it says otherwise."""
    over = _one_of(longest_first(language.over))
    around = pl.col("clause").str.extract_groups(rf"(?s)^(?P<before>.*?)(?:{over})(?P<after>.*)$")
    before, after = around.struct.field("before"), around.struct.field("after")
    rest = after + pl.col("whole").str.slice(pl.col("clause").str.len_chars().cum_sum().over("row"))
    return (before.is_not_null() & ~_has(language.claims, before) & ~_has(language.not_over, rest)).fill_null(
        False
    )


def _denial(language: LabelLanguage, problems: Sequence[str]) -> str:
    problem = _one_of(problems)
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
