"""One YAML file: its plain content, and where in the file each part of it stands.

What belongs here: reading and positions. What does not: what the content means.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from tag_rules.engine.errors import RuleError, did_you_mean

Parsed = TypeVar("Parsed")
Path_ = Sequence[str | int]


class RuleFile:
    """A parsed rule file: `name` as errors show it, `content` of plain dicts, tuples and scalars."""

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        self.errors: list[RuleError] = []
        self.content: Any = None
        self._tree: Any = None
        self._lines: list[str] = []
        try:
            text = path.read_text(encoding="utf-8")
            self._lines = text.splitlines()
            self._tree = YAML(typ="rt").load(text)
        except FileNotFoundError:
            self.refuse((), "the file is missing")
        except UnicodeDecodeError:
            self.refuse((), "the file is not UTF-8", "save it as UTF-8")
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            self.errors.append(RuleError(name, line, column, f"not YAML: {error.problem or error.context}"))
        except YAMLError as error:
            self.refuse((), f"not YAML: {error}")
        self.content = _plain(self._tree)

    def refuse(self, path: Path_, message: str, remedy: str = "", offset: int | None = None) -> None:
        """Record an error at `path` (keys and indexes); `offset` points into a one-line text."""
        line, column = self._position(path)
        if offset is not None:
            column += self._into_text(path, line, column, offset)
        self.errors.append(RuleError(self.name, line, column, message, remedy))

    def parse(self, shape: type[Parsed] | Any) -> Parsed | None:
        """Return the content as `shape`, or None after recording every way in which it is not."""
        if self.errors:
            return None
        try:
            parsed: Parsed = TypeAdapter(shape).validate_python(self.content)
        except ValidationError as error:
            for detail in error.errors(include_url=False, include_input=False):
                self._refuse_shape(detail)
            return None
        return parsed

    def _refuse_shape(self, detail: Any) -> None:
        path, message, remedy = detail["loc"], detail["msg"], ""
        if detail["type"] == "extra_forbidden":
            message = f"unknown key “{path[-1]}”"
            remedy = did_you_mean(str(path[-1]), _known_keys())
        elif detail["type"] == "missing":
            message, path = f"the key “{path[-1]}” is missing", path[:-1]
        elif path:
            message = f"{'.'.join(str(step) for step in path)}: {message}"
        self.refuse(path, message.replace("Value error, ", ""), remedy)

    def _position(self, path: Path_) -> tuple[int, int]:
        """Return line and column (from 1) of the deepest part of `path` that the file has."""
        node, line, column = self._tree, 0, 0
        for step in path:
            if isinstance(node, CommentedMap) and step in node:
                line, column = node.lc.value(step) if _is_scalar(node[step]) else node.lc.key(step)
            elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
                line, column = node.lc.item(step)
            else:
                break
            node = node[step]
        return line + 1, column + 1

    def _into_text(self, path: Path_, line: int, column: int, offset: int) -> int:
        text: Any = self.content
        for step in path:
            text = text[step]
        here = self._lines[line - 1][column - 1 :]
        for quote in (0, 1):
            if here[quote:].startswith(str(text)):
                return quote + offset
        return 0


def _is_scalar(value: object) -> bool:
    return not isinstance(value, CommentedMap | CommentedSeq)


def _plain(node: Any) -> Any:
    """Return YAML's tree as plain Python: strict models refuse ruamel's kinds of str and int."""
    if isinstance(node, dict):
        return {_plain(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return tuple(_plain(value) for value in node)
    for kind in (bool, int, float, str):
        if isinstance(node, kind) and type(node) is not bool:
            return kind(node)
    return node


def _known_keys() -> set[str]:
    """Return every key that any rule file may have."""
    known, waiting = set(), [BaseModel]
    while waiting:
        model = waiting.pop()
        if model.__module__ == "tag_rules.engine.model":
            known |= {field.alias or name for name, field in model.model_fields.items()}
        waiting.extend(model.__subclasses__())
    return known
