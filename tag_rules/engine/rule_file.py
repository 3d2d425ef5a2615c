"""One YAML file: its plain content, and where in the file each part of it stands.

What belongs here: reading and positions. What does not: what the content means.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml  # type: ignore[import-untyped]
from pydantic import BaseModel, TypeAdapter, ValidationError

from tag_rules.engine.errors import RuleError, did_you_mean
from tag_rules.engine.expression.nodes import FIRST_DAY, LARGEST, LAST_DAY

MISSPELT = 0.85
"""How alike a file's name and that of a file with rules are when it was meant: all but a letter or two."""
_WRITTEN_AS = (".yaml", ".yml")
Parsed = TypeVar("Parsed")
Path_ = Sequence[str | int]
_PLAIN_SCALARS: tuple[tuple[str, str, str], ...] = (
    # tag, pattern, first characters: YAML 1.2's core schema and dates. So `no` and `on` are words.
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:null|~|)$", "n~"),
    ("int", r"^[-+]?\d+$", "-+0123456789"),
    ("float", r"^[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?$", "-+0123456789"),
    ("timestamp", r"^\d{4}-\d{2}-\d{2}$", "0123456789"),
)


class _Composer(yaml.CSafeLoader):  # type: ignore[misc]
    """libyaml: the whole corpus in hundredths of a second, where a parser in Python takes seconds."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


for _tag, _pattern, _first in _PLAIN_SCALARS:
    _Composer.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))
_Composer.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^$"), [""])


class RuleFile:
    """A parsed rule file: `name` as errors show it, `content` of plain dicts, tuples and scalars."""

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        self.errors: list[RuleError] = []
        self.content: Any = None
        self._tree: yaml.Node | None = None
        self._lines: list[str] = []
        self._reported: set[tuple[int, int]] = set()  # where a value was none already
        try:
            text = path.read_text(encoding="utf-8")
            self._lines = text.splitlines()
            self._tree = yaml.compose(text, Loader=_Composer)
        except FileNotFoundError:
            self.refuse((), "the file is missing")
        except UnicodeDecodeError:
            self.refuse((), "the file is not UTF-8", "save it as UTF-8")
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            self._record(line, column, f"not YAML: {error.problem or error.context}")
        except yaml.YAMLError as error:
            self.refuse((), f"not YAML: {error}")
        if self._tree is not None:
            self.content = self._plain(self._tree, set())

    def refuse(self, path: Path_, message: str, remedy: str = "", offset: int | None = None) -> None:
        """Record an error at `path` (keys and indexes); `offset` points into the text that stands there."""
        node = self._node(path)
        if node is None:
            self._record(1, 1, message, remedy)
            return
        line, column = node.start_mark.line, node.start_mark.column
        if offset is not None and isinstance(node, yaml.ScalarNode):
            line, column = self._into_text(node, offset)
        self._record(line + 1, column + 1, message, remedy)

    def parse(self, shape: type[Parsed] | Any) -> Parsed | None:
        """Return the content as `shape`, or None after recording every way in which it is not."""
        if self._tree is None and self.errors:
            return None
        try:
            parsed: Parsed = TypeAdapter(shape).validate_python(self.content)
        except ValidationError as error:
            details = error.errors(include_url=False, include_input=False)
            inside = {detail["loc"][:end] for detail in details for end in range(len(detail["loc"]))}
            for detail in details:
                # A list is too short for lack of what is wrong in it, which is said.
                if detail["type"] != "too_short" or detail["loc"] not in inside:
                    self._refuse_shape(detail)
            return None
        return parsed

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

    def _record(self, line: int, column: int, message: str, remedy: str = "") -> None:
        source = self._lines[line - 1] if 0 < line <= len(self._lines) else ""
        self.errors.append(RuleError(self.name, line, column, message, remedy, source))

    def _unreadable(self, line: int, column: int, message: str, remedy: str = "") -> None:
        """Record a value that is none; that it is missing where it stands is not said again."""
        self._record(line, column, message, remedy)
        self._reported.add((line, column))

    def _refuse_shape(self, detail: Any) -> None:
        path, message, remedy = detail["loc"], detail["msg"], ""
        if detail["type"] == "extra_forbidden":
            message = f"unknown key “{path[-1]}”"
            remedy = did_you_mean(str(path[-1]), _known_keys())
        elif detail["type"] == "missing":
            message, path = f"the key “{path[-1]}” is missing", path[:-1]
        elif path:
            message = f"{'.'.join(str(step) for step in path)}: {message}"
        node = self._node(path)
        if node is None or (node.start_mark.line + 1, node.start_mark.column + 1) not in self._reported:
            self.refuse(path, message.replace("Value error, ", ""), remedy)

    def _node(self, path: Path_) -> yaml.Node | None:
        """Return what to point at: a scalar, or the key of a mapping or list; the deepest on `path`."""
        node = shown = self._tree
        for step in path:
            if isinstance(node, yaml.MappingNode):
                found = next(((key, value) for key, value in node.value if key.value == step), None)
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                found = (node.value[step], node.value[step])
            else:
                found = None
            if found is None:
                break
            node = found[1]
            shown = node if isinstance(node, yaml.ScalarNode) else found[0]
        return shown

    def _into_text(self, node: yaml.ScalarNode, offset: int) -> tuple[int, int]:
        """Return line and column (from 0) of a character of a text, which YAML may fold over lines.

        Folding changes only white space, so characters that are none are counted on both sides.
        """
        start = node.start_mark.line, node.start_mark.column
        wanted = len(re.sub(r"\s", "", node.value[:offset]))
        for line, column, character in self._characters(node):
            if character == "\\" and node.style == '"':
                return start
            if wanted == 0:
                return line, column
            wanted -= 1
        return start

    def _characters(self, node: yaml.ScalarNode) -> Iterator[tuple[int, int, str]]:
        """Yield the characters of a text that are no white space, as the file has them."""
        first, begin = node.start_mark.line, node.start_mark.column
        if node.style in ("|", ">"):
            first, begin = first + 1, 0
        elif node.style:
            begin += 1
        for line in range(first, min(node.end_mark.line + 1, len(self._lines))):
            end = node.end_mark.column if line == node.end_mark.line else None
            source = self._lines[line][:end]
            column = begin if line == first else 0
            while column < len(source):
                if not source[column].isspace():
                    yield line, column, source[column]
                    if node.style == "'" and source[column : column + 2] == "''":
                        column += 1
                column += 1

    def _plain(self, node: yaml.Node, seen: set[int]) -> Any:
        """Return a node's plain value; a key written twice, an alias and a foreign tag are recorded."""
        line, column = node.start_mark.line + 1, node.start_mark.column + 1
        if id(node) in seen:
            self._record(line, column, "an alias of this", "write it out where it is needed")
            return None
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return tuple(self._plain(item, seen) for item in node.value)
        if isinstance(node, yaml.MappingNode):
            plain: dict[Any, Any] = {}
            for key_node, value_node in node.value:
                key = key_node.value
                if not isinstance(key, str):
                    self._record(key_node.start_mark.line + 1, key_node.start_mark.column + 1, "not a key")
                    continue
                if key in plain:
                    self._record(
                        key_node.start_mark.line + 1,
                        key_node.start_mark.column + 1,
                        f"duplicate key “{key}”",
                        "keep one of them",
                    )
                plain[key] = self._plain(value_node, seen)
            return plain
        return self._scalar(node, line, column)

    def _scalar(self, node: yaml.Node, line: int, column: int) -> Any:
        text: str = node.value
        match node.tag.rpartition(":")[2]:
            case "str":
                return text
            case "bool":
                return text == "true"
            case "null":
                return None
            case "int" | "float" as kind:
                if abs(float(text)) <= LARGEST:
                    return int(text) if kind == "int" else float(text)
                remedy = f"numbers go from -{LARGEST} to {LARGEST}"
                return self._unreadable(line, column, f"“{text}” is no number a rule can hold", remedy)
            case "timestamp":
                try:
                    day = date.fromisoformat(text)
                except ValueError:
                    return self._unreadable(line, column, f"“{text}” is not a day of the calendar")
                if FIRST_DAY <= day <= LAST_DAY:
                    return day
                remedy = f"days go from {FIRST_DAY} to {LAST_DAY}"
                return self._unreadable(line, column, f"“{text}” is no day a rule can hold", remedy)
        self._record(line, column, f"the tag {node.tag}", "rule files hold plain values only")
        return None


def unread(folder: Path, read: Collection[str]) -> list[str]:
    """Return the names of all YAML files below `folder` that are not among those `read`."""
    there = (path for path in folder.rglob("*") if path.suffix.lower() in _WRITTEN_AS and path.is_file())
    return sorted({path.relative_to(folder).as_posix() for path in there} - set(read))


def never_read(name: str, known: Collection[str]) -> RuleError:
    """Return the error of a file that no rule is read from; `known`: how files with rules are named."""
    remedy = did_you_mean(name, known, MISSPELT) or f"rules stand in {', '.join(known)}"
    return RuleError(name, 1, 1, "no rule is read from this file", remedy)


def _known_keys() -> set[str]:
    """Return every key that any rule file may have."""
    known, waiting = set(), [BaseModel]
    while waiting:
        model = waiting.pop()
        if model.__module__ == "tag_rules.engine.model":
            known |= {field.alias or name for name, field in model.model_fields.items()}
        waiting.extend(model.__subclasses__())
    return known
