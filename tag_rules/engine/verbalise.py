"""A rule in words, Chinese and English, for people who read no SQL.

What belongs here: what each node of an expression says. What does not: layout, or what the rule gave for
anyone (`reference`). The words follow the tree, so they never say more or less than the rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tag_rules.engine.expression import Node, Scope, interpret, nodes
from tag_rules.engine.model import Feature, RuleSet, Tag

Language = Literal["zh", "en"]
_UNITS_ZH = {
    "years": "岁", "year": "年", "days": "天", "m2": "平方米", "floor": "层", "people": "人", "hours": "小时",
    "visits": "次", "requests": "件", "households": "户", "dwellings": "套", "generations": "代", "share": "",
    "day": "天", "month": "个月",
}  # fmt: skip
# Where the title already says what is counted, English says the number alone.
_UNITS_EN = {"m2": "m²", "floor": "", "people": "", "visits": "", "requests": "", "households": "",
             "dwellings": "", "generations": "", "year": "", "share": ""}  # fmt: skip
_NUMBERS = {
    "zh": {"=": "等于", "<>": "不等于", "<": "低于", "<=": "不超过", ">": "高于", ">=": "不低于"},
    "en": {
        "=": "is",
        "<>": "is not",
        "<": "is below",
        "<=": "is at most",
        ">": "is above",
        ">=": "is at least",
    },
}
_DATES = {
    "zh": {"=": "是", "<>": "不是", "<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于"},
    "en": {"=": "is", "<>": "is not", "<": "is before", "<=": "is not after", ">": "is after",
           ">=": "is not before"},
}  # fmt: skip
_TEXTS = {"zh": {"=": "为", "<>": "不为"}, "en": {"=": "is", "<>": "is not"}}


def verbalise(tag: Tag, rule_set: RuleSet, as_of: date, language: Language) -> list[str]:
    """Return the tag's condition in words: one entry per part that must hold; empty without a rule."""
    if tag.condition is None:
        return []
    verbaliser = _Verbaliser(rule_set.features[tag.subject], rule_set, as_of, language)
    return [verbaliser.text_of(part, inside=True) for part in _all_of(tag.condition)]


def outline(tag: Tag, rule_set: RuleSet, as_of: date, language: Language) -> list[tuple[int, str]]:
    """Return the tag's condition as lines with their depth: and, or and not are headings over what they join.

    A moved day is followed by the day it comes to.
    """
    if tag.condition is None:
        return []
    verbaliser = _Verbaliser(rule_set.features[tag.subject], rule_set, as_of, language, dated=True)
    return list(verbaliser.lines_of(tag.condition, 0))


def _any_of(node: Node) -> list[Node]:
    return [*_any_of(node.left), *_any_of(node.right)] if isinstance(node, nodes.Or) else [node]


def _all_of(node: Node) -> list[Node]:
    if isinstance(node, nodes.And):
        return [*_all_of(node.left), *_all_of(node.right)]
    return [node]


@dataclass(frozen=True)
class _Verbaliser:
    features: Mapping[str, Feature]
    rule_set: RuleSet
    as_of: date
    language: Language
    dated: bool = False

    def lines_of(self, node: Node, depth: int) -> Iterator[tuple[int, str]]:
        """Yield the lines of `outline` for a node."""
        match node:
            case nodes.And():
                yield depth, self._either("以下各项都成立：", "all of these hold:")
                parts = _all_of(node)
            case nodes.Or():
                yield depth, self._either("以下任一项成立：", "one of these holds:")
                parts = _any_of(node)
            case nodes.Not(operand=nodes.And() | nodes.Or() as operand):
                yield depth, self._either("以下不成立：", "this does not hold:")
                parts = [operand]
            case _:
                yield depth, self.text_of(node, inside=True)
                return
        for part in parts:
            yield from self.lines_of(part, depth + 1)

    def text_of(self, node: Node, inside: bool = False) -> str:
        """Return a node in words; a connective gets brackets unless nothing stands around it (`inside`)."""
        match node:
            case nodes.And(left=left, right=right):
                return self._bracketed(self._two(left, right, "，且", " and "), inside)
            case nodes.Or(left=left, right=right):
                return self._bracketed(self._two(left, right, "，或", " or "), inside)
            case nodes.Not(operand=nodes.Column(name=name)):
                return self._either(f"{self._title(name)}：否", f"{self._title(name)}: no")
            case nodes.Not(operand=operand):
                denied = self.text_of(operand, inside=True)
                return self._either(f"并非（{denied}）", f"not ({denied})")
            case nodes.Comparison():
                return self._comparison(node)
            case nodes.Between(operand=operand, low=low, high=high):
                value, least, most = (self._value(part) for part in (operand, low, high))
                return self._either(
                    f"{value}在{least}至{most}之间（含）", f"{value} is from {least} to {most}"
                )
            case nodes.Membership(operand=operand, items=items):
                value, listed = self._value(operand), [self._member(operand, item) for item in items]
                return self._either(
                    f"{value}为{'、'.join(listed)}之一", f"{value} is one of {', '.join(listed)}"
                )
            case nodes.Like(operand=operand, pattern=pattern):
                value = self._value(operand)
                return self._either(f"{value}符合“{pattern}”", f"{value} is like “{pattern}”")
            case nodes.Regexp(operand=operand):
                return self._either(f"{self._value(operand)}符合 {node.text}", node.text)
            case nodes.IsNull(operand=operand):
                value = self._value(operand)
                return self._either(f"{value}没有记录", f"{value} is not on record")
            case nodes.IsTruth(operand=operand, expected=expected):
                text = self.text_of(operand)
                return self._either(
                    f"{text}，确定为{'是' if expected else '否'}",
                    f"{text} is known to be {'true' if expected else 'false'}",
                )
            case nodes.Column(name=name):
                return self._either(f"{self._title(name)}：是", f"{self._title(name)}: yes")
            case _:
                return self._value(node)

    def _comparison(self, node: nodes.Comparison) -> str:
        if isinstance(node.right, nodes.Constant) and isinstance(node.right.value, bool):
            # `= true`, `<> false`: said as yes or no.
            yes = node.right.value == (node.operator == "=")
            return self.text_of(node.left if yes else nodes.Not(node.type, node.text, node.left))
        kind = node.left.type.kind
        if self._is_roll(node.left) and node.right == nodes.Constant(node.right.type, "'none'", "none"):
            return self._on_roll(node.left, on_it=node.operator == "<>")
        symbols = {"date": _DATES, "string": _TEXTS}.get(kind, _NUMBERS)[self.language]
        left, right = self._value(node.left), self._member(node.left, node.right, self._unit(node.left))
        text = symbols.get(node.operator, node.operator)
        return self._either(f"{left}{text}{right}", f"{left} {text} {right}")

    def _member(self, of: Node, node: Node, unit: str | None = None) -> str:
        """Return a value in words; one of a closed list by its title."""
        feature = self.features[of.name] if isinstance(of, nodes.Column) else None
        if feature and isinstance(node, nodes.Constant) and str(node.value) in (feature.members or ()):
            title = feature.member_title(str(node.value))
            return self._either(title.zh, title.en)
        return self._value(node, unit)

    def _value(self, node: Node, unit: str | None = None) -> str:
        match node:
            case nodes.Column(name=name):
                return self._either(self._title(name), f"“{self._title(name)}”")
            case nodes.Parameter(name="as_of"):
                return self._either("快照日", "the snapshot date")
            case nodes.Parameter(name=name):
                parameter = self.rule_set.parameters[name]
                value = self._measured(self.rule_set.parameter_at(name, self.as_of), parameter.unit)
                return self._either(
                    f"{value}（{parameter.title.zh}）", f"{value} ({_lower(parameter.title.en)})"
                )
            case nodes.Constant(value=value):
                return self._measured(value, unit)
            case nodes.Shift(operand=operand, sign=sign, count=count, unit=span):
                start = self._value(operand)
                counted = (
                    self._value(count, span) if isinstance(count, nodes.Constant) else self._value(count)
                )
                comes_to = self._comes_to(node)
                return self._either(
                    f"{start}{'前' if sign < 0 else '后'}{counted}{comes_to and f'（即{comes_to}）'}",
                    f"{counted} {'before' if sign < 0 else 'after'} {start}{comes_to and f' ({comes_to})'}",
                )
            case nodes.Coalesce(items=items):
                first, *others = [self._value(item, unit) for item in items]
                return self._either(
                    f"{first}（没有记录时用{'、'.join(others)}）",
                    f"{first} (or, not on record, {', '.join(others)})",
                )
            case nodes.Case(conditions=conditions, results=results, otherwise=otherwise):
                return self._case(conditions, results, otherwise)
            case nodes.Arithmetic(operator=symbol, left=left, right=right):
                return (
                    f"{self._value(left)} {symbol.replace('*', '×').replace('/', '÷')} {self._value(right)}"
                )
            case nodes.Negative(operand=operand):
                return f"−{self._value(operand)}"
            case _:
                return self.text_of(node)

    def _comes_to(self, node: Node) -> str:
        """Return the day that a moved day comes to, empty where it hangs on a fact."""
        if not self.dated or nodes.columns_read(node):
            return ""
        scope = Scope(lambda name: None, lambda name: self.rule_set.parameter_at(name, self.as_of))
        return str(interpret(node, scope))

    def _is_roll(self, node: Node) -> bool:
        return isinstance(node, nodes.Column) and self.features[node.name].roll is not None

    def _on_roll(self, node: Node, on_it: bool) -> str:
        return self._either(
            f"{'在' if on_it else '不在'}{self._value(node)}上",
            f"{'is' if on_it else 'is not'} on the roll {self._value(node)}",
        )

    def _case(self, conditions: tuple[Node, ...], results: tuple[Node, ...], otherwise: Node) -> str:
        branches = [
            self._either(
                f"若{self.text_of(when, True)}，则{self.text_of(then)}",
                f"if {self.text_of(when, True)}, {self.text_of(then)}",
            )
            for when, then in zip(conditions, results, strict=True)
        ]
        known = not (isinstance(otherwise, nodes.Constant) and otherwise.value is None)
        last = self.text_of(otherwise) if known else self._either("无法判定", "unknown")
        return self._either(
            "；".join([*branches, f"否则{last}"]), "; ".join([*branches, f"otherwise {last}"])
        )

    def _two(self, left: Node, right: Node, zh: str, en: str) -> str:
        return f"{self.text_of(left)}{self._either(zh, en)}{self.text_of(right)}"

    def _bracketed(self, text: str, inside: bool) -> str:
        return text if inside else self._either(f"（{text}）", f"({text})")

    def _title(self, name: str) -> str:
        title = self.features[name].title
        return title.zh if self.language == "zh" else title.en

    def _unit(self, node: Node) -> str | None:
        return self.features[node.name].unit if isinstance(node, nodes.Column) else None

    def _measured(self, value: object, unit: str | None) -> str:
        if isinstance(value, bool):
            return self._either("是" if value else "否", "yes" if value else "no")
        if unit == "share" and isinstance(value, float):
            return f"{value * 100:g}%"
        if not unit or not isinstance(value, int | float):
            return str(value)
        named = _UNITS_EN.get(unit, unit)
        return self._either(f"{value}{_UNITS_ZH.get(unit, unit)}", f"{value} {named}".strip())

    def _either(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
