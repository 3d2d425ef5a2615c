"""What is learnt from labelled texts: the same every time, calibrated, kept as plain arrays."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from assets.problems.learning import classifier_store
from assets.problems.learning.classifier import Classifier, train

TEXTS = [
    f"{place}{trouble}" for trouble in ("漏水了", "停车难", "灯不亮") for place in "东西南北上下左右前后"
]
LABELS = [code for code in ("leak", "park", "light") for _ in range(10)]


@pytest.fixture(scope="module")
def learnt() -> Classifier:
    return train(pl.Series(TEXTS), LABELS)


def test_unseen_texts_get_the_class_of_their_like(learnt: Classifier) -> None:
    given, confidence = learnt.judged(pl.Series(["厨房漏水了", "这里停车难", "楼里灯不亮"]))
    assert given == ["leak", "park", "light"]
    assert np.all((confidence >= 0) & (confidence <= 1))


def test_the_same_texts_teach_the_same(learnt: Classifier) -> None:
    again = train(pl.Series(TEXTS), LABELS)
    assert classifier_store.version_of(again) == classifier_store.version_of(learnt)


def test_other_texts_teach_something_else(learnt: Classifier) -> None:
    other = train(pl.Series(TEXTS[:-1]), LABELS[:-1])
    assert classifier_store.version_of(other) != classifier_store.version_of(learnt)


def test_one_label_teaches_nothing() -> None:
    with pytest.raises(ValueError, match="two labels"):
        train(pl.Series(["甲", "乙"]), ["one", "one"])


def test_what_is_kept_is_read_back_and_is_the_one_in_use(learnt: Classifier, tmp_path: Path) -> None:
    assert classifier_store.current_version(tmp_path) is None
    version = classifier_store.save(learnt, tmp_path)
    assert classifier_store.current_version(tmp_path) == version
    read = classifier_store.load(tmp_path, version)
    texts = pl.Series(["屋顶漏水了", "没有地方停车"])
    assert np.allclose(read.scores(texts), learnt.scores(texts))


def test_no_piece_of_a_text_is_kept(learnt: Classifier, tmp_path: Path) -> None:
    version = classifier_store.save(learnt, tmp_path)
    with np.load(tmp_path / classifier_store.FOLDER / f"{version}.npz", allow_pickle=False) as held:
        words = [str(one) for name in held for one in held[name].ravel() if held[name].dtype.kind in "US"]
    assert words == ["leak", "light", "park"]


def test_a_damaged_file_is_refused(learnt: Classifier, tmp_path: Path) -> None:
    version = classifier_store.save(learnt, tmp_path)
    path = tmp_path / classifier_store.FOLDER / f"{version}.npz"
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(classifier_store.DamagedClassifierError, match="train again"):
        classifier_store.load(tmp_path, version)


def test_what_an_earlier_version_learnt_is_refused(learnt: Classifier, tmp_path: Path) -> None:
    version = classifier_store.save(learnt, tmp_path)
    path = tmp_path / classifier_store.FOLDER / f"{version}.npz"
    with np.load(path, allow_pickle=False) as held:
        earlier = {name: held[name] for name in held if name != "reads"}
    np.savez_compressed(path, **earlier)
    with pytest.raises(classifier_store.DamagedClassifierError, match="earlier version"):
        classifier_store.load(tmp_path, version)


def test_evidence_beside_the_texts_is_learnt_and_then_needed() -> None:
    beside = np.array([[9.0 if label == code else 0.0 for code in ("leak", "park")] for label in LABELS])
    read = train(pl.Series(TEXTS), LABELS, beside)
    said = pl.Series(["甲乙丙丁"])
    assert read.reads_evidence
    assert read.judged(said, np.array([[9.0, 0.0]]))[0] == ["leak"]
    assert read.judged(said, np.array([[0.0, 9.0]]))[0] == ["park"]
