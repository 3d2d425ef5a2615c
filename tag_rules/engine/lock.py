"""rules.lock: which content each version of each tag had, so that a rule never changes under its version.

The file is JSON: code → version → the SHA-256 (16 hex digits) of what the tag says. Cases do not count:
adding an example changes no tag. What does not belong here: reading rule files.
"""

from __future__ import annotations

import hashlib
import json
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
    locked = _read(lock_path)
    errors = _conflicts(rule_set, locked, lock_path)
    for tag in rule_set.tags:
        if str(tag.version) not in locked.get(tag.code, {}):
            errors.append(
                _error(lock_path, f"{tag.code} version {tag.version} is not locked", "run: tagging lock")
            )
    if errors:
        raise RuleErrors(errors)


def write(rule_set: RuleSet, lock_path: Path) -> None:
    """Add new tags and versions to the lock; raises `RuleErrors` when one changed without a new version."""
    locked = _read(lock_path)
    errors = _conflicts(rule_set, locked, lock_path)
    if errors:
        raise RuleErrors(errors)
    for tag in rule_set.tags:
        locked.setdefault(tag.code, {})[str(tag.version)] = fingerprint(tag)
    lock_path.write_text(json.dumps(locked, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _conflicts(rule_set: RuleSet, locked: Lock, path: Path) -> list[RuleError]:
    errors = []
    for tag in rule_set.tags:
        versions = locked.get(tag.code, {})
        newest = max(map(int, versions), default=0)
        if tag.version < newest:
            errors.append(
                _error(
                    path, f"{tag.code} goes back to version {tag.version}", f"give it version {newest + 1}"
                )
            )
        elif versions.get(str(tag.version), fingerprint(tag)) != fingerprint(tag):
            errors.append(
                _error(
                    path, f"{tag.code} changed under version {tag.version}", f"give it version {newest + 1}"
                )
            )
    for code in sorted(set(locked) - set(rule_set.codes)):
        errors.append(
            _error(
                path, f"{code} is gone from the rule files", "keep it, with a valid_to: codes are for ever"
            )
        )
    return errors


def _read(path: Path) -> Lock:
    locked: Lock = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return locked


def _error(path: Path, message: str, remedy: str) -> RuleError:
    return RuleError(path.name, 1, 1, message, remedy)
