"""rules.lock: which content each version of each tag had, so that a rule never changes under its version.

The file is JSON: code → version → the SHA-256 (16 hex digits) of what the tag says. Cases do not count:
adding an example changes no tag; nor do values, which say what may come from outside; nor does valid_to, as
the next version ends the one before. A code that is retired stays, with `retired`: the first day without it
and why. A parameter stands as `:name` → the day from which a value holds → the value: a new value is added
after the last one, and none is changed or taken out. What does not belong here: reading YAML.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints, TypeAdapter, ValidationError

from tag_rules.engine.errors import RuleError, RuleErrors
from tag_rules.engine.model import RuleSet, Tag
from tag_rules.engine.reading.loader import load_rules

LOCK_FILE = "rules.lock"
Lock = dict[str, dict[str, str]]
_SHAPE = TypeAdapter(
    dict[str, dict[Annotated[str, StringConstraints(pattern=r"^(\d+|retired|\d{4}-\d{2}-\d{2})$")], str]]
)
_DAMAGED = "restore it from version control; after a merge keep what both sides have, then run: tagging lock"
_RETIRED = "retired"
PARAMETER = ":"
"""What the key of a parameter begins with."""
_NO_CONTENT = {"cases", "values", "version", "category_title", "category_code"}


def fingerprint(tag: Tag) -> str:
    """Return 16 hex digits over what the tag says."""
    content = tag.model_dump(mode="json", exclude=_NO_CONTENT) | {"valid_to": None}
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def load_locked_rules(folder: Path) -> RuleSet:
    """Return the rule set in `folder` as `rules.lock` holds it; raises `RuleErrors`.

    What runs on data starts here: a rule that changed under its version computes nothing.
    """
    rule_set = load_rules(folder)
    check(rule_set, folder / LOCK_FILE)
    return rule_set


def check(rule_set: RuleSet, lock_path: Path) -> None:
    """Raise `RuleErrors` unless the lock holds every tag with its versions and content."""
    mismatches = findings(rule_set, lock_path, rule_set.codes)
    if mismatches:
        raise RuleErrors(_error(lock_path, message, remedy) for _, message, remedy in mismatches)


def findings(rule_set: RuleSet, lock_path: Path, written: Collection[str]) -> list[tuple[str, str, str]]:
    """Return code, message and remedy of every tag that the lock does not hold as it is.

    Args:
        written: the codes in the rule files, those of unreadable tags too; a locked code must be among them.
    """
    locked = read_lock(lock_path)
    mismatches = _conflicts(rule_set, locked, written)
    if not mismatches:
        mismatches = [
            (key, f"参数新取值未锁定 a value of {key} from {day} is not locked", "运行 run: tagging lock")
            for key, values in parameter_values(rule_set).items()
            for day in sorted(values.keys() - locked.get(key, {}).keys())
        ]
    for tag in rule_set.tags:
        entry = locked.get(tag.code, {})
        if tag.version > _newest(entry):
            mismatches.append(
                (
                    tag.code,
                    f"新版本未锁定 {tag.code} version {tag.version} is not locked",
                    "运行 run: tagging lock",
                )
            )
        elif tag.valid_to is not None and _RETIRED not in entry:
            mismatches.append(
                (tag.code, f"停用未锁定 that {tag.code} is retired is not locked", "运行 run: tagging lock")
            )
    return mismatches


def write(rule_set: RuleSet, lock_path: Path) -> list[str]:
    """Add new tags, versions, retirements and values of parameters to the lock; return what was added.

    Raises `RuleErrors` when one contradicts it.
    """
    locked = read_lock(lock_path)
    before = {(key, name) for key, held in locked.items() for name in held}
    conflicts = _conflicts(rule_set, locked, rule_set.codes)
    if conflicts:
        raise RuleErrors(_error(lock_path, message, remedy) for _, message, remedy in conflicts)
    for tag in (*rule_set.earlier, *rule_set.tags):
        locked.setdefault(tag.code, {})[str(tag.version)] = fingerprint(tag)
    for tag in rule_set.tags:
        if tag.valid_to is not None:
            locked[tag.code][_RETIRED] = _retirement(tag)
    for key, values in parameter_values(rule_set).items():
        locked.setdefault(key, {}).update(values)
    lock_path.write_text(
        json.dumps(locked, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    added = [(key, name, held[name]) for key, held in sorted(locked.items()) for name in held]
    return [_added(*one) for one in added if one[:2] not in before]


def _added(key: str, name: str, content: str) -> str:
    """Return what was added to the lock, for people."""
    if key.startswith(PARAMETER):
        return f"{key} 自 from {name}: {content}"
    if name == _RETIRED:
        return f"{key} 停用 retired: {content}"
    return f"{key} 第 {name} 版 version {name}"


def _conflicts(rule_set: RuleSet, locked: Lock, written: Collection[str]) -> list[tuple[str, str, str]]:
    conflicts = []
    for tag in rule_set.tags:
        entry = locked.get(tag.code, {})
        newest = _newest(entry)
        remedy = f"版本写 give it version {newest + 1}"
        if tag.version < newest:
            conflicts.append((tag.code, f"版本倒退 {tag.code} goes back to version {tag.version}", remedy))
        elif entry.get(str(tag.version), fingerprint(tag)) != fingerprint(tag):
            keep = f"{remedy}，旧版移到 earlier and keep version {tag.version} as it was under earlier"
            conflicts.append(
                (tag.code, f"未升版就改内容 {tag.code} changed under version {tag.version}", keep)
            )
        if entry.get(_RETIRED, _retirement(tag)) != _retirement(tag):
            message = f"已经停用 {tag.code} was retired for good: {entry[_RETIRED]}"
            conflicts.append(
                (
                    tag.code,
                    message,
                    "维持停用，新标签用新代码 leave it retired as it was; a new tag gets a new code",
                )
            )
    conflicts += _lost_past(rule_set, locked)
    conflicts += _changed_values(rule_set, locked)
    return conflicts + [
        (
            code,
            f"标签不见了 {code} is gone from the rule files",
            "留着并写 valid_to keep it, with a valid_to: codes are for ever",
        )
        for code in sorted(set(locked) - set(written))
        if not code.startswith(PARAMETER)
    ]


def parameter_values(rule_set: RuleSet) -> Lock:
    """Return every value of every parameter as the lock has it, by the day from which it holds."""
    return {
        f"{PARAMETER}{name}": {str(one.from_): str(one.value) for one in parameter.values}
        for name, parameter in rule_set.parameters.items()
    }


def _changed_values(rule_set: RuleSet, locked: Lock) -> list[tuple[str, str, str]]:
    """Return what was changed of the values of parameters: with them the past would be computed anew."""
    changed = []
    for key, values in parameter_values(rule_set).items():
        before = locked.get(key, {})
        for day, value in before.items():
            if values.get(day) != value:
                now = values.get(day, "无 none")
                message = f"参数的既往取值被改 {key} from {day} was {value}, now {now}"
                keep = (
                    f"留着 keep {{from: {day}, value: {value}, …}}，新取值另起一行 a new one has its own day"
                )
                changed.append((key, message, keep))
        between = [day for day in values if before and min(before) < day < max(before) and day not in before]
        changed += [
            (
                key,
                f"新取值早于已有取值 a value of {key} from {day} changes the past",
                "日期后移 give it a later day",
            )
            for day in between
        ]
    return changed


def _lost_past(rule_set: RuleSet, locked: Lock) -> list[tuple[str, str, str]]:
    """Return what was changed or left out of the versions before the newest."""
    earlier = {(tag.code, str(tag.version)): fingerprint(tag) for tag in rule_set.earlier}
    mismatches = []
    for tag in rule_set.tags:
        for version, content in locked.get(tag.code, {}).items():
            if version == _RETIRED or int(version) >= tag.version:
                continue
            kept = earlier.get((tag.code, version))
            if kept is None:
                change, remedy = (
                    "不见了 is gone",
                    "留在 earlier 里 keep it under earlier: past dates are computed with it",
                )
            elif kept != content:
                change, remedy = (
                    "被改动 is not what it was",
                    "照原样写回 write it as it was: past dates are computed with it",
                )
            else:
                continue
            mismatches.append((tag.code, f"旧版本 {tag.code}: earlier version {version} {change}", remedy))
    return mismatches


def _newest(entry: dict[str, str]) -> int:
    return max((int(version) for version in entry if version != _RETIRED), default=0)


def _retirement(tag: Tag) -> str:
    """Return the first day without a retired tag and why; empty for a tag that stays."""
    return f"{tag.valid_to} {tag.retired_because.zh}" if tag.retired_because else ""


def read_lock(path: Path) -> Lock:
    """Return what the lock holds, nothing where there is none; raises `RuleErrors` for a damaged one."""
    if not path.exists():
        return {}
    try:
        text = path.read_text(encoding="utf-8")
        return _SHAPE.validate_python(json.loads(text))
    except json.JSONDecodeError as error:
        source = text.splitlines()[error.lineno - 1] if text.strip() else ""
        error_of_file = RuleError(
            path.name, error.lineno, error.colno, f"not JSON: {error.msg}", _DAMAGED, source
        )
    except UnicodeDecodeError:
        error_of_file = _error(path, "not UTF-8", _DAMAGED)
    except ValidationError as error:
        first = error.errors()[0]
        error_of_file = _error(path, f"{' '.join(map(str, first['loc']))}: {first['msg']}", _DAMAGED)
    raise RuleErrors([error_of_file])


def _error(path: Path, message: str, remedy: str) -> RuleError:
    return RuleError(path.name, 1, 1, message, remedy)
