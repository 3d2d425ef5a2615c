"""Learnt weights as a file: what a deployment compares its residents by, until it learns anew.

Belongs here: the file's form. Does not belong here: learning (`learn.py`), which file is used when.
"""

import json
from dataclasses import asdict
from pathlib import Path

from assets.files import write_whole
from assets.registry.linkage.learn import Model
from tag_rules.engine.errors import RefusedError

_DIGITS = 6


def read_weights(path: Path) -> Model:
    """Return the weights of a file; RefusedError where it is none."""
    try:
        return Model(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise RefusedError(
            f"{path.name} 不是匹配权重文件，请重新学习：tagging link-learn。"
            f" {path.name} holds no weights of linkage; learn them again: tagging link-learn"
        ) from None


def write_weights(path: Path, model: Model) -> None:
    """Write weights: levels and their shares by field, how many pairs there were. Nothing of a person."""
    rounded = {
        name: {field: [_rounded(one) for one in of_levels] for field, of_levels in value.items()}
        if isinstance(value, dict)
        else value
        for name, value in asdict(model).items()
    }
    write_whole(path, json.dumps(rounded, indent=1).encode() + b"\n")


def _rounded(one: float | str) -> float | str:
    return one if isinstance(one, str) else float(f"{one:.{_DIGITS}g}")
