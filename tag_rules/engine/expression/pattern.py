r"""Regular expressions: the subset that means the same in every engine, parsed, matched, written portably.

Literals, `.`, `[...]`, `^`, `$`, `(...|...)` and repetition of one character; `\` only before one of these.
Left out is what engines see differently (`\d`, `\w`, `\b`, flags, case folding, sets of sets) and repeated
groups, which can take exponential time. What does not belong here: `like`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

METACHARACTERS = ".^$|()[]{}*+?\\"
LONGEST_PATTERN = 200
MOST_REPEATS = 100
_UNSURE_IN_CLASS = "[]\\^&~"


class PatternError(ValueError):
    """What is wrong with a pattern, for the rule owner."""


@dataclass(frozen=True)
class Text:
    """One character as it is."""

    character: str


@dataclass(frozen=True)
class OneOf:
    """One character in (or, negated, outside) closed ranges; a newline is a character like any other."""

    ranges: tuple[tuple[str, str], ...]
    negated: bool

    def holds(self, character: str) -> bool:
        """Return whether the character fits."""
        return any(low <= character <= high for low, high in self.ranges) != self.negated


@dataclass(frozen=True)
class Edge:
    """The beginning (`^`) or end (`$`) of the text; never of a line."""

    end: bool


@dataclass(frozen=True)
class Repeat:
    """Something `low` to `high` times; no upper limit without `high`."""

    part: Pattern
    low: int
    high: int | None


@dataclass(frozen=True)
class Together:
    """One after the other."""

    parts: tuple[Pattern, ...]


@dataclass(frozen=True)
class Either:
    """Any one of several."""

    options: tuple[Pattern, ...]


Pattern = Text | OneOf | Edge | Repeat | Together | Either
ANY_CHARACTER = OneOf((("\n", "\n"),), negated=True)


def parse_pattern(text: str) -> Pattern:
    """Return the tree of a pattern; raises `PatternError` for what is not in the subset."""
    if len(text) > LONGEST_PATTERN:
        raise PatternError(f"匹配式过长 the pattern is longer than {LONGEST_PATTERN} characters")
    parser = _Parser(text)
    tree = parser.either()
    if parser.at < len(text):
        raise PatternError("括号不配对 a “)” without “(”")
    return tree


def matches(pattern: Pattern, text: str) -> bool:
    """Return whether the pattern fits anywhere in the text: the slow and plain meaning."""
    return bool(_ends(pattern, text, range(len(text) + 1)))


def portable(pattern: Pattern) -> str:
    """Return the pattern as RE2, Rust's regex and Java read it alike."""
    match pattern:
        case Text(character=character):
            return f"\\{character}" if character in METACHARACTERS else character
        case OneOf(ranges=ranges, negated=negated):
            inside = "".join(low if low == high else f"{low}-{high}" for low, high in ranges)
            return f"[{'^' if negated else ''}{inside}]"
        case Edge(end=end):
            return r"\z" if end else r"\A"
        case Repeat(part=part, low=low, high=high):
            return f"{portable(part)}{{{low},{'' if high is None else high}}}"
        case Together(parts=parts):
            return "".join(map(portable, parts))
        case Either(options=options):
            return f"(?:{'|'.join(map(portable, options))})"


def _ends(pattern: Pattern, text: str, starts: Iterable[int]) -> set[int]:
    """Return the places in `text` that the pattern can reach from any of `starts`."""
    match pattern:
        case Text(character=character):
            return {at + 1 for at in starts if text[at : at + 1] == character}
        case OneOf():
            return {at + 1 for at in starts if at < len(text) and pattern.holds(text[at])}
        case Edge(end=end):
            return {at for at in starts if at == (len(text) if end else 0)}
        case Together(parts=parts):
            for part in parts:
                starts = _ends(part, text, starts)
            return set(starts)
        case Either(options=options):
            starts = set(starts)
            return {at for option in options for at in _ends(option, text, starts)}
        case Repeat(part=part, low=low, high=high):
            here, reached = set(starts), set(starts) if low == 0 else set()
            for times in range(1, (len(text) + low if high is None else high) + 1):
                here = _ends(part, text, here)
                if times >= low:
                    reached |= here
            return reached


class _Parser:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def either(self) -> Pattern:
        options = [self.together()]
        while self._skip("|"):
            options.append(self.together())
        return options[0] if len(options) == 1 else Either(tuple(options))

    def together(self) -> Pattern:
        parts: list[Pattern] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            part = self.part()
            parts.append(self.repeated(part))
        if not parts:
            raise PatternError("匹配式为空，什么都符合 an empty pattern or alternative fits every text")
        return parts[0] if len(parts) == 1 else Together(tuple(parts))

    def part(self) -> Pattern:
        character = self._next()
        match character:
            case "(":
                inside = self.either()
                if not self._skip(")"):
                    raise PatternError("括号不配对 a “(” without “)”")
                return inside if isinstance(inside, Either) else Either((inside,))
            case "[":
                return self.one_of()
            case ".":
                return ANY_CHARACTER
            case "^" | "$":
                return Edge(character == "$")
            case "\\":
                escaped = self._next()
                if escaped not in METACHARACTERS:
                    raise PatternError(f"各数据库对此解释不同 “\\{escaped}” differs between engines")
                return Text(escaped)
            case "*" | "+" | "?" | "{" | "}" | "]":
                raise PatternError(
                    "前面没有可重复的字符 "
                    f"“{character}” repeats nothing here; a literal one is “\\{character}”"
                )
        return Text(character)

    def repeated(self, part: Pattern) -> Pattern:
        """Return `part` with the quantifier that follows it, if one does."""
        character = self.text[self.at : self.at + 1]
        if character == "" or character not in "*+?{":
            return part
        self.at += 1
        low, high = {"*": (0, None), "+": (1, None), "?": (0, 1), "{": (0, 0)}[character]
        if character == "{":
            low, high = self.counts()
        if isinstance(part, Edge) or (isinstance(part, Either) and character != "?"):
            raise PatternError("只能重复单个字符 only one character is repeated, not a group")
        if self.text[self.at : self.at + 1] in ("*", "+", "?", "{"):
            raise PatternError("重复了两次 a repetition of a repetition")
        return Repeat(part, low, high)

    def counts(self) -> tuple[int, int | None]:
        inside, closed, _ = self.text[self.at :].partition("}")
        low, comma, high = inside.partition(",")
        numbers = [low] if not comma or not high else [low, high]
        if not closed or any(not (n.isascii() and n.isdigit() and int(n) <= MOST_REPEATS) for n in numbers):
            raise PatternError(
                f"重复次数有上限 “{{” takes counts up to {MOST_REPEATS}, like {{2}} or {{1,3}}"
            )
        if len(numbers) == 2 and int(high) < int(low):
            raise PatternError(f"次序颠倒 {{{inside}}} counts downwards")
        self.at += len(inside) + 1
        return int(low), int(low) if not comma else int(high) if high else None

    def one_of(self) -> Pattern:
        negated = self._skip("^")
        ranges: list[tuple[str, str]] = []
        while not self._skip("]"):
            low = self._member()
            high = self._member() if self._skip("-") else low
            if high < low:
                raise PatternError(f"次序颠倒 “{low}-{high}” counts downwards")
            ranges.append((low, high))
        if not ranges:
            raise PatternError("方括号是空的 “[]” holds nothing")
        return OneOf(tuple(ranges), negated)

    def _member(self) -> str:
        character = self._next()
        if character in _UNSURE_IN_CLASS or character == "-":
            raise PatternError(f"各数据库对此解释不同 “{character}” inside “[…]” differs between engines")
        return character

    def _next(self) -> str:
        if self.at >= len(self.text):
            raise PatternError("匹配式不完整 the pattern ends too early")
        self.at += 1
        return self.text[self.at - 1]

    def _skip(self, character: str) -> bool:
        if self.text[self.at : self.at + 1] != character:
            return False
        self.at += 1
        return True
