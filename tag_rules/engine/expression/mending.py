"""What is wrong with a rule's text, told with the whole text put right wherever that can be worked out.

What belongs here: shapes that people mean and the language does not have, and trying until one parses. What
does not: notation (`slips`), the language itself (`parse`). What is proposed has been parsed and typed.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from tag_rules.engine.expression.slips import NAMES, STEPS, WORDS, Said, Step, outside_quotes

if TYPE_CHECKING:
    from tag_rules.engine.expression.findings import Finding, Vocabulary

_VALUE = r"(?:date\s+)?'[^']*'|[\w.]+|:\w+"
_COMPARED = r"<=|>=|<>|!=|=|<|>"
_BOOLEAN = {"1": "true", "0": "false", "'是'": "true", "'否'": "false", "'有'": "true", "'无'": "false",
            "'yes'": "true", "'no'": "false", "'true'": "true", "'false'": "false", "'Y'": "true",
            "'N'": "false", "'1'": "true", "'0'": "false"}  # fmt: skip
_ENDS = ("null", "true", "false", "end")


@dataclass(frozen=True)
class _Mended:
    text: str
    said: tuple[Said, ...]
    notation: bool


def mended(
    text: str, vocabulary: Vocabulary, findings: list[Finding], parse: Callable[[str], list[Finding]]
) -> list[Finding]:
    """Return the findings of a text that is no rule, the last of them with the text put right.

    A slip of notation is one finding, for what parsing says of such a text is not what is wrong with it.

    Args:
        parse: returns what is wrong with a text.
    """
    tried = _put_right(text, vocabulary)
    if tried.text == text:
        return findings
    left = parse(tried.text)
    if left and not tried.notation:
        return findings
    remedy = f"写成 write: {tried.text}"
    if not left and not tried.notation and findings[0].read:
        first_at = {one.offset: one for one in reversed(findings)}
        told = [one for one in findings if first_at[one.offset] is one]
        return [*told[:-1], replace(told[-1], remedy="；".join(filter(None, [told[-1].remedy, remedy])))]
    chinese, english = (
        zip(*tried.said, strict=True) if tried.said else (("写法有误",), ("how it is written",))
    )
    said = f"{'、'.join(dict.fromkeys(chinese))} {', '.join(dict.fromkeys(english))}"
    at = next((n for n, (a, b) in enumerate(zip(text, tried.text, strict=False)) if a != b), len(text) - 1)
    offset = max(at, 0) if tried.notation else findings[0].offset
    slip = replace(findings[0], message=f"写法有误：{said}", remedy=remedy, offset=offset)
    return [slip, *(replace(one, offset=None) for one in left)]


def _put_right(text: str, vocabulary: Vocabulary) -> _Mended:
    """Return the text after every step that changes something, with what the steps are about."""
    now, said, notation = text, list[Said](), False
    for about, step in STEPS:
        changed = step(now, vocabulary)
        if changed != now:
            said.append(about)
            now, notation = changed, True
    if notation:
        now = _tidy(now)
    for about, step in _SHAPES:
        changed = step(now, vocabulary)
        if changed != now:
            said.append(about)
            now = _tidy(changed)
    return _Mended(now, tuple(said), notation)


def _tidy(text: str) -> str:
    """Return the text with one blank where there are several, none inside brackets and before commas."""
    text = outside_quotes(text, lambda part: re.sub(r"\s+", " ", part))
    text = outside_quotes(text, lambda part: re.sub(r"\( ", "(", re.sub(r" (?=[,)])", "", part)))
    text = outside_quotes(text, lambda part: re.sub(r",\s*", ", ", part))
    text = re.sub(rf"\s*({_COMPARED})\s*(?=[^=<>])", r" \1 ", text) if "'" not in text else text
    return re.sub(r" {2,}", " ", text).strip()


def _joined(text: str, words: Vocabulary) -> str:
    """`age >= 60 lives_here` lacks what joins the two conditions."""
    tokens = re.findall(r"\s*(?:'(?:[^']|'')*'|:?\w+|[^\s\w])", text)
    bare = [token.strip().lower() for token in tokens]
    joined = tokens[:1]
    for at in range(1, len(tokens)):
        before, here, after = bare[at - 1], bare[at], bare[at + 1] if at + 1 < len(bare) else ""
        ends = before in _ENDS or (before not in WORDS and before[-1:].isalnum()) or before[-1:] in "')"
        begins = here in words.columns or (here == "not" and after not in ("in", "between", "like", "null"))
        joined += [" and"] * (ends and begins) + [tokens[at]]
    return "".join(joined)


def _trailing(text: str, _: Vocabulary) -> str:
    return re.sub(r"\s+(?:and|or)\s*$", "", text, flags=re.IGNORECASE)


def _today(text: str, _: Vocabulary) -> str:
    """The day of a rule is that of the facts, never the clock's."""
    clock = r"\b(?:current_date|today|now|sysdate|curdate|getdate)\b(?:\s*\(\s*\))?"
    return outside_quotes(text, lambda part: re.sub(clock, ":as_of", part, flags=re.IGNORECASE))


def _leading(text: str, _: Vocabulary) -> str:
    return re.sub(r"^\s*(?:when\s*:|where\b|if\b|=)\s*", "", text, flags=re.IGNORECASE)


def _brackets(text: str, _: Vocabulary) -> str:
    bare = re.sub(r"'(?:[^']|'')*'", "", text)
    return text + ")" * (bare.count("(") - bare.count(")"))


def _null(text: str, _: Vocabulary) -> str:
    text = re.sub(r"\s*(?:<>|!=)\s*null\b", " is not null", text, flags=re.IGNORECASE)
    return re.sub(r"\s*==?\s*null\b", " is null", text, flags=re.IGNORECASE)


def _is(text: str, _: Vocabulary) -> str:
    text = re.sub(r"\bis\s+not\s+(?=['\d:])", "<> ", text, flags=re.IGNORECASE)
    return re.sub(r"\bis\s+(?=['\d:])", "= ", text, flags=re.IGNORECASE)


def _chain(text: str, _: Vocabulary) -> str:
    """`60 <= age <= 80` compares twice."""
    return re.sub(
        rf"({_VALUE})\s*(<=|<|>=|>)\s*([a-z]\w*)\s*(<=|<|>=|>)\s*({_VALUE})", r"\1 \2 \3 and \3 \4 \5", text
    )


def _range(text: str, _: Vocabulary) -> str:
    text = re.sub(rf"\bbetween\s+({_VALUE})\s*(?:to|,|~|-|到|至)\s*({_VALUE})", r"between \1 and \2", text)
    return re.sub(r"\b([a-z]\w*)\s*(?:=|in)?\s*(\d+)\s*(?:到|至|~)\s*(\d+)", r"\1 between \2 and \3", text)


def _list(text: str, _: Vocabulary) -> str:
    text = re.sub(r"\bin\s+('[^']*'(?:\s*,\s*'[^']*')*)", r"in (\1)", text)

    def listed(found: re.Match[str]) -> str:
        values = re.findall(r"'[^']*'|\d+", found[3])
        form = "in" if found[2] == "=" else "not in"
        return f"{found[1]} {form} ({', '.join(values)})"

    values = r"'[^']*'|\d+"
    more = rf"(?:(?:\s*,\s*|\s+or\s+)(?:{values})(?!\s*(?:{_COMPARED}|\w)))+"
    return re.sub(rf"\b([a-z]\w*)\s*(=|<>|!=)\s*((?:{values}){more})", listed, text)


def _again(text: str, _: Vocabulary) -> str:
    """`age >= 60 and <= 80` says what is compared once only."""
    one = rf"\b([a-z]\w*)\s*({_COMPARED})\s*({_VALUE})\s+(and|or)\s+({_COMPARED})\s*({_VALUE})"
    return re.sub(one, r"\1 \2 \3 \4 \1 \5 \6", text)


def _yes_no(text: str, words: Vocabulary) -> str:
    def change(found: re.Match[str]) -> str:
        type_ = words.columns.get(found[1])
        known = _BOOLEAN.get(found[3])
        return f"{found[1]} {found[2]} {known}" if type_ and type_.kind == "boolean" and known else found[0]

    return re.sub(r"\b([a-z]\w*)\s*(=|<>|!=)\s*('[^']*'|[01]\b)", change, text)


def _apart(text: str, words: Vocabulary) -> str:
    """A number in quotes is compared as a number."""

    def change(found: re.Match[str]) -> str:
        type_ = words.columns.get(found[1])
        return (
            f"{found[1]} {found[2]} {found[3]}"
            if type_ and type_.kind in ("integer", "decimal")
            else found[0]
        )

    return re.sub(rf"\b([a-z]\w*)\s*({_COMPARED})\s*'(\d+(?:\.\d+)?)'", change, text)


def _quotient(text: str, words: Vocabulary) -> str:
    """`a / b > 0.2` divides by what may be zero; times the denominators it says the same in whole numbers."""

    def change(found: re.Match[str]) -> str:
        left, below, operator = found[1], found[2], found[3]
        if below.isdigit():
            return found[0]
        share = Fraction(found[4])
        times = "" if share.denominator == 1 else f" * {share.denominator}"
        over = below if share.numerator == 1 else f"{share.numerator} * {below}"
        return f"{below} > 0 and {left}{times} {operator} {over}" if share else found[0]

    part = r"[a-z]\w*"
    return re.sub(rf"\(?\s*\b({part})\s*/\s*({part})\b\s*\)?\s*({_COMPARED})\s*(\d+(?:\.\d+)?)", change, text)


def _on_roll(text: str, words: Vocabulary) -> str:
    """A roll alone asks whether somebody is on it."""
    for column, titles in words.member_titles.items():
        if column in text and text != column and "none" in titles.values():
            asked = rf"(?<!<>)(?<!=)(^|\s|\()({column})(?=\s*(?:\)|and\b|or\b|$))"
            text = re.sub(asked, r"\1\2 <> 'none'", re.sub(rf"在\s*(?={column}\b)", "", text))
            for said, level in (("true", "<> 'none'"), ("false", "= 'none'")):
                text = re.sub(rf"\b({column})\s*(?:==?|is)\s*{said}\b", rf"\1 {level}", text)
    return text


def _calendar(text: str, _: Vocabulary) -> str:
    """The 30th of February is its last day."""

    def change(found: re.Match[str]) -> str:
        year, month, day = int(found[1]), int(found[2]), int(found[3])
        if not (1 <= month <= 12 and 1 <= day <= 31 and year):
            return found[0]
        return f"date '{year:04}-{month:02}-{min(day, calendar.monthrange(year, month)[1]):02}'"

    return re.sub(r"\bdate\s*'(\d{4})-(\d{1,2})-(\d{1,2})'", change, text)


def _moved(text: str, _: Vocabulary) -> str:
    """A day is moved by an interval, not by a number."""
    text = re.sub(r"(:as_of|\b\w+_on)\s*([-+])\s*(\d+)(?:\s+(day|month|year)s?)?(?!\s*[\w'])",
                  lambda n: f"{n[1]} {n[2]} interval '{n[3]}' {n[4] or 'day'}", text)  # fmt: skip
    return re.sub(r"(:as_of|\b\w+_on)\s*([-+])\s*(:\w+)", r"\1 \2 interval (\3) day", text)


_SHAPES: tuple[tuple[Said, Step], ...] = (
    (("多余的开头", "what stands before the rule"), _leading),
    (("末尾多余的 and、or", "an “and” or “or” with nothing after it"), _trailing),
    (("当天写 :as_of", "the day is :as_of, never the clock's"), _today),
    (("名称", "names"), NAMES),
    (("空值写法", "how a missing value is asked for"), _null),
    (("is 只用于空值和真假", "is takes null, true and false"), _is),
    (("连写的比较", "a comparison in a row"), _chain),
    (("范围写法", "how a range is written"), _range),
    (("缺少被比较的特征", "what is compared is left out"), _again),
    (("列表写法", "how a list is written"), _list),
    (("是否写法", "how yes and no are written"), _yes_no),
    (("数字不加引号", "a number has no quotes"), _apart),
    (("名册要写与什么比较", "a roll is compared with a level"), _on_roll),
    (("日历上没有这一天", "no day of the calendar"), _calendar),
    (("日期加减写法", "how a day is moved"), _moved),
    (("缺少 and", "an “and” is missing"), _joined),
    (("不能除以特征", "a feature divides nothing"), _quotient),
    (("括号不配对", "brackets do not match"), _brackets),
)
"""Changes of shape, in order: none of them changes a text that is a rule."""
