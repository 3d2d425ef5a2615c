"""How people who do not program write a rule, and how the language has it: one small change of text a step.

What belongs here: punctuation, words, numbers, days and names, outside the quotes of a text. What does not:
deciding whether the outcome is a rule (`mending`): nothing here is used unless it parses without a finding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tag_rules.engine.expression.findings import Vocabulary

Step = Callable[[str, "Vocabulary"], str]
Said = tuple[str, str]
_LITERAL = re.compile(r"'(?:[^']|'')*'")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | str.maketrans(
    {"\u3000": " ", "\u00a0": " ", "、": ",", "。": " ", "【": "(", "】": ")", "〔": "(", "〕": ")",
     "《": "<", "》": ">", "−": "-", "—": "-", "–": "-", "×": "*", "÷": "/", "％": "%", "[": "(", "]": ")",
     "{": "(", "}": ")", "［": "(", "］": ")"}
)  # fmt: skip
_SYMBOLS = (
    ("≥|≧|⩾|=>|> =|》=", ">="), ("≤|≦|⩽|=<|< =", "<="), ("≠|><|=!|!==|=/=", "<>"), ("&&|&", " and "),
    (r"\|\||\|", " or "), (r"!(?!=)", " not "), ("===", "="),
)  # fmt: skip
_UNITS = (
    "周岁|岁|个人|人次|人|层楼|层|楼|户|次|件|套|代|天|日|个月|月|年|小时|平方米|平米|㎡|m2|级|"
    "years old|years|people"
)
_WORDS = (
    ("不为空|不是空|非空|有记录|已登记", " is not null "),
    ("为空|是空|没有记录|无记录|缺失|未登记", " is null "),
    (r"介于\s*(.+?)\s*(?:和|与|到|至|~)\s*(.+?)\s*之间", r" between \1 and \2 "),
    (r"在\s*(.+?)\s*(?:和|与|到|至|~)\s*(.+?)\s*之间", r" between \1 and \2 "),
    ("大于等于|大于或等于|不小于|不低于|不少于|不早于|至少", " >= "),
    ("小于等于|小于或等于|不大于|不高于|不超过|不多于|不晚于|至多|最多", " <= "),
    ("不属于|不在(?=\\s*\\()", " not in "), ("属于|在(?=\\s*\\()", " in "),
    (r"(?:等于|是|为|=)\s*(?:是|真|有)(?!\w)", " = true "),
    (r"(?:等于|是|为|=)\s*(?:否|假|无)(?!\w)", " = false "),
    ("不等于|不是|不为", " <> "), ("大于|高于|多于|超过|晚于", " > "),
    ("小于|低于|少于|早于|不足|不到|不满|未满", " < "), ("等于|是|为", " = "),
    ("并且|而且|同时|以及|且|和|与|及", " and "), ("或者|或是|或", " or "), ("并非|不|非", " not "),
    ("今天|今日|当天|快照日", " :as_of "), ("如果|当", " "),
)  # fmt: skip
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_SCALES = {"十": 10, "百": 100, "千": 1000}
_SPANS = {"天": "day", "日": "day", "月": "month", "年": "year"}
_LEAST = 2
"""Of fewer characters no title is guessed."""
_COMPARES = "=|==|<>|!=|不等于|等于|不是|不为|是|为"
_IS_NOT = ("<>", "!=", "不等于", "不是", "不为")
_NOT = re.compile("^(?:没有|没|无|未|不是|不在|不|非)")
NUMERAL = "[零〇一二两三四五六七八九十百千万]+"
WORDS = frozenset(
    ("and", "or", "not", "in", "is", "null", "true", "false", "between", "like", "date", "interval", "day",
     "days", "month", "months", "year", "years", "case", "when", "then", "else", "end", "coalesce",
     "regexp_matches", "as_of")
)  # fmt: skip


def outside_quotes(text: str, change: Callable[[str], str]) -> str:
    """Return the text with everything changed that is not a quoted text."""
    parts, at = [], 0
    for literal in _LITERAL.finditer(text):
        parts += [change(text[at : literal.start()]), literal[0]]
        at = literal.end()
    return "".join([*parts, change(text[at:])])


def number_of(numeral: str) -> int:
    """Return the number that Chinese numerals write, such as 六十 or 一百二十."""
    head, many, tail = numeral.partition("万")
    if many:
        return (number_of(head) if head else 1) * 10_000 + (number_of(tail) if tail else 0)
    if not set(numeral) & set(_SCALES):
        return int("".join(str(_DIGITS[digit]) for digit in numeral))
    total, digit = 0, 0
    for character in numeral:
        if character in _SCALES:
            total += (digit or 1) * _SCALES[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit


def _quotes(text: str, words: Vocabulary) -> str:
    text = re.sub("[“”‘’＇＂「」『』´`]", "'", text)
    text = re.sub(
        r'"([^"]*)"', lambda quoted: quoted[0] if quoted[1] in words.columns else f"'{quoted[1]}'", text
    )
    inner = text.strip()
    if re.fullmatch(r"'[^']*'", inner) and re.search(r"[<>=]|\b(?:and|or)\b|[且或≥≤≠]", inner):
        return inner[1:-1]  # a whole rule in quotes
    return text + "'" if text.count("'") % 2 else text


def _punctuation(text: str, _: Vocabulary) -> str:
    return outside_quotes(text, lambda part: part.translate(_WIDE)).strip().rstrip(";").rstrip()


def _symbols(text: str, _: Vocabulary) -> str:
    for pattern, symbol in _SYMBOLS:
        text = outside_quotes(text, lambda part, p=pattern, s=symbol: re.sub(p, s, part))  # type: ignore[misc]
    return text


def _days(text: str, _: Vocabulary) -> str:
    def span(found: re.Match[str]) -> str:
        return f"{found[1]} interval '{found[2]}' {_SPANS[found[3][-1]]}"

    def day(found: re.Match[str]) -> str:
        return f"date '{found[1]}-{int(found[2]):02}-{int(found[3]):02}'"

    text = outside_quotes(
        text,
        lambda part: re.sub(r"(?<![-+\d])\s*(\d+)\s*(天|日|个月|月|年)\s*[之以]?前", r" :as_of - \1\2", part),
    )
    text = re.sub(
        r"(interval\s*(?:'\d+'|\(\s*:\w+\s*\)))\s*(?:个)?(天|日|月|年)",
        lambda it: f"{it[1]} {_SPANS[it[2]]}",
        text,
    )
    text = outside_quotes(text, lambda part: re.sub(r"([-+])\s*(\d+)\s*(天|日|个月|月|年)", span, part))
    text = outside_quotes(
        text, lambda part: re.sub(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?", day, part)
    )
    text = outside_quotes(
        text, lambda part: re.sub(r"(?<![\d.])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![\d.])", day, part)
    )
    return re.sub(r"(?<!date )(?<!date)'(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?'", day, text)


def _titles(text: str, words: Vocabulary) -> str:
    titles = {**words.titles_elsewhere, **words.titles}
    for title in sorted(titles, key=len, reverse=True):
        if re.search("[\u4e00-\u9fff]", title):
            text = outside_quotes(text, lambda part, t=title: part.replace(t, f" {titles[t]} "))  # type: ignore[misc]
    return text


def _members(text: str, words: Vocabulary) -> str:
    """Put the value for its title after a feature that has it: `sex = 男`, `tenure in (自住, '租住')`."""
    for column, titles in words.member_titles.items():
        if column not in text:
            continue
        known = "|".join(map(re.escape, sorted(titles, key=len, reverse=True)))
        one = rf"'?\s*({known}|[\u4e00-\u9fff]\w*(?=\s*(?:'|[,)]|$)))(?:性(?!别)|人员|人(?!数)|的)?\s*'?"

        def listed(found: re.Match[str], one: str = one, titles: Mapping[str, str] = titles) -> str:
            return f"{found[1]}({re.sub(one, lambda title: _value(title, titles).strip(), found[2])})"

        def compared(found: re.Match[str], titles: Mapping[str, str] = titles, one: str = one) -> str:
            value = re.sub(one, lambda title: _value(title, titles), found[3], count=1)
            return f"{found[1]} {'<>' if found[2] in _IS_NOT else '='} {value}"

        text = re.sub(rf"(\b{column}\s*(?:not\s+in|in|不属于|属于|不在|在)\s*)\(([^()]*)\)", listed, text)
        text = re.sub(rf"(\b{column})\s*({_COMPARES})\s*({one})", compared, text)
    return text


def _value(found: re.Match[str], titles: Mapping[str, str]) -> str:
    """Return the one value that a title is, or is the part of the title of; never a guess between two."""
    fitting = [found[1]] if found[1] in titles else [title for title in titles if _within(found[1], title)]
    return f"'{titles[fitting[0]]}' " if len(fitting) == 1 else found[0]


def _numbers(text: str, _: Vocabulary) -> str:
    def change(part: str) -> str:
        part = re.sub(r"(\d+(?:\.\d+)?)\s*万", lambda n: str(int(Decimal(n[1]) * 10_000)), part)
        part = re.sub(rf"百分之({NUMERAL}|\d+)", lambda n: f"{_figure(n[1])}%", part)
        part = re.sub(
            rf"({NUMERAL})(?=\s*(?:{_UNITS}|[)，,<>=]|及?以[上下]|\s|$))", lambda n: _figure(n[1]), part
        )
        part = re.sub(r"(\d+(?:\.\d+)?)\s*%(?!\s*[\w(:])", lambda n: f"{Decimal(n[1]) / 100:f}", part)
        part = re.sub(r"(\d+(?:\.\d+)?)\s*%(?=\s*(?:and|or)\b)", lambda n: f"{Decimal(n[1]) / 100:f}", part)
        part = re.sub(rf"(?<=\d)\s*(?:{_UNITS})(?=[^\w]|及|以|[\u4e00-\u9fff]|$)", " ", part)
        part = re.sub(r"(?:[<>]=?|=)?\s*(\d+(?:\.\d+)?)\s*(?:及其?|\(含\))?以上", r" >= \1 ", part)
        return re.sub(r"(?:[<>]=?|=)?\s*(\d+(?:\.\d+)?)\s*(?:及其?|\(含\))?以下", r" <= \1 ", part)

    return outside_quotes(text, change)


def _figure(written: str) -> str:
    return written if written.isdigit() else str(number_of(written))


def _words(text: str, _: Vocabulary) -> str:
    for pattern, symbol in _WORDS:
        text = outside_quotes(text, lambda part, p=pattern, s=symbol: re.sub(p, s, part))  # type: ignore[misc]
    return text


def _near_titles(text: str, words: Vocabulary) -> str:
    """Put the name of a feature for the Chinese words that are part of its title, as 志愿时长 is.

    What stands after = is a value, if it is one.
    """

    def named(part: str) -> str:
        return re.sub(
            r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff][\u4e00-\u9fff0-9]*",
            lambda it: _near_title(it[0], words),
            part,
        )

    def before_values(part: str) -> str:
        pieces = re.split(r"((?:=|<>)\s*[\u4e00-\u9fff]\w*)", part)
        return "".join(piece if at % 2 else named(piece) for at, piece in enumerate(pieces))

    text = _members(outside_quotes(text, before_values), words)
    enum = "|".join(words.member_titles)
    compared = rf"(\b(?:{enum})\s*(?:=|<>)\s*[\u4e00-\u9fff]\w*)" if enum else r"($^)"
    return outside_quotes(
        text,
        lambda part: "".join(
            piece if at % 2 else named(piece) for at, piece in enumerate(re.split(compared, part))
        ),
    )


def _near_title(shown: str, words: Vocabulary) -> str:
    """Return the name for Chinese words, with `not` for 没有; the words where nothing is near."""
    said_not = _NOT.match(shown)
    if not said_not or any(title.startswith(shown[:2]) for title in words.titles):
        return _named(shown, words.titles) or shown
    rest = shown[said_not.end() :]
    name = (_named(rest, words.titles) or "").strip()
    kind = words.columns[name].kind if name in words.columns else None
    if kind == "boolean":
        return f" not {name} "
    if "none" in words.member_titles.get(name, {}).values():
        return f" {name} = 'none' "
    return f" {name} = 0 " if kind in ("integer", "decimal") else shown


def _named(shown: str, titles: Mapping[str, str]) -> str | None:
    """Return the name whose title has these characters, or is nearest to them."""
    if len(shown) < _LEAST:
        return None
    fitting = [title for title in titles if _within(shown, title)]
    fitting = fitting or get_close_matches(shown, [*titles], n=1, cutoff=0.5)
    if not fitting:
        return None
    # A feature before a parameter: what is compared is named more often than what with.
    return f" {titles[min(fitting, key=lambda title: (titles[title][0] == ':', len(title)))]} "


def _within(shown: str, title: str) -> bool:
    """Return whether the characters stand in the title, in this order."""
    rest = iter(title)
    return all(character in rest for character in shown)


def _names(text: str, words: Vocabulary) -> str:
    def change(found: re.Match[str]) -> str:
        colon, name = found[1], found[2]
        if colon:
            if name in words.parameters or name == "as_of":
                return found[0]
            near = get_close_matches(name, [*words.parameters, "as_of"], n=1)
            return name if name in words.columns else f":{near[0]}" if near else found[0]
        if name.lower() in WORDS or name in words.columns:
            return found[0]
        if name in words.parameters:
            return f":{name}"
        if name.lower() in words.columns:
            return name.lower()
        if any(name in (type_.members or ()) for type_ in words.columns.values()):
            return f"'{name}'"
        return _column_like(name, words) or found[0]

    return outside_quotes(
        text, lambda part: re.sub(r"(?<![\w:.])(:?)([A-Za-z_]\w*)(?!\w|\s*\()", change, part)
    )


def _column_like(name: str, words: Vocabulary) -> str | None:
    """Return the one column that a name means: misspelt, as another subject calls it, or in pinyin."""
    near = get_close_matches(name, [*words.columns, *words.parameters], n=1, cutoff=0.6)
    if near and name not in words.elsewhere:
        return near[0] if near[0] in words.columns else f":{near[0]}"
    return like_elsewhere(name, words) or _in_pinyin(name, words)


def _in_pinyin(name: str, words: Vocabulary) -> str | None:
    """Return the name whose title, or the part of one, is written in pinyin; None where it is none or two."""
    syllables = {spelt: written for written, spelt in _pinyin_of(tuple(words.titles)).items()}
    wanted = name.lower().replace("_", "")
    whole = [written for spelt, written in syllables.items() if "".join(spelt) == wanted]
    parts = whole or [written for spelt, written in syllables.items() if _ends_with(spelt, wanted)]
    names = {words.titles[part] for part in parts}
    columns = {name for name in names if name[0] != ":"} or names
    return columns.pop() if len(columns) == 1 else None


def _ends_with(syllables: Sequence[str], wanted: str) -> bool:
    return any("".join(syllables[at:]) == wanted for at in range(len(syllables)))


@lru_cache(maxsize=32)
def _pinyin_of(titles: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    from pypinyin import lazy_pinyin  # its dictionary takes a moment, which few texts need

    return {title: tuple(lazy_pinyin(title)) for title in titles}


def like_elsewhere(name: str, words: Vocabulary) -> str | None:
    """Return the column of this subject that says what another subject's column of that name does."""
    same = [column for column in words.columns if column.endswith(f"_{name}")]
    return min(same, key=len) if same else None


STEPS: tuple[tuple[Said, Step], ...] = (
    (("中文或成对的引号", "quotes: a text stands in '…'"), _quotes),
    (("中文标点", "Chinese punctuation"), _punctuation),
    (("符号写法", "how a symbol is written"), _symbols),
    (("日期写法", "how a day is written"), _days),
    (("用了中文名称", "titles in place of names"), _titles),
    (("取值用了中文名称", "the title of a value in place of the value"), _members),
    (("数字、百分数或单位的写法", "how a number, a share or a unit is written"), _numbers),
    (("用了中文词", "words in place of and, or, not, =, >="), _words),
    (("用了中文名称", "titles in place of names"), _near_titles),
)
"""Changes of notation, in order."""
NAMES: Step = _names
