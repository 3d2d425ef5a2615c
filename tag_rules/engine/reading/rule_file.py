"""One rule file: what numbers and days it may hold, and its entries as the model has them.

What belongs here: what is the same for every rule file. What does not: reading YAML (`yaml_document`), what
the content means (`loader`).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from tag_rules.engine.errors import RuleError, did_you_mean
from tag_rules.engine.expression.nodes import FIRST_DAY, LARGEST, LAST_DAY
from tag_rules.engine.reading.yaml_document import Parsed, Path_, YamlDocument

MISSPELT = 0.85
"""How alike a file's name and that of a file with rules are when it was meant: all but a letter or two."""
_WRITTEN_AS = (".yaml", ".yml")


class RuleFile(YamlDocument):
    """A parsed rule file: numbers and days that no rule can hold are recorded as errors."""

    def __init__(self, path: Path, name: str) -> None:
        super().__init__(path, name, _known_keys())

    def salvage(self, path: Path_, shape: type[Parsed] | Any) -> dict[Any, Parsed]:
        """Return the entries at `path` that are of `shape`, by key or index; silent about the others."""
        entries = self.content
        for step in path:
            entries = entries.get(step) if isinstance(entries, dict) else None
        listed = entries if isinstance(entries, tuple) else ()
        pairs = entries.items() if isinstance(entries, dict) else enumerate(listed)
        adapter, kept = TypeAdapter(shape), {}
        for key, entry in pairs:
            try:
                kept[key] = adapter.validate_python(entry)
            except ValidationError:
                continue
        return kept

    def _unfit(self, value: float | date) -> tuple[str, str] | None:
        if isinstance(value, date):
            fits = FIRST_DAY <= value <= LAST_DAY
            wrong = f"规则不能用这一天 “{value}” is no day a rule can hold"
            return None if fits else (wrong, f"日期限于 days go from {FIRST_DAY} to {LAST_DAY}")
        fits = abs(value) <= LARGEST
        wrong = f"规则不能用这个数 “{value}” is no number a rule can hold"
        if isinstance(value, int) and len(str(value)) > len(str(LARGEST)):  # digits of a code
            return wrong, f'代码要加引号 a code stands in quotes: "{value}"'
        return None if fits else (wrong, f"数字限于 numbers go from -{LARGEST} to {LARGEST}")


def unread(folder: Path, read: Collection[str]) -> list[str]:
    """Return the names of all YAML files below `folder` that are not among those `read`."""
    there = (path for path in folder.rglob("*") if path.suffix.lower() in _WRITTEN_AS and path.is_file())
    return sorted({path.relative_to(folder).as_posix() for path in there} - set(read))


def never_read(name: str, known: Collection[str]) -> RuleError:
    """Return the error of a file that no rule is read from.

    Args:
        known: how files with rules are named.
    """
    remedy = did_you_mean(name, known, MISSPELT) or f"rules stand in {', '.join(known)}"
    return RuleError(name, 1, 1, "没有规则从这个文件读取 no rule is read from this file", remedy)


@cache
def _known_keys() -> frozenset[str]:
    """Return every key that any rule file may have."""
    known, waiting = set[str](), [BaseModel]
    while waiting:
        model = waiting.pop()
        if model.__module__ in (
            "tag_rules.engine.model",
            "tag_rules.engine.feature",
            "tag_rules.engine.labels.model",
            "tag_rules.engine.life",
        ):
            known |= {field.alias or name for name, field in model.model_fields.items()}
        waiting.extend(model.__subclasses__())
    return frozenset(known)
