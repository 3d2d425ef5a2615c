"""Slips of people who write YAML and do not program: found where they are, and told with the line put right.

What belongs here: Chinese punctuation, blanks, indentation, quotes and brackets of one line. What does not:
positions of what is read (`yaml_document`), what the content means. A line counts as put right only when the
file can be read further with it, so what a remedy says can be pasted. Nothing is guessed about values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import yaml

Compose = Callable[[str], "yaml.Node | None"]
_KEY = r"[A-Za-z_][A-Za-z0-9_]*"
_COLON = "[：﹕∶]"
_BRACKETS = str.maketrans("｛｝［］【】", "{}[][]")
_BLANKS = re.compile("[\u3000\u00a0\u2002\u2003\u200b]")
_MOST = 30
"""So many slips of one file are named; a file with more is no YAML at all."""

Said = tuple[str, str]
"""What was wrong, in Chinese and in English."""
PUNCTUATION: Said = "用了中文标点", "Chinese punctuation"
SPACE: Said = "冒号后缺空格", "no space after the colon"
TAB: Said = "用了制表符", "a tab"
INDENT: Said = "缩进不对齐", "the line is not indented like its neighbours"
QUOTES: Said = "引号不配对，或值里有须加引号的符号", "quotes do not match, or the value needs them"
BRACKETS: Said = "括号不配对", "brackets do not match"
COLON: Said = "键后缺冒号", "no colon after the key"
DASH: Said = "列表项的短横不对", "not the dash of a list"
BLANK: Said = "用了全角空格或不可见字符", "a full-width or invisible blank"


@dataclass(frozen=True)
class Slip:
    """One line put right: where it was wrong (from 0), what with it, and the line as it should be."""

    line: int
    column: int
    said: tuple[Said, ...]
    corrected: str

    @property
    def message(self) -> str:
        """What was wrong, for people."""
        chinese, english = zip(*self.said, strict=True)
        return f"不是合法的 YAML：{'；'.join(chinese)} not YAML: {', '.join(english)}"

    @property
    def remedy(self) -> str:
        """The line to paste."""
        bare = self.corrected.strip()
        if {INDENT, TAB}.isdisjoint(self.said):
            return f"写成 write: {bare}"
        blanks = len(self.corrected) - len(self.corrected.lstrip())
        return f"行首写 {blanks} 个空格 begin the line with {blanks} blanks: {bare}"


def put_right(
    text: str, compose: Compose, keys: Collection[str] = ()
) -> tuple[yaml.Node | None, list[Slip], yaml.YAMLError | None]:
    """Return the tree of the text with its slips put right, the slips, and what could not be put right.

    Args:
        compose: reads a text, raising `yaml.YAMLError`.
        keys: the keys that the file may have.
    """
    lines, slips = text.split("\n"), list[Slip]()
    while True:
        tree, error = _composed(lines, compose)
        found = _mended(lines, error, compose, keys) if error else _of_swallowed(lines, tree, compose, keys)
        if found is None or len(slips) == _MOST:
            given_up = _position(error) if error else None
            return tree, [slip for slip in slips if slip.line != given_up], error
        slips.append(found)
        lines[found.line] = found.corrected


def _composed(lines: Sequence[str], compose: Compose) -> tuple[yaml.Node | None, yaml.MarkedYAMLError | None]:
    try:
        return compose("\n".join(lines)), None
    except yaml.MarkedYAMLError as error:
        return None, error


def _mended(
    lines: list[str], error: yaml.MarkedYAMLError, compose: Compose, keys: Collection[str]
) -> Slip | None:
    """Return the change of a line near the error after which the file can be read furthest."""
    reached, best, found = _position(error), (0, 0), None
    for number in _near(lines, error):
        for corrected, said in _candidates(lines, number, keys):
            after = [*lines[:number], corrected, *lines[number + 1 :]]
            tree, left = _composed(after, compose)
            # A line that was guessed must be followed by another that can be read.
            guessed = not {QUOTES, BRACKETS, INDENT}.isdisjoint(said)
            if left is not None and _position(left) <= max(reached, number) + guessed:
                continue
            score = (_position(left) if left else len(lines), -_oddities(tree, after))
            if found is None or score > best:
                best, found = score, _slip(number, lines[number], corrected, said)
        if found is not None and best >= (len(lines), 0):
            break
    return found


def _oddities(node: yaml.Node | None, lines: Sequence[str]) -> int:
    """Return how much in a tree cannot be meant: keys that swallowed their value or stand twice."""
    odd = len(list(_swallowed(node, lines)))
    waiting = [node] if node is not None else []
    while waiting:
        one = waiting.pop()
        if isinstance(one, yaml.MappingNode):
            names = [key.value for key, _ in one.value]
            odd += len(names) - len({str(name) for name in names})
            odd += sum(isinstance(value, yaml.ScalarNode) and value.value == "" for _, value in one.value)
            waiting += [value for _, value in one.value]
        elif isinstance(one, yaml.SequenceNode):
            odd += sum(isinstance(item, yaml.ScalarNode) for item in one.value if not one.flow_style)
            waiting += one.value
    return odd


def _of_swallowed(
    lines: list[str], tree: yaml.Node | None, compose: Compose, keys: Collection[str]
) -> Slip | None:
    """Return a slip in a line that can be read, but not as it was meant: a key or item that holds two."""
    before = set(_swallowed(tree, lines))
    for number in sorted(before):
        for corrected, said in _candidates(lines, number, keys):
            after = [*lines[:number], corrected, *lines[number + 1 :]]
            mended, left = _composed(after, compose)
            if left is None and len(set(_swallowed(mended, after))) < len(before):
                return _slip(number, lines[number], corrected, said)
    return None


def _swallowed(node: yaml.Node | None, lines: Sequence[str]) -> Iterator[int]:
    """Yield the lines with a key that has no colon, or with an item that holds Chinese commas."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            plain = isinstance(item, yaml.ScalarNode) and item.style is None
            if node.flow_style and plain and re.search("[，、]", item.value):
                yield item.start_mark.line
            yield from _swallowed(item, lines)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            mark = key.end_mark
            follows = lines[mark.line][mark.column :].lstrip() if mark.line < len(lines) else ":"
            if value.value == "" and not follows.startswith(":"):
                yield key.start_mark.line
            yield from _swallowed(value, lines)


def _slip(number: int, line: str, corrected: str, said: tuple[Said, ...]) -> Slip:
    same = next(
        (at for at, (one, other) in enumerate(zip(line, corrected, strict=False)) if one != other),
        min(len(line), len(corrected)),
    )
    return Slip(number, same, said, corrected)


def _position(error: yaml.MarkedYAMLError) -> int:
    """Return the line at fault: where what was begun and not ended begins, else where reading stopped."""
    context = error.context or ""
    begun = any(word in context for word in ("quoted scalar", "simple key", "flow"))
    mark = error.context_mark if begun and error.context_mark else error.problem_mark or error.context_mark
    return mark.line if mark else 0


def _near(lines: Sequence[str], error: yaml.MarkedYAMLError) -> list[int]:
    stopped = [mark.line for mark in (error.problem_mark, error.context_mark) if mark]
    at = _position(error)
    # A quote that is not ended goes on to the next one, which may stand many lines below.
    open_quotes = [n for n in range(at - 1, -1, -1) if any(lines[n].count(quote) % 2 for quote in "\"'")]
    wanted = [at, *stopped, at - 1, at - 2, at + 1, *open_quotes[:2]]
    return [n for n in dict.fromkeys(wanted) if 0 <= n < len(lines) and lines[n].strip()]


def _candidates(
    lines: Sequence[str], number: int, keys: Collection[str]
) -> Iterator[tuple[str, tuple[Said, ...]]]:
    """Yield ways to write one line, the likeliest first, each with what it says was wrong."""
    line = lines[number]
    seen = {line}
    tidy, tidied = _tidied(line, keys)
    ways = [(tidy, tidied)]
    for base, said in dict.fromkeys(((tidy, tidied), (line, ()))):
        shifted = TAB if "\t" in line else INDENT
        ways += [(" " * n + base.lstrip(), (*said, shifted)) for n in _indents(lines, number)]
        ways += [(one, (*said, QUOTES)) for one in _quoted(base)]
        ways += [(one, (*said, BRACKETS)) for one in _bracketed(base)]
    for corrected, said in ways:
        if corrected not in seen:
            seen.add(corrected)
            yield corrected, said


def _tidied(line: str, keys: Collection[str]) -> tuple[str, tuple[Said, ...]]:
    """Return a line with the punctuation and blanks of YAML, and what was changed."""
    steps: tuple[tuple[Said, Callable[[str], str]], ...] = (
        (BLANK, lambda text: _BLANKS.sub(" ", text)),
        (DASH, lambda text: re.sub(r"^(\s*)(?:-(?=[A-Za-z_{])|[－—–]\s*)", r"\1- ", text)),
        (PUNCTUATION, _half_width),
        (SPACE, _spaced),
        (COLON, lambda text: _with_colon(text, keys)),
    )
    said: list[Said] = []
    for what, step in steps:
        changed = step(line)
        if changed != line:
            said.append(what)
        line = changed
    return line, tuple(said)


def _half_width(line: str) -> str:
    line = re.sub(rf"^(\s*(?:- +)?{_KEY})\s*{_COLON}\s*", r"\1: ", line)
    line = line.translate(_BRACKETS)
    line = re.sub(rf"([{{,，；]\s*{_KEY})\s*{_COLON}\s*", r"\1: ", line)
    line = re.sub(rf"[，、；]\s*(?={_KEY}:)", ", ", line)
    return re.sub(r"\[[^\[\]{}'\"]*\]", lambda listed: re.sub(r"[，、；]\s*", ", ", listed[0]), line)


def _spaced(line: str) -> str:
    line = re.sub(rf"^(\s*(?:- +)?{_KEY}):(?=[^\s:])", r"\1: ", line)
    return re.sub(rf"([{{,]\s*{_KEY}):(?=[^\s,}}\]:])", r"\1: ", line)


def _with_colon(line: str, keys: Collection[str]) -> str:
    """Return the line with `key = value` and `key value` as `key: value`, for keys that there are."""
    found = re.match(rf"^(\s*(?:- +)?)({_KEY})(\s*=\s*|\s+)(?=[^\s=:])", line)
    return f"{found[1]}{found[2]}: {line[found.end() :]}" if found and found[2] in keys else line


def _indents(lines: Sequence[str], number: int) -> list[int]:
    """Return how far neighbours are indented, the most alike first; inside a list item, as its keys are."""
    own = len(lines[number]) - len(lines[number].lstrip())
    found: dict[int, None] = {}
    for near in (number - 1, number + 1, number - 2, number + 2, number - 3):
        if 0 <= near < len(lines) and lines[near].strip():
            bare = lines[near].lstrip(" ")
            indent = len(lines[near]) - len(bare)
            found |= {indent: None}
            if bare.startswith("- "):
                found |= {indent + 2: None}
    return sorted(found, key=lambda indent: abs(indent - own))


def _quoted(line: str) -> Iterator[str]:
    """Yield the line with a quote closed, or with its value in quotes."""
    for quote in "\"'":
        if line.count(quote) % 2:
            for stop in re.finditer(rf", (?={_KEY}: )|\s*[}}\]]+\s*$|\s*$", line):
                yield line[: stop.start()] + quote + line[stop.start() :]
        if line.rstrip().endswith(quote):
            yield line.rstrip()[:-1]
    key = re.match(rf"^(\s*(?:- +)?{_KEY}:\s+)(\S.*?)\s*$", line)
    if key and key[2][0] not in "{[":
        yield key[1] + _in_quotes(key[2])

    def of_pair(pair: re.Match[str]) -> str:
        plain = pair[2][0] not in "\"'{["
        return pair[1] + (_in_quotes(pair[2]) if plain and re.search(r"[,:#] |[，：]", pair[2]) else pair[2])

    yield re.sub(rf"((?<=[{{,])\s*{_KEY}: )(\S.*?)(?=, {_KEY}: |\s*\}})", of_pair, line)


def _in_quotes(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    return f'"{value}"' if '"' not in value and "\\" not in value else "'" + value.replace("'", "''") + "'"


def _bracketed(line: str) -> Iterator[str]:
    """Yield the line with the brackets that are open at its end closed, or without what closes nothing."""
    opened: list[str] = []
    for at, character in enumerate(line):
        if character in "{[":
            opened.append("}" if character == "{" else "]")
        elif character in "}]":
            if opened and opened[-1] == character:
                opened.pop()
            else:
                yield line[:at] + (opened[-1] if opened else "") + line[at + 1 :]
                return
    if opened:
        yield line.rstrip() + "".join(reversed(opened))
