"""Which columns of the catalogue no code makes: told by lint, before a night looks for them in vain.

Belongs here: looking for a column's name in the sources of features and of what they are made from. Does not
belong here: making columns. Ages, tags, rolls and declared facts are made from the catalogue itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tag_rules.engine.model import Feature

_MADE_IN = ("features", "registry", "intake")
_WORD = re.compile(r"\w+")
_PARTLY = re.compile(r'f"(\w*)\{[^{}"]*\}(\w*)"')


def unmade(catalogue: Mapping[str, Mapping[str, Feature]]) -> list[tuple[str, str]]:
    """Return subject and name of every column that is in no code, in the order of the catalogue."""
    words, partly = _named_in_code()
    return [
        (subject, name)
        for subject, features in catalogue.items()
        for name, feature in features.items()
        if feature.is_column
        and feature.roll is None
        and not feature.is_declared
        and feature.made is None
        and name not in words
        and not any(name.startswith(before) and name.endswith(after) for before, after in partly)
    ]


@cache
def _named_in_code() -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """Return every word of the sources, and beginning and end of names that are put together there."""
    folder = Path(__file__).parents[1]
    words, partly = set[str](), set[tuple[str, str]]()
    for part in _MADE_IN:
        for path in (folder / part).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            words |= set(_WORD.findall(text))
            partly |= {pair for pair in _PARTLY.findall(text) if len(pair[0]) > 3 and pair[0].endswith("_")}
    return frozenset(words), frozenset(partly)
