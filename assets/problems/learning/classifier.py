"""A small trained classifier of texts: hashed character n-grams, a linear model, calibrated confidence.

Belongs here: learning from labelled texts and judging others. Does not belong here: files
(`classifier_store`), weighing it against patterns (`combined`). What is learnt holds no piece of a text.
SciPy and scikit-learn are imported inside functions: it takes a second, and few deployments have learnt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl

if TYPE_CHECKING:
    from scipy import sparse  # type: ignore[import-untyped]

from assets.problems.assertions import normalised

HASHES = 2**18
GRAMS = (1, 3)
OPENING = r"^[^。!?;\n]{1,50}"
"""How a text opens: its title or first sentence. That is learnt for itself too, as it says most."""
FOLDS = 5
RAREST = 2
"""In how many texts an n-gram must be to be learnt."""
REGULARISATION = 1.0
WHOLE, OPENS, BESIDE = 1.0, 1.2, 0.1
"""What n-grams of the whole text, of its opening, and evidence beside them weigh. So on 1,377 complaints in
seven classes, learnt from half: macro-F1 .88; the whole alone .85, with evidence that is not learnt .84."""
Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Classifier:
    """What was learnt.

    `classes`: their names in order; `columns`: hashes seen in training, ascending, those of openings after
    `HASHES`; `idf`: per column; `weights`: classes × (columns, evidence); `offset`: per class. `margins`,
    `shares`: the isotonic steps from how far the best class is ahead to the share of such texts that were
    right.
    """

    classes: tuple[str, ...]
    columns: npt.NDArray[np.int32]
    idf: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]
    offset: npt.NDArray[np.float32]
    margins: npt.NDArray[np.float32]
    shares: npt.NDArray[np.float32]
    texts: int

    @property
    def reads_evidence(self) -> bool:
        """Whether it was trained with further scores per text, which it then needs for judging."""
        return bool(self.weights.shape[1] > len(self.columns))

    def scores(self, texts: pl.Series, beside: Array | None = None) -> Array:
        """Return one row per text, one column per class: the linear model's scores."""
        grams = _weighted(_hashed(texts)[:, self.columns], self.columns, self.idf)
        features = _with(grams, beside if self.reads_evidence else None)
        return np.asarray(features @ self.weights.T.astype(np.float64) + self.offset)

    def judged(self, texts: pl.Series, beside: Array | None = None) -> tuple[list[str], Array]:
        """Return the class of each text and the calibrated share of such texts that are right."""
        scores = self.scores(texts, beside)
        best = scores.argmax(axis=1)
        confidence = np.interp(_margins(scores), self.margins, self.shares)
        return [self.classes[at] for at in best], confidence


def train(texts: pl.Series, labels: Sequence[str], beside: Array | None = None) -> Classifier:
    """Return a classifier of the labels; the same input gives the same one. Needs two classes at least.

    Args:
        texts: what is learnt from.
        labels: the class of each.
        beside: what speaks for anything in each text without learning (`untrained.class_scores`), one column
            each; then the same must be given when judging.

    """
    classes = tuple(sorted(set(labels)))
    if len(classes) < 2:
        raise ValueError("a classifier needs texts of two labels at least")
    wanted = np.array([classes.index(label) for label in labels])
    hashed = _hashed(texts)
    columns = np.flatnonzero(np.asarray((hashed != 0).sum(axis=0)).ravel() >= RAREST).astype(np.int32)
    seen = hashed[:, columns]
    idf = _idf(seen)
    features = _with(_weighted(seen, columns, idf), beside)
    weights, offset = _fitted(features, wanted, len(classes))
    margins, shares = _calibrated(_unseen_scores(features, wanted, len(classes)), wanted)
    return Classifier(classes, columns, idf, weights, offset, margins, shares, len(labels))


def _hashed(texts: pl.Series) -> sparse.csr_matrix:
    """Return how often each hashed n-gram is in each text and, after those, in its opening; digits alike."""
    from scipy import sparse
    from sklearn.feature_extraction.text import HashingVectorizer  # type: ignore[import-untyped]

    whole = normalised(texts).str.replace_all(r"[0-9]+", "0").fill_null("")
    vectoriser = HashingVectorizer(
        analyzer="char",
        ngram_range=GRAMS,
        n_features=HASHES,
        norm=None,
        alternate_sign=False,
        lowercase=False,
    )
    parts = (whole, whole.str.extract(f"({OPENING})").fill_null(""))
    return sparse.hstack([vectoriser.transform(part.to_list()) for part in parts]).tocsr()


def _idf(counts: sparse.csr_matrix) -> npt.NDArray[np.float32]:
    documents = np.asarray((counts != 0).sum(axis=0)).ravel()
    return np.asarray(np.log((1 + counts.shape[0]) / (1 + documents)) + 1, dtype=np.float32)


def _weighted(
    counts: sparse.csr_matrix, columns: npt.NDArray[np.int32], idf: npt.NDArray[np.float32]
) -> sparse.csr_matrix:
    """Return tf-idf with a logarithm of the frequency, rows of one length: for whole texts and openings."""
    from scipy import sparse

    weighted = counts.astype(np.float64).copy()
    weighted.data = 1 + np.log(weighted.data)
    weighted = weighted.multiply(idf.astype(np.float64)).tocsr()
    opening = int(np.searchsorted(columns, HASHES))
    parts = ((WHOLE, weighted[:, :opening]), (OPENS, weighted[:, opening:]))
    return sparse.hstack([_of_length(part, length) for length, part in parts]).tocsr()


def _of_length(rows: sparse.csr_matrix, length: float) -> sparse.csr_matrix:
    from scipy import sparse

    now = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return sparse.diags(length / np.where(now == 0, 1, now)) @ rows


def _with(grams: sparse.csr_matrix, beside: Array | None) -> sparse.csr_matrix:
    if beside is None:
        return grams
    from scipy import sparse

    return sparse.hstack([grams, sparse.csr_matrix(BESIDE * np.log1p(beside))]).tocsr()


def _fitted(
    features: sparse.csr_matrix, wanted: npt.NDArray[np.int64], classes: int
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return weights and offsets; of two classes, a row for each all the same."""
    from sklearn.svm import LinearSVC  # type: ignore[import-untyped]

    weights = np.zeros((classes, features.shape[1]), dtype=np.float32)
    offset = np.full(classes, -1e6, dtype=np.float32)
    if len(set(wanted)) == 1:  # a part of very few texts
        offset[wanted[0]] = 0
        return weights, offset
    model = LinearSVC(C=REGULARISATION, class_weight="balanced", random_state=0, max_iter=5000)
    model.fit(features, wanted)
    rows, starts = model.coef_, model.intercept_
    if len(model.classes_) == 2:
        rows, starts = np.vstack([-rows, rows]), np.array([-starts[0], starts[0]])
    weights[model.classes_], offset[model.classes_] = rows, starts
    return weights, offset


def _margins(scores: Array) -> Array:
    """Return how far the best class of each text is ahead of the next."""
    ordered = np.sort(scores, axis=1)
    return np.asarray(ordered[:, -1] - ordered[:, -2])


def _right(scores: Array, wanted: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    return np.asarray(scores.argmax(axis=1) == wanted)


def _unseen_scores(features: sparse.csr_matrix, wanted: npt.NDArray[np.int64], classes: int) -> Array:
    """Return each text's scores by a model that has not seen it."""
    folds = min(FOLDS, int(np.bincount(wanted).max()))
    scores = np.zeros((len(wanted), classes))
    for seen, unseen in _folds(wanted, max(folds, 2)):
        weights, offset = _fitted(features[seen], wanted[seen], classes)
        scores[unseen] = features[unseen] @ weights.T.astype(np.float64) + offset
    return scores


def _calibrated(
    unseen: Array, wanted: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return the isotonic steps from margin to share that is right, of scores of texts that were not seen."""
    from sklearn.isotonic import IsotonicRegression  # type: ignore[import-untyped]

    right, margins = _right(unseen, wanted), _margins(unseen)
    # Two texts more that are wrong keep a small training set from certainty.
    ends = np.array([margins.min(), margins.max()])
    isotonic = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip")
    isotonic.fit(np.append(margins, ends), np.append(right, [0.0, 0.0]))
    return isotonic.X_thresholds_.astype(np.float32), isotonic.y_thresholds_.astype(np.float32)


def _folds(
    wanted: npt.NDArray[np.int64], folds: int
) -> list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """Return the parts of a cross-validation; classes of fewer texts than folds are spread as they come."""
    from sklearn.model_selection import StratifiedKFold  # type: ignore[import-untyped]

    order = StratifiedKFold(folds, shuffle=True, random_state=0)
    rare = np.bincount(wanted)[wanted] < folds
    common = np.flatnonzero(~rare)
    if len(set(wanted[common])) < 2:
        common = np.arange(len(wanted))
        parts = np.arange(len(wanted)) % folds
        return [(np.flatnonzero(parts != at), np.flatnonzero(parts == at)) for at in range(folds)]
    spread = np.flatnonzero(rare)
    made = []
    for at, (seen, unseen) in enumerate(order.split(common, wanted[common])):
        here = spread[at::folds]
        made.append(
            (
                np.sort(np.append(common[seen], np.setdiff1d(spread, here))),
                np.sort(np.append(common[unseen], here)),
            )
        )
    return made
