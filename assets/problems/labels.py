"""Problem labels over many texts: one automaton pass for all keywords, then counting per label.

Belongs here: the fast way. What a label's words mean is in `tag_rules.engine.labels`; both must agree.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tag_rules.engine.model import ProblemLabel

_WORDS = pl.Schema({"word": pl.String(), "label_code": pl.String(), "role": pl.String()})


def label_matches(labels: Sequence[ProblemLabel], texts: pl.DataFrame, key: str, text: str) -> pl.DataFrame:
    """Return one row per text and label that matches it, best label of a text first.

    `texts` has the columns `key` (unique) and `text`; a null text matches nothing. Columns: `key`, label_code
    String, matched_terms List(String) (words of `any` and `must` found, sorted), rank UInt32 from 1.
    Best is the label with the most words found, then with the longest words, then with the smallest code.
    """
    words = _words(labels)
    needed = pl.DataFrame(
        [(label.code, len(set(label.must))) for label in labels],
        schema={"label_code": pl.String, "must_words": pl.UInt32},
        orient="row",
    )
    patterns = words.get_column("word").unique(maintain_order=True).to_list()
    found = (
        texts.lazy()
        .drop_nulls(text)
        .select(key, pl.col(text).str.extract_many(patterns, overlapping=True).list.unique().alias("word"))
        .filter(pl.col("word").list.len() > 0)
        .explode("word")
        .join(words.lazy(), on="word")
    )
    is_any, is_must, is_not = (pl.col("role") == role for role in ("any", "must", "not"))
    positive = pl.col("word").filter(~is_not)
    return (
        found.group_by(key, "label_code")
        .agg(
            is_any.any().alias("has_any"),
            is_must.sum().cast(pl.UInt32).alias("has_must"),
            is_not.any().alias("has_not"),
            positive.unique().sort().alias("matched_terms"),
            positive.unique().str.len_chars().sum().alias("length"),
        )
        .join(needed.lazy(), on="label_code")
        .filter(pl.col("has_any") & ~pl.col("has_not") & (pl.col("has_must") == pl.col("must_words")))
        .with_columns(terms=pl.col("matched_terms").list.len())
        .sort([key, "terms", "length", "label_code"], descending=[False, True, True, False])
        .select(
            key,
            "label_code",
            "matched_terms",
            pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).over(key).alias("rank"),
        )
        .collect()
    )


def _words(labels: Sequence[ProblemLabel]) -> pl.DataFrame:
    rows = [
        (word, label.code, role)
        for label in labels
        for role, words in (("any", label.any), ("must", label.must), ("not", label.not_))
        for word in words
    ]
    return pl.DataFrame(rows, schema=_WORDS, orient="row").unique(maintain_order=True)
