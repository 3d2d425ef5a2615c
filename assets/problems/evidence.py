"""What speaks for each label in many texts at once: words, pairs near each other, things asked for.

Belongs here: the arithmetic of `tag_rules.engine.labels.matching.evidence` on whole batches. Does not belong
here: where words stand (`label_words`), what a text asserts (`assertions`), which text is whose (`labels`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from assets.problems.label_words import LabelWords, Numbers, label_words, places
from tag_rules.engine.labels.assertions import CLAUSE_ENDS
from tag_rules.engine.labels.matching import ASKED_WITHIN, ENOUGH, SHORT_WITHIN, STRONG
from tag_rules.engine.labels.model import OTHER, LabelLanguage, Labelling, Near, ProblemLabel

Truths = npt.NDArray[np.bool_]
_FOUND = pl.Schema(
    {
        "at": pl.Int64(), "label_code": pl.String(), "matched_terms": pl.List(pl.String()),
        "weight": pl.Int64(), "length": pl.Int64(),
    }
)  # fmt: skip


def labels_found(labelling: Labelling, claims: pl.Series) -> pl.DataFrame:
    """Return the labels whose evidence in a batch of asserted texts is heavy enough.

    One row per text and label, by both: at (number of the text), label_code, matched_terms (sorted), weight,
    and length of the words that weigh.
    """
    known = label_words(labelling)
    if claims.is_empty() or not known.words:
        return pl.DataFrame(schema=_FOUND)
    found, size = places(known, claims), (len(claims), len(labelling.labels))
    own, must, forbids = (_of_cells(found, of, size, known) for of in (known.own, known.must, known.forbids))
    near, near_words = _near(found, size, known)
    asked = _asked(labelling, own, known, claims)
    cell, word = np.divmod(_counted(own, size, known), len(known.words))
    heavy = known.weight[cell % size[1] * len(known.words) + word]
    weight = _sums(cell, size, heavy) + STRONG * (_sums(near, size) + _sums(asked, size))
    given = (weight >= ENOUGH) & (_sums(forbids // len(known.words), size) == 0)
    given &= _sums(must // len(known.words), size) == [len({*label.must}) for label in labelling.labels]
    other = [label.code == OTHER for label in labelling.labels]
    given[:, other] &= given.sum(axis=1, keepdims=True) == 1
    length = _sums(cell, size, known.lengths[word])
    terms = _once(np.concatenate([own, must, near_words]))
    terms = terms[given.ravel()[terms // len(known.words)]]
    return _told(labelling, known, terms).with_columns(
        weight=pl.Series(weight[given], dtype=pl.Int64), length=pl.Series(length[given], dtype=pl.Int64)
    )


def either_order(pair: Near) -> str:
    """Return the pattern of a pair: a word of each side, in either order, near enough."""
    first, second = _one_of(pair.first), _one_of(pair.second)
    between = f"(?s:.{{0,{pair.within}}})"
    return f"(?:{first}){between}(?:{second})|(?:{second}){between}(?:{first})"


def _of_cells(found: pl.DataFrame, of: pl.DataFrame, size: tuple[int, int], known: LabelWords) -> Numbers:
    """Return the words of labels that are found, each once, as (at × labels + label) × words + word."""
    cell = pl.col("at").cast(pl.Int64) * size[1] + pl.col("label")
    numbers = found.join(of, on="word").select(cell * len(known.words) + pl.col("word"))
    return _once(numbers.to_series().to_numpy())


def _counted(own: Numbers, size: tuple[int, int], known: LabelWords) -> Numbers:
    """Return the words that weigh: not those inside a longer one that is found and weighs as much."""
    of_label = size[1] * len(known.words)
    held = (
        pl.DataFrame({"own": own % of_label, "of_cell": own // len(known.words) * len(known.words)})
        .with_row_index("place")
        .join(known.inside, on="own")
    )
    longer = (held["of_cell"] + held["longer"]).to_numpy()
    hidden = held["place"].to_numpy()[_is_in(longer, own)]
    return np.delete(own, hidden)


def _near(found: pl.DataFrame, size: tuple[int, int], known: LabelWords) -> tuple[Numbers, Numbers]:
    """Return the cell of each pair whose sides stand near each other, and its words found as `_of_cells`."""
    pairs = len(known.within)
    of_pair = pl.col("at").cast(pl.Int64) * pairs + pl.col("pair")
    every = found.join(known.near, on="word").with_columns(of_pair=of_pair)
    number, is_first = every["of_pair"].to_numpy(), (every["side"] == 0).to_numpy()
    has_first, has_second = (np.zeros(size[0] * pairs, dtype=np.bool_) for _ in range(2))
    has_first[number[is_first]], has_second[number[~is_first]] = True, True
    both = every.filter(pl.Series((has_first & has_second)[number], dtype=pl.Boolean))
    near = _once(np.concatenate([_followed(both, side, known) for side in (0, 1)]))
    near_words = both.filter(pl.Series(_is_in(both["of_pair"].to_numpy(), near), dtype=pl.Boolean))
    cell = pl.col("at").cast(pl.Int64) * size[1] + pl.col("label")
    cells = near_words.select("of_pair", "word", cell=cell)
    return (
        cells.unique("of_pair")["cell"].to_numpy(),
        cells.select(pl.col("cell") * len(known.words) + pl.col("word")).to_series().to_numpy(),
    )


def _followed(both: pl.DataFrame, side: int, known: LabelWords) -> Numbers:
    """Return the pairs of which a word of `side` is followed by one of the other side, near enough."""
    if both.is_empty():
        return np.empty(0, dtype=np.int64)
    beyond = both["end"].max() + known.within.max() + 1
    leads = (both["side"] == side).to_numpy()
    number, base = both["of_pair"].to_numpy(), both["of_pair"].to_numpy() * beyond
    starts = np.append(np.sort((base + both["start"].to_numpy())[~leads]), np.iinfo(np.int64).max)
    ends = (base + both["end"].to_numpy())[leads]
    gap = starts[np.searchsorted(starts, ends)] - ends
    is_near: Truths = gap <= known.within[both["pair"].to_numpy()[leads]]
    followed: Numbers = number[leads][is_near]
    return followed


def _asked(labelling: Labelling, own: Numbers, known: LabelWords, claims: pl.Series) -> Numbers:
    """Return the cells of labels whose wanted words are asked for or said to be short."""
    labels = len(labelling.labels)
    wanted = _once(own[known.is_wanted[own % (labels * len(known.words))]] // len(known.words))
    at, of = np.divmod(wanted, labels)
    asked = [wanted[:0]]
    for label in _once(of):
        pattern = _asking(labelling.language, labelling.labels[label])
        is_asked = claims.gather(at[of == label]).str.contains(pattern).to_numpy()
        asked.append(wanted[of == label][is_asked])
    return np.concatenate(asked)


def _told(labelling: Labelling, known: LabelWords, terms: Numbers) -> pl.DataFrame:
    """Return at, label_code and the words of each, in order, of words as `_of_cells`."""
    cell, word = np.divmod(terms, len(known.words))
    codes = pl.Series([label.code for label in labelling.labels], dtype=pl.String)
    told = (
        pl.DataFrame({"cell": cell, "matched_terms": pl.Series(known.words).gather(word)})
        .group_by("cell", maintain_order=True)
        .agg("matched_terms")
    )
    at, label = np.divmod(told["cell"].to_numpy(), len(labelling.labels))
    return told.select(at=pl.Series(at), label_code=codes.gather(label), matched_terms="matched_terms")


def _sums(cell: Numbers, size: tuple[int, int], each: Numbers | None = None) -> npt.NDArray[Any]:
    """Return how much there is in each cell, a row per text: of each one's weight, or one each."""
    return np.bincount(cell, each, size[0] * size[1]).reshape(size)


def _once(numbers: Numbers) -> Numbers:
    """Return the numbers, which are not negative, sorted and each once."""
    ordered = np.sort(numbers)
    return ordered[np.diff(ordered, prepend=-1) > 0]


def _is_in(numbers: Numbers, of: Numbers) -> Truths:
    """Return which numbers are among sorted ones."""
    found: Truths = np.append(of, -1)[np.searchsorted(of, numbers)] == numbers
    return found


def _asking(language: LabelLanguage, label: ProblemLabel) -> str:
    asks, wanted, short = (_one_of(words) for words in (language.asks, label.wanted, language.short))
    inside = f"[^{CLAUSE_ENDS}]"
    asked = f"(?:{asks}){inside}{{0,{ASKED_WITHIN}}}(?:{wanted})"
    return f"{asked}|(?:{wanted}){inside}{{0,{SHORT_WITHIN}}}(?:{short})"


def _one_of(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, words)) or "\x02"
