"""Problem labels over many texts: one automaton pass for all keywords, then counting per label.

Belongs here: the fast way. What a label's words mean is in `tag_rules.engine.labels`; both must agree.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from tag_rules.engine.model import OTHER, Near, ProblemLabel

_WORDS = pl.Schema(
    {
        "word": pl.String(),
        "label_code": pl.String(),
        "role": pl.Enum(["any", "must", "not", "near"]),
        "pair": pl.Int16(),
        "side": pl.Int8(),
    }
)


def label_matches(labels: Sequence[ProblemLabel], texts: pl.DataFrame, key: str, text: str) -> pl.DataFrame:
    """Return one row per text and label that matches it, best label of a text first.

    `texts` has the columns `key` (unique) and `text`; a null text matches nothing. Columns: `key`, label_code
    String, matched_terms List(String) (words found of `any`, `must` and pairs that are near, sorted), rank
    UInt32 from 1, in the order of `tag_rules.engine.labels.labels_of`. A text that asks for something and has
    no label else has `OTHER`; one that asks for nothing, or speaks of what is routed out, has no row.
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
        .collect()
    )
    near = _without_pairs_apart(labels, found, texts, key, text)
    is_must, is_not, is_near = (pl.col("role") == role for role in ("must", "not", "near"))
    positive, whole = pl.col("word").filter(~is_not), pl.col("word").filter(~is_not & ~is_near).unique()
    return (
        near.lazy()
        .group_by(key, "label_code")
        .agg(
            pl.col("role").is_in(["any", "near"]).any().alias("is_given"),
            is_must.sum().cast(pl.UInt32).alias("has_must"),
            is_not.any().alias("has_not"),
            positive.unique().sort().alias("matched_terms"),
            whole.len().cast(pl.Int64).add(pl.col("pair").filter(is_near).n_unique()).alias("reasons"),
            whole.str.len_chars().sum().alias("length"),
        )
        .join(needed.lazy(), on="label_code")
        .filter(pl.col("is_given") & ~pl.col("has_not") & (pl.col("has_must") == pl.col("must_words")))
        .filter((pl.col("label_code") != OTHER) | (pl.len().over(key) == 1))
        .sort([key, "reasons", "length", "label_code"], descending=[False, True, True, False])
        .select(
            key,
            "label_code",
            "matched_terms",
            pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).over(key).alias("rank"),
        )
        .collect()
    )


def _without_pairs_apart(
    labels: Sequence[ProblemLabel], found: pl.DataFrame, texts: pl.DataFrame, key: str, text: str
) -> pl.DataFrame:
    """Return the words found but those of `near` whose two sides do not stand near each other.

    Only texts that have both sides of a pair are looked at again.
    """
    pairs = {label.code: [_pattern(pair) for pair in label.near] for label in labels}
    one_pair = [key, "label_code", "pair"]
    candidates = (
        found.filter(pl.col("role") == "near")
        .group_by(one_pair)
        .agg(pl.col("side").n_unique().alias("sides"))
        .filter(pl.col("sides") == 2)
        .join(texts.select(key, text), on=key)
    )
    near = [
        part.filter(pl.col(text).str.contains(pairs[str(code)][int(number)])).select(one_pair)
        for (code, number), part in candidates.partition_by("label_code", "pair", as_dict=True).items()
    ]
    kept = found.filter(pl.col("role") == "near").join(
        pl.concat([candidates.clear().select(one_pair), *near]), on=one_pair, how="semi"
    )
    return pl.concat([found.filter(pl.col("role") != "near"), kept])


def _pattern(pair: Near) -> str:
    first, second = ("|".join(map(re.escape, side)) for side in (pair.first, pair.second))
    between = f".{{0,{pair.within}}}"
    return f"(?s)(?:{first}){between}(?:{second})|(?:{second}){between}(?:{first})"


def _words(labels: Sequence[ProblemLabel]) -> pl.DataFrame:
    rows: list[tuple[str, str, str, int | None, int | None]] = []
    for label in labels:
        roles = (("any", label.any), ("must", label.must), ("not", (*label.not_, *label.barred)))
        rows += [(word, label.code, role, None, None) for role, words in roles for word in words]
        rows += [
            (word, label.code, "near", number, side)
            for number, pair in enumerate(label.near)
            for side, words in enumerate((pair.first, pair.second))
            for word in words
        ]
    return pl.DataFrame(rows, schema=_WORDS, orient="row").unique(maintain_order=True)
