"""One YAML or JSON file: its plain content, and where in the file each part of it stands.

What belongs here: reading and positions, for rule files, mapping files and manifests alike. What does not:
what the content means (`rule_file`, `assets/intake/refusal.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from tag_rules.engine.errors import RuleError, did_you_mean

Parsed = TypeVar("Parsed")
Path_ = Sequence[str | int]
"""Keys and indexes from the top of a file to one of its parts."""
_DEEPEST = 100
_MANY_DIGITS = 20  # more than any whole number of ours has, and few enough for Python to read
_SURROGATES = re.compile(r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)
_PLAIN_SCALARS: tuple[tuple[str, str, str], ...] = (
    # tag, pattern, first characters: YAML 1.2's core schema and dates. So `no` and `on` are words.
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:null|~|)$", "n~"),
    ("int", r"^[-+]?\d+$", "-+0123456789"),
    ("float", r"^[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?$", "-+0123456789"),
    ("timestamp", r"^\d{4}-\d{2}-\d{2}$", "0123456789"),
)

_IN_CHINESE = {
    "string_type": "应为字符串", "int_type": "应为整数", "int_parsing": "应为整数",
    "int_from_float": "应为整数", "float_type": "应为数字", "float_parsing": "应为数字",
    "bool_type": "应为 true 或 false", "bool_parsing": "应为 true 或 false",
    "date_type": "应为日期", "date_parsing": "应为日期",
    "date_from_datetime_parsing": "应为日期", "datetime_type": "应为日期时间",
    "datetime_parsing": "应为日期时间", "datetime_from_date_parsing": "应为日期时间",
    "greater_than_equal": "数值过小", "greater_than": "数值过小", "less_than_equal": "数值过大",
    "less_than": "数值过大", "string_pattern_mismatch": "格式不符", "string_too_long": "过长",
    "string_too_short": "过短", "too_short": "项数过少", "too_long": "项数过多", "dict_type": "应为键值对",
    "list_type": "应为列表", "tuple_type": "应为列表", "model_type": "应为键值对",
    "literal_error": "不在可选值之内", "enum": "不在可选值之内",
}  # fmt: skip
"""The kinds of fault that pydantic tells in English alone."""


_READ: Mapping[str, Callable[[str], int | float | date]] = {
    "int": lambda text: int(text) if len(text) < _MANY_DIGITS else float(text),
    "float": float,
    "timestamp": date.fromisoformat,
}


class _Composer(yaml.CSafeLoader):  # type: ignore[misc]
    """libyaml: the whole corpus in hundredths of a second, where a parser in Python takes seconds."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    _depth = 0

    def descend_resolver(self, *_: object) -> None:
        """Refuse what is nested so deep that libyaml would end the whole process."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise yaml.YAMLError(f"nested more than {_DEEPEST} deep")

    def ascend_resolver(self) -> None:
        """Count the way back."""
        self._depth -= 1


for _tag, _pattern, _first in _PLAIN_SCALARS:
    _Composer.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))
_Composer.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^$"), [""])


class YamlDocument:
    """A parsed file: `name` as errors show it, `content` of plain dicts, tuples and scalars.

    `errors`: where it is no YAML, what YAML allows and these files do not, and what others `refuse`.
    """

    def __init__(self, path: Path, name: str, known_keys: Collection[str] = ()) -> None:
        """Read the file; `known_keys` are those that a misspelt key may have meant."""
        self.name = name
        self._known_keys = known_keys
        self.errors: list[RuleError] = []
        self.content: Any = None
        self._tree: yaml.Node | None = None
        self._lines: list[str] = []
        self._reported: set[tuple[int, int]] = set()  # where a value was none already
        try:
            text = path.read_text(encoding="utf-8-sig")
            if path.suffix == ".json":
                text = _SURROGATES.sub(_character, text)
            self._lines = text.splitlines()
            self._tree = yaml.compose(text, Loader=_Composer)
        except FileNotFoundError:
            self.refuse((), "the file is missing 缺少该文件")
        except UnicodeDecodeError:
            self.refuse((), "the file is not UTF-8 文件不是 UTF-8 编码", "save it as UTF-8 请另存为 UTF-8")
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            self._record(line, column, f"not YAML 不是合法的 YAML: {error.problem or error.context}")
        except yaml.YAMLError as error:
            self.refuse((), f"not YAML 不是合法的 YAML: {error}")
        if self._tree is not None:
            self.content = self._plain(self._tree, set())

    def place(self, path: Path_, offset: int | None = None) -> tuple[int, int]:
        """Return line and column, from 1, of the deepest part of the file on `path`.

        Args:
            path: keys and indexes; the file as a whole where it is empty.
            offset: a character of the text that stands there.
        """
        node, _ = self._node(path)
        if node is None:
            return 1, 1
        line, column = node.start_mark.line, node.start_mark.column
        if offset is not None and isinstance(node, yaml.ScalarNode):
            line, column = self._into_text(node, offset)
        return line + 1, column + 1

    def refuse(self, path: Path_, message: str, remedy: str = "", offset: int | None = None) -> None:
        """Record an error at a place (see `place`)."""
        self._record(*self.place(path, offset), message, remedy)

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

    def _record(self, line: int, column: int, message: str, remedy: str = "") -> None:
        source = self._lines[line - 1] if 0 < line <= len(self._lines) else ""
        self.errors.append(RuleError(self.name, line, column, message, remedy, source))

    def _unreadable(self, line: int, column: int, message: str, remedy: str = "") -> None:
        """Record a value that is none; that it is missing where it stands is not said again."""
        self._record(line, column, message, remedy)
        self._reported.add((line, column))

    def _refuse_shape(self, detail: Any) -> None:
        path, message, remedy = detail["loc"], detail["msg"].replace("Value error, ", ""), ""
        if detail["type"] == "extra_forbidden":
            message = f"unknown key “{path[-1]}” 未知的键"
            near = did_you_mean(str(path[-1]), self._known_keys)
            remedy = f"{near} 请核对拼写" if near else ""
        elif detail["type"] == "missing":
            message, path = f"the key “{path[-1]}” is missing 缺少该键", path[:-1]
        else:
            _, path = self._node(path)  # without the names of the shapes that were tried
            chinese = _IN_CHINESE.get(detail["type"], "值不符合要求")
            message = ": ".join(filter(None, [".".join(map(str, path)), f"{message} {chinese}"]))
        if self.place(path) not in self._reported:
            self.refuse(path, message, remedy)

    def _node(self, path: Path_) -> tuple[yaml.Node | None, Path_]:
        """Return what to point at and the part of `path` that exists.

        Pointed at is a scalar, or the key of a mapping or list; the deepest there is.
        """
        node = shown = self._tree
        for depth, step in enumerate(path):
            if isinstance(node, yaml.MappingNode):
                pair = next((pair for pair in node.value if pair[0].value == step), None)
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                pair = (node.value[step], node.value[step])
            else:
                pair = None
            if pair is None:
                return shown, path[:depth]
            node = pair[1]
            shown = node if isinstance(node, yaml.ScalarNode) else pair[0]
        return shown, path

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

    def _plain(self, node: yaml.Node, visited: set[int]) -> Any:
        """Return a node's plain value; a key written twice, an alias and a foreign tag are recorded."""
        line, column = node.start_mark.line + 1, node.start_mark.column + 1
        if id(node) in visited:
            self._record(
                line, column, "an alias of this 别名引用", "write it out where it is needed 请逐处写出"
            )
            return None
        visited.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return tuple(self._plain(item, visited) for item in node.value)
        if isinstance(node, yaml.MappingNode):
            plain: dict[str, Any] = {}
            for key_node, value_node in node.value:
                key, mark = key_node.value, key_node.start_mark
                if not isinstance(key, str):
                    self._record(mark.line + 1, mark.column + 1, "not a key 不能作为键")
                    continue
                if key_node.tag != "tag:yaml.org,2002:str":
                    message = f"the key {key} is not a string 键不是字符串"
                    self._record(mark.line + 1, mark.column + 1, message, "put it into quotes 请加引号")
                if key in plain:
                    message = f"duplicate key “{key}” 键重复"
                    self._record(mark.line + 1, mark.column + 1, message, "keep one of them 请只保留一个")
                plain[key] = self._plain(value_node, visited)
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
            case "int" | "float" | "timestamp" as kind:
                try:
                    value = _READ[kind](text)
                except ValueError:
                    return self._unreadable(line, column, f"“{text}” is not a day of the calendar 日期不存在")
                unfit = self._unfit(value)
                return self._unreadable(line, column, f"“{text}” is {unfit[0]}", unfit[1]) if unfit else value
        self._record(line, column, f"the tag {node.tag} 标记", "write a plain value 请写普通的值")
        return None

    def _unfit(self, value: float | date) -> tuple[str, str] | None:
        """Return what a number or day is not, and the remedy; None when it may stand in this kind of file."""
        return None


def _character(escaped: re.Match[str]) -> str:
    """Return the character that JSON writes as two escapes, as only YAML's longer escape could."""
    return bytes.fromhex(escaped[1] + escaped[2]).decode("utf-16-be")
