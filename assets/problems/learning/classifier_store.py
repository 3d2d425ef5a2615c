"""Trained classifiers as files: plain arrays, read back without running anything, named by their content.

Belongs here: writing, reading and naming them. Does not belong here: learning (`classifier`).
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import numpy as np

from assets.files import write_whole
from assets.problems.learning.classifier import Classifier

FOLDER = "label_classifiers"
_ARRAYS = ("columns", "idf", "weights", "offset", "margins", "shares")
_CURRENT = "current.json"
READS = 2
"""How texts are read; what was learnt when they were read otherwise cannot judge."""


class DamagedClassifierError(ValueError):
    """A classifier's file is not what its name says, or was learnt by an earlier version."""


def version_of(classifier: Classifier) -> str:
    """Return 12 hex digits over everything that was learnt."""
    digest = hashlib.sha256(
        json.dumps([READS, classifier.classes, classifier.texts], ensure_ascii=False).encode()
    )
    for name in _ARRAYS:
        digest.update(np.ascontiguousarray(getattr(classifier, name)).tobytes())
    return digest.hexdigest()[:12]


def save(classifier: Classifier, data: Path) -> str:
    """Write a classifier below the data folder and make it the current one; returns its version."""
    version, folder = version_of(classifier), data / FOLDER
    held = io.BytesIO()
    arrays = {name: getattr(classifier, name) for name in _ARRAYS}
    named = {
        "classes": np.array(classifier.classes),
        "texts": np.array(classifier.texts),
        "reads": np.array(READS),
    }
    np.savez_compressed(held, allow_pickle=False, **arrays, **named)
    write_whole(folder / f"{version}.npz", held.getvalue())
    write_whole(folder / _CURRENT, json.dumps({"version": version}))
    return version


def current_version(data: Path) -> str | None:
    """Return the version in use; None before the first training."""
    path = data / FOLDER / _CURRENT
    return str(json.loads(path.read_text(encoding="utf-8"))["version"]) if path.is_file() else None


def load(data: Path, version: str) -> Classifier:
    """Return a classifier; raises `DamagedClassifierError` where its content is not that of its version."""
    path = data / FOLDER / f"{version}.npz"
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as held:
            if int(held.get("reads", 1)) != READS:
                raise DamagedClassifierError(_said(path, "由旧版本学得 was learnt by an earlier version"))
            arrays = {name: held[name] for name in _ARRAYS}
            read = Classifier(tuple(map(str, held["classes"])), **arrays, texts=int(held["texts"]))
    except DamagedClassifierError:
        raise
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as fault:
        raise DamagedClassifierError(_said(path)) from fault
    if version_of(read) != version:
        raise DamagedClassifierError(_said(path))
    return read


def _said(path: Path, fault: str = "已损坏 is damaged or gone") -> str:
    return f"{path.name} {fault}; 请重新训练 train again: tagging label-train"
