"""Problem labels over many texts: one automaton pass for all keywords, then weighing per label.

Belongs here: the fast way. What a label's words mean is in `tag_rules.engine.labels.matching`, what a text
asserts in `tag_rules.engine.labels.assertions`; both must agree.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import polars as pl

from assets.problems.assertions import asserted_of_normalised, normalised
from tag_rules.engine.labels.assertions import CLAUSE_ENDS, aside, longest_first
from tag_rules.engine.labels.matching import ASKED_WITHIN, ENOUGH, SHORT_WITHIN, STRONG, WEAK
from tag_rules.engine.labels.model import OTHER, LabelLanguage, Labelling, Near, ProblemLabel

_WORDS = pl.Schema(
    {"word": pl.String(), "label": pl.UInt8(), "role": pl.UInt8(), "pair": pl.UInt16(), "side": pl.UInt8()}
)
_STRONG, _WEAK, _MUST, _NOT, _NEAR = range(5)
"""What a word is to a label: decides alone, or only together; must or must not be there; is of a pair."""
_ONE = ["row", "label"]


def label_matches(labelling: Labelling, texts: pl.DataFrame, key: str, text: str) -> pl.DataFrame:
    """Return the labels that match each text.

    Args:
        labelling: the labels and the language they are read in.
        texts: the columns `key` (unique) and `text`; a null text matches nothing.
        key: the name of the column that tells one text from another.
        text: the name of the column of texts.

    Returns:
        One row per text and label that matches it, best label of a text first: `key`, label_code String,
        matched_terms List(String) (words found, of `near` only in near pairs, sorted), weight Int64 of
        evidence, rank UInt32 from 1, in the order of `tag_rules.engine.labels.matching.labels_of`. A text
        that asks for something and has no label else has `OTHER`; one that asks for nothing, or speaks of
        what is routed out, has no row.

    """
    rows = texts.select(given=key, text=text).drop_nulls("text").with_row_index("row")
    # Notes repeat: each text is read once.
    distinct = rows.select(text=pl.col("text").unique(maintain_order=True)).with_row_index("row")
    read = distinct.with_columns(text=normalised(distinct.get_column("text")))
    read = read.join(_routed(labelling, read), on="row", how="anti", maintain_order="left")
    matched = _matched(labelling, read).rename({"row": "of_text"})
    given = distinct.rename({"row": "of_text"}).join(rows, on="text").select("row", "given", "of_text")
    return (
        matched.join(given, on="of_text")
        .sort(["row", "weight", "length", "label_code"], descending=[False, True, True, False])
        .select(
            pl.col("given").alias(key),
            "label_code",
            "matched_terms",
            "weight",
            pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).over("row").alias("rank"),
        )
    )


def _matched(labelling: Labelling, read: pl.DataFrame) -> pl.DataFrame:
    """Return the labels of normalised texts: row, label_code, matched_terms, weight, length."""
    asserted = read.select("row", text=asserted_of_normalised(labelling, read.get_column("text")))
    words, patterns = _words(labelling)
    hits = (
        asserted.lazy()
        .select("row", word=pl.col("text").str.extract_many(patterns, overlapping=True))
        .explode("word")
        .drop_nulls("word")
        .with_columns(pl.col("word").cast(words.schema["word"]))
        .unique()
        .join(words.lazy(), on="word")
        .collect()
    )
    near = _near(labelling.labels, hits, asserted)
    codes = pl.DataFrame(
        [(at, label.code) for at, label in enumerate(labelling.labels)],
        schema={"label": pl.UInt8, "label_code": pl.String},
        orient="row",
    )
    return (
        _weighed(labelling, hits, near, _asked(labelling, hits, asserted))
        .join(codes, on="label")
        .filter((pl.col("label_code") != OTHER) | (pl.len().over("row") == 1))
        .select("row", "label_code", "matched_terms", "weight", "length")
    )


def routed_out(labelling: Labelling, texts: pl.DataFrame, key: str, text: str) -> pl.DataFrame:
    """Return the texts of topics that are nobody's label: `key` and topic, one row per text and topic."""
    rows = texts.select(given=key, text=text).drop_nulls("text").with_row_index("row")
    read = rows.select("row", text=normalised(rows.get_column("text")))
    topics = _routed(labelling, read).join(rows, on="row", maintain_order="left")
    return topics.select(pl.col("given").alias(key), "topic")


def _routed(labelling: Labelling, read: pl.DataFrame) -> pl.DataFrame:
    """Return row and topic of the normalised texts that are routed out."""
    by_topic = [read.select("row", topic=pl.lit("")).clear()]
    candidates = [word for topic in labelling.routed_out for word in topic.words]
    candidates += [word for topic in labelling.routed_out for pair in topic.near for word in pair.second]
    relevant = read.filter(pl.col("text").str.contains_any(candidates)) if candidates else read.clear()
    for topic in labelling.routed_out:
        fits = pl.col("text")
        for phrase in longest_first(topic.kept):
            fits = fits.str.replace_all(phrase, aside(phrase), literal=True)
        near = [_either_order(pair) for pair in topic.near]
        pattern = "|".join([*map(re.escape, topic.words), *near])
        by_topic.append(relevant.filter(fits.str.contains(pattern)).select("row", topic=pl.lit(topic.topic)))
    return pl.concat(by_topic)


def _weighed(
    labelling: Labelling, hits: pl.DataFrame, near: pl.DataFrame, asked: pl.DataFrame
) -> pl.DataFrame:
    """Return the labels whose evidence is heavy enough: row, label, matched_terms, weight, length."""
    strong, nothing = pl.lit(STRONG, dtype=pl.Int64), pl.lit(0, dtype=pl.UInt32)
    weights = (
        pl.concat(
            [
                _counted(labelling, hits),
                near.select(*_ONE, weight=strong, length=nothing),
                asked.select(*_ONE, weight=strong, length=nothing),
            ]
        )
        .group_by(_ONE)
        .agg(pl.col("weight").sum(), pl.col("length").sum())
        .filter(pl.col("weight") >= ENOUGH)
    )
    needed = {at: len(set(label.must)) for at, label in enumerate(labelling.labels) if label.must}
    must = hits.filter(pl.col("role") == _MUST).group_by(_ONE).agg(has=pl.col("word").n_unique())
    matched = (
        weights.join(hits.filter(pl.col("role") == _NOT), on=_ONE, how="anti")
        .join(must, on=_ONE, how="left")
        .filter(pl.col("has").fill_null(0) == pl.col("label").replace_strict(needed, default=0))
    )
    of_pairs = hits.filter(pl.col("role") == _NEAR).join(near, on=["row", "pair"], how="semi")
    terms = (
        pl.concat([hits.filter(pl.col("role") <= _MUST), of_pairs])
        .join(matched, on=_ONE, how="semi")
        .group_by(_ONE)
        .agg(matched_terms=pl.col("word").unique().sort())
        .with_columns(pl.col("matched_terms").cast(pl.List(pl.String)))
    )
    return matched.join(terms, on=_ONE, how="left").select(*_ONE, "matched_terms", "weight", "length")


def _counted(labelling: Labelling, hits: pl.DataFrame) -> pl.DataFrame:
    """Return the words that weigh: row, label, weight, length; but not those inside a longer one as heavy."""
    own = hits.filter(pl.col("role") <= _WEAK).sort("role").unique(["row", "label", "word"], keep="first")
    hidden = own.join(_nested(labelling), on=["label", "word"]).join(
        own, left_on=["row", "label", "other"], right_on=["row", "label", "word"], how="semi"
    )
    weight = pl.when(pl.col("role") == _STRONG).then(STRONG).otherwise(WEAK).cast(pl.Int64)
    return (
        own.join(hidden, on=["row", "label", "word"], how="anti")
        .select(*_ONE, "length", weight=weight)
        .select(*_ONE, "weight", "length")
    )


@lru_cache(maxsize=4)
def _nested(labelling: Labelling) -> pl.DataFrame:
    """Return the words of a label that stand inside another as heavy: label, word, other."""
    inside = [
        (at, word, other)
        for at, label in enumerate(labelling.labels)
        for strong in (label.strong,)
        for word in {*strong, *label.hints, *label.wanted}
        for other in {*strong, *label.hints, *label.wanted}
        if word != other and word in other and (word in strong) <= (other in strong)
    ]
    schema = {"label": pl.UInt8, "word": pl.String, "other": pl.String}
    numbers = _words(labelling)[0].schema["word"]
    return pl.DataFrame(inside, schema=schema, orient="row").with_columns(
        pl.col("word", "other").cast(numbers)
    )


def _near(labels: Sequence[ProblemLabel], hits: pl.DataFrame, asserted: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs whose sides stand near each other: row, label, pair.

    Only texts that have both sides of a pair are looked at again.
    """
    patterns = [_either_order(pair) for label in labels for pair in label.near]
    of_pairs = hits.filter(pl.col("role") == _NEAR).select("row", "label", "pair", "side").unique()
    first, second = (of_pairs.filter(pl.col("side") == side) for side in (0, 1))
    candidates = first.join(second, on=["row", "pair"], how="semi").join(asserted, on="row")
    parts = candidates.partition_by("pair", as_dict=True).items()
    near = pl.collect_all(
        part.lazy().filter(pl.col("text").str.contains(patterns[int(pair)])).select("row", "label", "pair")
        for (pair,), part in parts
    )
    return pl.concat([candidates.clear().select("row", "label", "pair"), *near])


def _asked(labelling: Labelling, hits: pl.DataFrame, asserted: pl.DataFrame) -> pl.DataFrame:
    """Return the labels whose wanted words are asked for or said to be short: row, label."""
    patterns = [_asking(labelling.language, label) for label in labelling.labels]
    wanted = hits.filter((pl.col("role") == _WEAK) & (pl.col("side") == 0))
    candidates = wanted.select(_ONE).unique().join(asserted, on="row")
    asked = [
        part.filter(pl.col("text").str.contains(patterns[int(label)])).select(_ONE)
        for (label,), part in candidates.partition_by("label", as_dict=True).items()
    ]
    return pl.concat([candidates.clear().select(_ONE), *asked])


def _asking(language: LabelLanguage, label: ProblemLabel) -> str:
    asks, wanted, short = (_one_of(words) for words in (language.asks, label.wanted, language.short))
    inside = f"[^{CLAUSE_ENDS}]"
    asked = f"(?:{asks}){inside}{{0,{ASKED_WITHIN}}}(?:{wanted})"
    return f"{asked}|(?:{wanted}){inside}{{0,{SHORT_WITHIN}}}(?:{short})"


def _either_order(pair: Near) -> str:
    first, second = _one_of(pair.first), _one_of(pair.second)
    between = f"(?s:.{{0,{pair.within}}})"
    return f"(?:{first}){between}(?:{second})|(?:{second}){between}(?:{first})"


def _one_of(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, words)) or "\x02"


@lru_cache(maxsize=4)
def _words(labelling: Labelling) -> tuple[pl.DataFrame, list[str]]:
    """Return every word of every label, `_WORDS`, and each word once. A wanted one is weak, of side 0."""
    rows: list[tuple[str, int, int, int | None, int | None]] = []
    pairs = 0
    for at, label in enumerate(labelling.labels):
        roles = (
            (_STRONG, label.strong, None), (_WEAK, label.hints, None), (_WEAK, label.wanted, 0),
            (_MUST, label.must, None), (_NOT, label.not_, None),
        )  # fmt: skip
        rows += [(word, at, role, None, side) for role, words, side in roles for word in words]
        for pair in label.near:
            sides = enumerate((pair.first, pair.second))
            rows += [(word, at, _NEAR, pairs, side) for side, words in sides for word in words]
            pairs += 1
    words = pl.DataFrame(rows, schema=_WORDS, orient="row").unique(maintain_order=True)
    patterns = words.get_column("word").unique().sort().to_list()
    # Numbers in the order of the words: joins and sorts of strings took half of the time.
    return words.with_columns(
        pl.col("word").cast(pl.Enum(patterns)), length=pl.col("word").str.len_chars()
    ), patterns
