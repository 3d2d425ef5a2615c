"""The next version of a tag or problem label, written into its file: what it says now moves under `earlier`.

What belongs here: that one change of a file's text, which keeps comments and layout. What does not: what the
new version says, which is its owner's to write.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import yaml

from tag_rules.engine.errors import RefusedError
from tag_rules.engine.labels.model import LabelVersion, ProblemLabel
from tag_rules.engine.model import StrictModel, Tag, TagVersion

_LISTS: dict[str, type[StrictModel]] = {"tags": TagVersion, "labels": LabelVersion}
"""What the list of a file's entries is called, and what of an entry belongs to a version."""
_DAY = re.compile(r"(?<![\d'-])\d{4}-\d{2}-\d{2}(?![\d'-])")


class CannotBumpError(RefusedError):
    """A tag gets no next version from that day; the message says why and what to do."""


@dataclass(frozen=True)
class _Key:
    """One key of an entry: its name, and the lines (from 0) from it up to the next one."""

    name: str
    first: int
    end: int


def bumped(text: str, tag: Tag | ProblemLabel, start: date) -> str:
    """Return the file's text with version n+1 of a tag or label from `start`, and version n under `earlier`.

    The new version says what the old one does, with a tag's cases moved to its own first day. Raises
    `CannotBumpError`.
    """
    if tag.valid_to is not None:
        raise CannotBumpError(f"{tag.code} 已停用，不能再改版 {tag.code} is retired and has no next version")
    if start <= tag.valid_from:
        raise CannotBumpError(
            f"新版本须晚于 {tag.valid_from} version {tag.version} of {tag.code} began on {tag.valid_from}: "
            "give a later day"
        )
    lines = text.split("\n")
    listed = "tags" if isinstance(tag, Tag) else "labels"
    of_version = {each.alias or name for name, each in _LISTS[listed].model_fields.items()}
    keys = _keys(lines, listed, tag.code)
    indent = " " * _indent(lines, keys)
    kept = [line for key in keys if key.name in of_version for line in _earlier(lines, key, indent)]
    kept = [
        line
        for line in kept
        if not re.match(r"\s*(?:- )?version:", line) and not ((on := _own_day(line)) and on >= start)
    ]
    before = [f"{indent}  - version: {tag.version}", *kept, f"{indent}    valid_to: {start}"]
    now: list[str] = []
    for key in keys:
        now += _next(lines[key.first : key.end], key.name, tag, start)
        if key.name == "earlier":
            now += before
    if all(key.name != "earlier" for key in keys):
        now += [f"{indent}earlier:", *before]
    return "\n".join([*lines[: keys[0].first], *now, *lines[keys[-1].end :]])


def _next(part: Sequence[str], key: str, tag: Tag | ProblemLabel, start: date) -> Sequence[str]:
    """Return the lines of a key as the next version has them; the texts of a label's cases have no day."""
    if key == "version":
        return [re.sub(r"version: *\d+", f"version: {tag.version + 1}", line) for line in part]
    if key == "valid_from":
        return [_DAY.sub(str(start), line) for line in part]
    if key == "cases" and isinstance(tag, Tag):
        return [
            line if (_own_day(line) or tag.valid_from) >= start else _moved(line, tag.valid_from, start)
            for line in part
        ]
    return part


def _keys(lines: Sequence[str], listed: str, code: str) -> list[_Key]:
    tree = yaml.compose("\n".join(lines), Loader=yaml.CSafeLoader)
    tags = next(value for key, value in tree.value if key.value == listed)
    for entry in tags.value:
        names = [(key.value, key.start_mark.line) for key, _ in entry.value]
        if any(key.value == "code" and value.value == code for key, value in entry.value):
            end = entry.end_mark.line
            while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"):
                end -= 1
            ends = [*(line for _, line in names[1:]), end]
            return [_Key(name, first, stop) for (name, first), stop in zip(names, ends, strict=True)]
    raise CannotBumpError(f"没有这个标签 there is no tag {code}")


def _indent(lines: Sequence[str], keys: Sequence[_Key]) -> int:
    line = lines[keys[0].first]
    return len(line) - len(line.lstrip(" -"))


def _earlier(lines: Sequence[str], key: _Key, indent: str) -> list[str]:
    part = [line.replace("- ", "  ", 1) if line.lstrip().startswith(f"- {key.name}:") else line
            for line in lines[key.first : key.end]]  # fmt: skip
    return [f"    {line}" if line.strip() else line for line in part]


def _own_day(line: str) -> date | None:
    """Return the day that a case names for itself: it belongs to the version in force on it."""
    found = re.search(r"as_of: *(\d{4}-\d{2}-\d{2})", line)
    return date.fromisoformat(found[1]) if found else None


def _moved(line: str, was: date, start: date) -> str:
    """Return a case with its days as far from the new first day as they were from the old one."""

    def day(found: re.Match[str]) -> str:
        moment = date.fromisoformat(found[0])
        years = round((was - moment).days / 365.2425)
        return str(_years_before(start, years) + timedelta((moment - _years_before(was, years)).days))

    return _DAY.sub(day, line)


def _years_before(day: date, years: int) -> date:
    last = calendar.monthrange(day.year - years, day.month)[1]
    return day.replace(year=day.year - years, day=min(day.day, last))
