"""rules.lock: which content each version of each tag and label had, so that none changes under its version.

The file is JSON: code → version → the SHA-256 (16 hex digits) of what it says. Cases do not count: adding an
example changes no rule; nor do values, which say what may come from outside; nor does valid_to, as the next
version ends the one before. A code that is retired stays, with `retired`: the first day without it and why.
What labels share (`@label_language`, `@topic`) has versions too, but no dates. A parameter stands as `:name`
→ the day from which a value holds → the value: a new value is added after the last one, and none is changed
or taken out. What does not belong here: what counts as content (`locked`), reading YAML.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints, TypeAdapter, ValidationError

from tag_rules.engine.errors import RuleError, RuleErrors
from tag_rules.engine.locked import Locked, earlier, newest
from tag_rules.engine.model import RuleSet
from tag_rules.engine.reading.loader import read_rules
from tag_rules.engine.signed_inputs import check_signed_inputs

LOCK_FILE = "rules.lock"
Lock = dict[str, dict[str, str]]
_SHAPE = TypeAdapter(
    dict[str, dict[Annotated[str, StringConstraints(pattern=r"^(\d+|retired|\d{4}-\d{2}-\d{2})$")], str]]
)
LOCKING = "运行 run: tagging lock"
"""The remedy of what is new, and of nothing else."""
_DAMAGED = "restore it from version control; after a merge keep what both sides have, then run: tagging lock"
_RETIRED = "retired"
PARAMETER = ":"
"""What the key of a parameter begins with."""


def load_locked_rules(folder: Path) -> RuleSet:
    """Return the rule set in `folder` as `rules.lock` holds it; raises `RuleErrors`.

    What runs on data starts here: a rule that changed under its version computes nothing, and a fact that
    nobody has signed for is not taken in.
    """
    reading = read_rules(folder)
    check_signed_inputs(reading)
    if reading.errors:
        raise RuleErrors(reading.errors)
    check(reading.rule_set, folder / LOCK_FILE)
    return reading.rule_set


def check(rule_set: RuleSet, lock_path: Path) -> None:
    """Raise `RuleErrors` unless the lock holds every tag and label with its versions and content."""
    mismatches = findings(rule_set, lock_path, ())
    if mismatches:
        raise RuleErrors(_error(lock_path, message, remedy) for _, message, remedy in mismatches)


def findings(rule_set: RuleSet, lock_path: Path, written: Collection[str]) -> list[tuple[str, str, str]]:
    """Return code, message and remedy of everything that the lock does not hold as it is.

    Args:
        written: codes that are in the rule files though they could not be read: none of them is missing.
    """
    locked = read_lock(lock_path)
    mismatches = _conflicts(rule_set, locked, written)
    if not mismatches:
        mismatches = [
            (key, f"参数新取值未锁定 a value of {key} from {day} is not locked", LOCKING)
            for key, values in parameter_values(rule_set).items()
            for day in sorted(values.keys() - locked.get(key, {}).keys())
        ]
    for one in newest(rule_set):
        entry = locked.get(one.code, {})
        if one.version > _newest(entry):
            message = f"新版本未锁定 {one.code} version {one.version} is not locked"
            mismatches.append((one.code, message, LOCKING))
        elif one.retirement and _RETIRED not in entry:
            message = f"停用未锁定 that {one.code} is retired is not locked"
            mismatches.append((one.code, message, LOCKING))
    return mismatches


def write(rule_set: RuleSet, lock_path: Path) -> list[str]:
    """Add new codes, versions, retirements and values of parameters to the lock; return what was added.

    Raises `RuleErrors` when one contradicts it.
    """
    locked = read_lock(lock_path)
    before = {(key, name) for key, held in locked.items() for name in held}
    conflicts = _conflicts(rule_set, locked, ())
    if conflicts:
        raise RuleErrors(_error(lock_path, message, remedy) for _, message, remedy in conflicts)
    for one in (*earlier(rule_set), *newest(rule_set)):
        locked.setdefault(one.code, {})[str(one.version)] = one.content
        if one.retirement:
            locked[one.code][_RETIRED] = one.retirement
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
    conflicts = [conflict for one in newest(rule_set) for conflict in _against(one, locked.get(one.code, {}))]
    conflicts += _lost_past(rule_set, locked)
    conflicts += _changed_values(rule_set, locked)
    there = {*written, *(one.code for one in newest(rule_set))}
    return conflicts + [
        (
            code,
            f"标签不见了 {code} is gone from the rule files",
            "留着并写 valid_to keep it, with a valid_to: codes are for ever",
        )
        for code in sorted(set(locked) - there)
        if not code.startswith(PARAMETER)
    ]


def _against(one: Locked, entry: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return in what the newest version contradicts what is locked of its code."""
    conflicts, held = [], _newest(entry)
    remedy = f"版本写 give it version {held + 1}"
    if one.version < held:
        conflicts.append((one.code, f"版本倒退 {one.code} goes back to version {one.version}", remedy))
    elif entry.get(str(one.version), one.content) != one.content:
        if one.dated:
            remedy += f"，旧版移到 earlier and keep version {one.version} as it was under earlier"
        message = f"未升版就改内容 {one.code} changed under version {one.version}"
        conflicts.append((one.code, message, remedy))
    if entry.get(_RETIRED, one.retirement) != one.retirement:
        message = f"已经停用 {one.code} was retired for good: {entry[_RETIRED]}"
        stay = "维持停用，新标签用新代码 leave it retired as it was; a new tag gets a new code"
        conflicts.append((one.code, message, stay))
    return conflicts


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
    past = {(one.code, str(one.version)): one.content for one in earlier(rule_set)}
    mismatches = []
    for one in newest(rule_set):
        for version, content in locked.get(one.code, {}).items() if one.dated else ():
            if version == _RETIRED or int(version) >= one.version:
                continue
            kept = past.get((one.code, version))
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
            mismatches.append((one.code, f"旧版本 {one.code}: earlier version {version} {change}", remedy))
    return mismatches


def _newest(entry: Mapping[str, str]) -> int:
    return max((int(version) for version in entry if version != _RETIRED), default=0)


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
