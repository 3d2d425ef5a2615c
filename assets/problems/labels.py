"""Problem labels over many texts: one automaton pass for all words, in batches, then weighing per label.

Belongs here: texts in and labels out, and what is routed out. What a label's words mean is in
`tag_rules.engine.labels.matching`, what a text asserts in `tag_rules.engine.labels.assertions`; the fast way
(here, `evidence`, `assertions`) must agree with both.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import polars as pl

from assets.problems.assertions import asserted_of_normalised, normalised
from assets.problems.evidence import either_order, labels_found
from tag_rules.engine.labels.assertions import aside, longest_first
from tag_rules.engine.labels.model import Labelling

BATCH = 2**15
"""Texts that are read at once: what is known of them fits into the processor's caches."""


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
    rows, distinct = _distinct(texts, key, text)
    with ThreadPoolExecutor(pl.thread_pool_size()) as threads:
        read = threads.map(partial(_matched, labelling), distinct.iter_slices(BATCH))
        matched = pl.concat([_matched(labelling, distinct.clear()), *read])
    return (
        rows.join(matched, on="of_text")
        .sort(["row", "weight", "length", "label_code"], descending=[False, True, True, False])
        .select(
            pl.col("given").alias(key),
            "label_code",
            "matched_terms",
            "weight",
            pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).over("row").alias("rank"),
        )
    )


def routed_out(labelling: Labelling, texts: pl.DataFrame, key: str, text: str) -> pl.DataFrame:
    """Return the texts of topics that are nobody's label: `key` and topic, one row per text and topic."""
    rows, distinct = _distinct(texts, key, text)
    read = distinct.with_columns(text=normalised(distinct.get_column("text")))
    topics = _routed(labelling, read).join(rows, on="of_text").sort("topic", "row")
    return topics.select(pl.col("given").alias(key), "topic")


def _distinct(texts: pl.DataFrame, key: str, text: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return row, given, of_text, and of_text, text: notes repeat, and each text is read once."""
    rows = texts.select(given=key, text=text).drop_nulls("text").with_row_index("row")
    distinct = rows.select(text=pl.col("text").unique(maintain_order=True)).with_row_index("of_text")
    return rows.join(distinct, on="text", maintain_order="left").drop("text"), distinct


def _matched(labelling: Labelling, texts: pl.DataFrame) -> pl.DataFrame:
    """Return the labels of texts (of_text, text): of_text, label_code, matched_terms, weight, length."""
    read = texts.with_columns(text=normalised(texts.get_column("text")))
    read = read.join(_routed(labelling, read), on="of_text", how="anti", maintain_order="left")
    claims = asserted_of_normalised(labelling, read.get_column("text"))
    found = labels_found(labelling, claims)
    return found.with_columns(of_text=read.get_column("of_text").gather(found["at"])).drop("at")


def _routed(labelling: Labelling, read: pl.DataFrame) -> pl.DataFrame:
    """Return of_text and topic of the normalised texts that are routed out."""
    by_topic = [read.select("of_text", topic=pl.lit("")).clear()]
    candidates = [word for topic in labelling.routed_out for word in topic.words]
    candidates += [word for topic in labelling.routed_out for pair in topic.near for word in pair.second]
    relevant = read.filter(pl.col("text").str.contains_any(candidates)) if candidates else read.clear()
    for topic in labelling.routed_out:
        fits = pl.col("text")
        for phrase in longest_first(topic.kept):
            fits = fits.str.replace_all(phrase, aside(phrase), literal=True)
        near = [either_order(pair) for pair in topic.near]
        pattern = "|".join([*map(re.escape, topic.words), *near])
        topics = relevant.filter(fits.str.contains(pattern))
        by_topic.append(topics.select("of_text", topic=pl.lit(topic.topic)))
    return pl.concat(by_topic)
