"""One YAML or JSON file: its plain content, and where in the file each part of it stands.

What belongs here: reading and positions, for rule files, mapping files and manifests alike. What does not:
what the content means (`rule_file`, `assets/intake/refusal.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from tag_rules.engine.errors import RuleError, did_you_mean
from tag_rules.engine.reading.shape_remedies import key_meant, last_of_month, shape_remedy
from tag_rules.engine.reading.shape_words import shape_words
from tag_rules.engine.reading.yaml_slips import put_right

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

_UNREADABLE = {
    "end of the stream": "引号或括号没有结束", "unexpected end": "引号或括号没有结束",
    "expected ',' or": "括号里缺逗号，或括号没有结束", "mapping values": "此处不能有冒号，值需加引号",
    "expected ':'": "键后缺冒号", "block end": "缩进不对齐", "expected key": "缩进不对齐",
    "cannot start any token": "此字符不能开头，值需加引号", "unknown escape": "双引号里的反斜杠无效",
    "control characters": "有不可见的控制字符",
}  # fmt: skip
"""What the reader of YAML says, in Chinese."""

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
            raise yaml.YAMLError(f"嵌套过深 nested more than {_DEEPEST} deep")

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
        self._slipped: set[int] = set()  # lines that were put right: what else they say may not be meant
        try:
            text = path.read_text(encoding="utf-8-sig")
            if path.suffix == ".json":
                text = _SURROGATES.sub(_character, text)
            self._lines = text.splitlines()
            self._tree = self._composed(text) if path.suffix == ".json" else self._put_right(text)
        except FileNotFoundError:
            self.refuse((), "缺少该文件 the file is missing")
        except UnicodeDecodeError:
            self.refuse((), "文件不是 UTF-8 编码 the file is not UTF-8", "请另存为 UTF-8 save it as UTF-8")
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            problem = error.problem or error.context
            reason = next(
                (chinese for part, chinese in _UNREADABLE.items() if part in str(problem)), "无法读取"
            )
            message = f"不是合法的 YAML（{reason}） not YAML: {problem}"
            self._record(
                line,
                column,
                message,
                "核对本行与上一行的缩进、引号和括号 see to indentation, quotes and brackets",
            )
        except yaml.YAMLError as error:
            self.refuse((), f"不是合法的 YAML not YAML: {error}")
        if self._tree is not None:
            self.content = self._plain(self._tree, set())

    @staticmethod
    @lru_cache(maxsize=64)
    def _composed(text: str) -> yaml.Node | None:
        """Return the tree of a text, which nobody changes: two versions of the rules share most files."""
        return yaml.compose(text, Loader=_Composer)

    def _put_right(self, text: str) -> yaml.Node | None:
        """Return the tree of the text with slips put right, each recorded: reading goes on behind them."""
        tree, slips, error = put_right(text, self._composed, self._known_keys)
        for slip in slips:
            self._record(slip.line + 1, slip.column + 1, slip.message, slip.remedy)
        self._slipped = {slip.line + 1 for slip in slips}
        if error:
            raise error
        return tree

    def found(self, pattern: str) -> set[str]:
        """Return what a pattern finds in the text, whether or not it can be read."""
        return set(re.findall(pattern, "\n".join(self._lines)))

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
            details = self._without_followers(error.errors(include_url=False))
            inside = {detail["loc"][:end] for detail in details for end in range(len(detail["loc"]))}
            for detail in _missing_together(details):
                # A list is too short for lack of what is wrong in it, which is said.
                if detail["type"] != "too_short" or detail["loc"] not in inside:
                    self._refuse_shape(detail)
            return None
        return parsed

    def _record(self, line: int, column: int, message: str, remedy: str = "") -> None:
        if line in self._slipped:
            return
        source = self._lines[line - 1] if 0 < line <= len(self._lines) else ""
        self.errors.append(RuleError(self.name, line, column, message, remedy, source))

    def _unreadable(self, line: int, column: int, message: str, remedy: str = "") -> None:
        """Record a value that is none; that it is missing where it stands is not said again."""
        self._record(line, column, message, remedy)
        self._reported.add((line, column))

    def _without_followers(self, details: Sequence[Any]) -> list[Any]:
        """Return the faults but for keys that are missing because they stand there under another name."""
        meant = {
            (*detail["loc"][:-1], name)
            for detail in details
            if detail["type"] == "extra_forbidden"
            for key in [str(detail["loc"][-1])]
            for name in [key_meant(key, self._known_keys), *get_close_matches(key, self._known_keys, 1)]
            if name
        }
        return [detail for detail in details if detail["type"] != "missing" or detail["loc"] not in meant]

    def _refuse_shape(self, detail: Any) -> None:
        path, message, remedy = detail["loc"], shape_words(detail), ""
        if detail["type"] == "extra_forbidden":
            message = f"未知的键 unknown key “{path[-1]}”"
            meant = key_meant(str(path[-1]), self._known_keys)
            remedy = f"写成 write: {meant}" if meant else did_you_mean(str(path[-1]), self._known_keys)
        elif detail["type"] == "missing":
            missing = detail.get("missing", path[-1:])
            keys = ", ".join(f"“{key}”" for key in missing)
            one = len(missing) == 1
            message = (
                f"缺少该键 the key {keys} is missing" if one else f"缺少这些键 the keys {keys} are missing"
            )
            path = path[:-1]
        else:
            _, path = self._node(path)  # without the names of the shapes that were tried
            told_of = _key_told_of(detail)
            key = next((step for step in reversed(path) if isinstance(step, str)), "")
            remedy = shape_remedy(detail, key, detail.get("input"))
            where = "" if told_of else ".".join(map(str, path))
            message, path = ": ".join(filter(None, [where, message])), [*path, *told_of]
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
                line, column, "不用别名引用 an alias of this", "请逐处写出 write it out where it is needed"
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
                    self._record(mark.line + 1, mark.column + 1, "不能作为键 not a key")
                    continue
                if key_node.tag != "tag:yaml.org,2002:str":
                    message = f"键不是文字 the key {key} is not a string"
                    self._record(mark.line + 1, mark.column + 1, message, "请加引号 put it into quotes")
                if key in plain:
                    message = f"键重复 duplicate key “{key}”"
                    self._record(mark.line + 1, mark.column + 1, message, "请只保留一个 keep one of them")
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
                    wrong = f"日期不存在 “{text}” is not a day of the calendar"
                    return self._unreadable(line, column, wrong, last_of_month(text))
                unfit = self._unfit(value)
                return self._unreadable(line, column, unfit[0], unfit[1]) if unfit else value
        self._record(line, column, f"不用标记 the tag {node.tag}", "请写普通的值 write a plain value")
        return None

    def _unfit(self, value: float | date) -> tuple[str, str] | None:
        """Return what is wrong with a number or day, and the remedy; None when it may stand here."""
        return None


def _missing_together(details: Sequence[Any]) -> list[Any]:
    """Return the faults with those of keys that are missing in one place as one, which names all of them."""
    missing: dict[Path_, list[str]] = {}
    for detail in details:
        if detail["type"] == "missing":
            missing.setdefault(tuple(detail["loc"][:-1]), []).append(str(detail["loc"][-1]))
    told = []
    for detail in details:
        if detail["type"] != "missing":
            told.append(detail)
        elif keys := missing.pop(tuple(detail["loc"][:-1]), []):
            told.append({**detail, "missing": keys})
    return told


def _key_told_of(detail: Any) -> list[str]:
    """Return the key of an entry that a fault of the whole entry speaks of first, if it names one."""
    written = detail.get("input")
    if detail["type"] != "value_error" or not isinstance(written, Mapping):
        return []
    return [word for word in re.findall("[a-z_]+", str(detail["msg"])) if word in written][:1]


def _character(escaped: re.Match[str]) -> str:
    """Return the character that JSON writes as two escapes, as only YAML's longer escape could."""
    return bytes.fromhex(escaped[1] + escaped[2]).decode("utf-16-be")
