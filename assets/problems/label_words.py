"""All words of all labels as numbers, and where they stand in a batch of texts.

Belongs here: the tables that batches are read with, and the one pass for all words. Does not belong here:
what words weigh together (`evidence`), what a word means (`tag_rules.engine.labels.matching`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

from tag_rules.engine.labels.matching import STRONG, WEAK
from tag_rules.engine.labels.model import Labelling, ProblemLabel

Numbers = npt.NDArray[np.int64]
_OF_LABELS = pl.Schema({"word": pl.UInt32(), "label": pl.UInt8()})
_OF_PAIRS = pl.Schema({**_OF_LABELS, "pair": pl.UInt16(), "side": pl.UInt8()})
_INSIDE = pl.Schema({"own": pl.Int64(), "longer": pl.UInt32()})


@dataclass(frozen=True, eq=False)
class LabelWords:
    """Every word of every label, each once and sorted; its number is its place.

    `own`, `must`, `forbids`: word, label; `near`: word, label, pair, side; `within`: per pair. By label ×
    words + word: `weight`, `is_wanted`; `inside` has such a number as own, and the number of a word of the
    label that holds it and is as heavy.
    """

    words: tuple[str, ...]
    lengths: Numbers
    own: pl.DataFrame
    must: pl.DataFrame
    forbids: pl.DataFrame
    near: pl.DataFrame
    within: Numbers
    weight: Numbers
    is_wanted: npt.NDArray[np.bool_]
    inside: pl.DataFrame


@lru_cache(maxsize=4)
def label_words(labelling: Labelling) -> LabelWords:
    """Return the words of a labelling."""
    labels = labelling.labels
    pairs = [(at, pair) for at, label in enumerate(labels) for pair in label.near]
    near = [
        (word, at, of_pair, side)
        for of_pair, (at, pair) in enumerate(pairs)
        for side, given in enumerate((pair.first, pair.second))
        for word in {*given}
    ]
    own, must, forbids = (
        [(word, at) for at, label in enumerate(labels) for word in {*of(label)}]
        for of in (_own, lambda label: label.must, lambda label: label.not_)
    )
    words = tuple(sorted({str(row[0]) for row in (*own, *must, *forbids, *near)}))
    number = {word: at for at, word in enumerate(words)}

    def numbered(
        rows: list[tuple[str, int]] | list[tuple[str, int, int, int]], schema: pl.Schema
    ) -> pl.DataFrame:
        return pl.DataFrame([(number[word], *rest) for word, *rest in rows], schema=schema, orient="row")

    weight = np.zeros(len(labels) * len(words), dtype=np.int64)
    is_wanted = np.zeros(len(weight), dtype=np.bool_)
    for word, at in own:
        weight[at * len(words) + number[word]] = STRONG if word in labels[at].strong else WEAK
        is_wanted[at * len(words) + number[word]] = word in labels[at].wanted
    inside = [
        (at * len(words) + number[word], number[longer])
        for at, label in enumerate(labels)
        for word, longer in _inside(label)
    ]
    return LabelWords(
        words,
        np.array([len(word) for word in words], dtype=np.int64),
        numbered(own, _OF_LABELS),
        numbered(must, _OF_LABELS),
        numbered(forbids, _OF_LABELS),
        numbered(near, _OF_PAIRS),
        np.array([pair.within for _, pair in pairs], dtype=np.int64),
        weight,
        is_wanted,
        pl.DataFrame(inside, schema=_INSIDE, orient="row"),
    )


def places(known: LabelWords, texts: pl.Series) -> pl.DataFrame:
    """Return every place of every word: at (number of the text), word, start, end.

    Start and end count the characters of all texts, one after the other.
    """
    words = list(known.words)
    found = (
        pl.DataFrame(
            {
                "word": texts.str.extract_many(words, overlapping=True),
                "byte": texts.str.find_many(words, overlapping=True),
            }
        )
        .with_row_index("at")
        .explode("word", "byte")
        .drop_nulls("word")
        .with_columns(pl.col("word").cast(pl.Enum(words)).to_physical().cast(pl.UInt32))
    )
    content = np.frombuffer("".join(texts.to_list()).encode(), np.uint8)
    characters = np.cumsum((content & 0xC0) != 0x80)
    begins = np.append(0, np.cumsum(texts.str.len_bytes().to_numpy(), dtype=np.int64))
    start = characters[begins[found["at"].to_numpy()] + found["byte"].to_numpy()]
    end = start + known.lengths[found["word"].to_numpy()]
    return found.select("at", "word", start=pl.Series(start), end=pl.Series(end))


def _own(label: ProblemLabel) -> set[str]:
    return {*label.strong, *label.hints, *label.wanted}


def _inside(label: ProblemLabel) -> Iterator[tuple[str, str]]:
    """Return the words of a label that stand inside another as heavy, with the other."""
    strong, own = label.strong, _own(label)
    for word in own:
        for longer in own:
            if word != longer and word in longer and (word in strong) <= (longer in strong):
                yield word, longer
