"""rules.lock: which content each version of each tag had, so that a rule never changes under its version.

The file is JSON: code → version → the SHA-256 (16 hex digits) of what the tag says. Cases do not count:
adding an example changes no tag. What does not belong here: reading rule files.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from pathlib import Path

from tag_rules.engine.errors import RuleError, RuleErrors
from tag_rules.engine.model import RuleSet, Tag

Lock = dict[str, dict[str, str]]


def fingerprint(tag: Tag) -> str:
    """Return 16 hex digits over what the tag says."""
    content = tag.model_dump(mode="json", exclude={"cases", "version", "category_title", "category_code"})
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def check(rule_set: RuleSet, lock_path: Path) -> None:
    """Raise `RuleErrors` unless the lock holds every tag with its version and content."""
    found = findings(rule_set, lock_path, rule_set.codes)
    if found:
        raise RuleErrors(_error(lock_path, message, remedy) for _, message, remedy in found)


def findings(rule_set: RuleSet, lock_path: Path, written: Collection[str]) -> list[tuple[str, str, str]]:
    """Return code, message and remedy of every tag that the lock does not hold as it is.

    `written`: the codes in the rule files, those of unreadable tags too; a locked code must be among them.
    """
    locked = _read(lock_path)
    return _conflicts(rule_set, locked, written) + [
        (tag.code, f"{tag.code} version {tag.version} is not locked", "run: tagging lock")
        for tag in rule_set.tags
        if tag.version > max(map(int, locked.get(tag.code, {})), default=0)
    ]


def write(rule_set: RuleSet, lock_path: Path) -> None:
    """Add new tags and versions to the lock; raises `RuleErrors` when one changed without a new version."""
    locked = _read(lock_path)
    found = _conflicts(rule_set, locked, rule_set.codes)
    if found:
        raise RuleErrors(_error(lock_path, message, remedy) for _, message, remedy in found)
    for tag in rule_set.tags:
        locked.setdefault(tag.code, {})[str(tag.version)] = fingerprint(tag)
    lock_path.write_text(json.dumps(locked, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _conflicts(rule_set: RuleSet, locked: Lock, written: Collection[str]) -> list[tuple[str, str, str]]:
    found = []
    for tag in rule_set.tags:
        versions = locked.get(tag.code, {})
        newest = max(map(int, versions), default=0)
        remedy = f"give it version {newest + 1}"
        if tag.version < newest:
            found.append((tag.code, f"{tag.code} goes back to version {tag.version}", remedy))
        elif versions.get(str(tag.version), fingerprint(tag)) != fingerprint(tag):
            found.append((tag.code, f"{tag.code} changed under version {tag.version}", remedy))
    return found + [
        (code, f"{code} is gone from the rule files", "keep it, with a valid_to: codes are for ever")
        for code in sorted(set(locked) - set(written))
    ]


def _read(path: Path) -> Lock:
    locked: Lock = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return locked


def _error(path: Path, message: str, remedy: str) -> RuleError:
    return RuleError(path.name, 1, 1, message, remedy)
