"""The rule files that published dates were decided with, kept by rule-set version.

Belongs here: keeping the files as they were, and loading them again. Does not belong here: which version a
publication used (table `publication`).
"""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path

from assets.files import copy_whole, place_folder, private_folder
from tag_rules.engine.errors import RuleErrors
from tag_rules.engine.model import RuleSet
from tag_rules.engine.reading.loader import load_rules


def keep_rules(store: Path, version: str, rule_files: Path) -> None:
    """Keep the YAML files of the folder `rule_files` under their version; once is enough.

    The folder appears whole or not at all.
    """
    if (store / version).exists():
        return
    private_folder(store)
    with tempfile.TemporaryDirectory(dir=store, prefix=".writing-") as writing:
        whole = Path(writing) / version
        for file in rule_files.rglob("*.yaml"):
            copy_whole(file, whole / file.relative_to(rule_files))
        place_folder(whole, store / version)


def kept_rules(store: Path, version: str) -> RuleSet | None:
    """Return the rule set of a version; None when it is not kept or today's engine cannot read it."""
    folder = store / version
    return _loaded(folder.absolute()) if folder.is_dir() else None


@lru_cache(maxsize=4)
def _loaded(folder: Path) -> RuleSet | None:
    """Read once by each process: what a version's folder holds never changes."""
    try:
        return load_rules(folder)
    except RuleErrors:
        return None
