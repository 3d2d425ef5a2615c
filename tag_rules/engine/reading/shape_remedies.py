"""What to write instead of a value or key of the wrong shape, for people who write YAML and do not program.

What belongs here: Chinese words for keys and values, and the shapes people write for dates, titles and days.
What does not: what was wrong with it (`shape_words`), punctuation and indentation (`yaml_slips`).
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any

from tag_rules.engine.errors import did_you_mean
from tag_rules.engine.expression.slips import NUMERAL, number_of


def _by_word(words: Mapping[str, str]) -> dict[str, str]:
    """Return what each Chinese word stands for, of words listed by what they stand for."""
    return {zh: english for english, listed in words.items() for zh in listed.split()}


_KEYS = _by_word(
    {
        "code": "代码 编码",
        "title": "标题 名称",
        "subject": "对象",
        "when": "条件 规则",
        "purpose": "用途 目的",
        "sensitivity": "敏感级别 敏感度",
        "valid_from": "起始日 生效日期",
        "valid_to": "截止日 停用日",
        "retired_because": "停用原因",
        "version": "版本",
        "cases": "例子 用例",
        "given": "给出 给定",
        "then": "结果",
        "value": "等级",
        "values": "取值",
        "unknown": "无法判定 未知",
        "origin": "来源",
        "earlier": "以前",
        "life": "生命周期",
        "group": "类别",
        "tags": "标签",
        "zh": "中文",
        "en": "英文",
        "keep_days": "保留天数",
        "as_of": "日期",
    }
)
_VALUES = _by_word(
    {
        "resident": "居民 人",
        "household": "户 家庭",
        "dwelling": "房屋",
        "building": "楼栋",
        "compound": "小区",
        "committee": "居民区 居委会",
        "case": "事件",
        "open": "公开",
        "general": "一般",
        "sensitive": "敏感",
        "rule": "规则",
        "roll": "名册",
        "upstream": "市里 市级",
        "manual": "人工",
        "true": "是 有 成立 真",
        "false": "否 无 不成立 假",
        "unknown": "未知 无法判定 不知道",
        "drop": "撤下",
        "draft": "起草",
        "review": "审核",
        "pilot": "试点",
        "publish": "发布",
        "retire": "停用",
    }
)
_DAY = re.compile(r"\s*(\d{4})\s*[年/.\-]\s*(\d{1,2})\s*[月/.\-]\s*(\d{1,2})\s*[日号]?\s*")
_NOTHING = ("没有", "无", "暂无", "none", "null")
_FORMS = {
    "^[MD]": "M 或 D 加三位以上数字 M or D and three digits or more: D1001",
    "^[a-z]": "小写英文字母、数字、下划线 small letters, digits and underscores: elder_care",
}


def key_meant(key: str, allowed: Collection[str]) -> str | None:
    """Return the key that a Chinese word stands for, if it is one of those."""
    meant = _KEYS.get(key.strip())
    return meant if meant in allowed else None


def last_of_month(written: str) -> str:
    """Return the last day of the month of a day that is not in the calendar; empty where there is none."""
    day = _DAY.fullmatch(written)
    if day is None or not (1 <= int(day[2]) <= 12 and int(day[1]) and int(day[3]) > 28):
        return ""
    last = calendar.monthrange(int(day[1]), int(day[2]))[1]
    return f"写成 write: {day[1]}-{int(day[2]):02}-{last}"


def shape_remedy(detail: Mapping[str, Any], key: str, value: Any) -> str:
    """Return what to write instead, empty where it cannot be told.

    Args:
        detail: one fault as pydantic gives it.
        key: under which the value stands.
        value: what is written there.
    """
    kind = str(detail["type"])
    if kind == "string_pattern_mismatch":
        pattern = str(detail["ctx"]["pattern"])
        plain = _plain(value).upper() if pattern.startswith("^[MD]") else _plain(value).lower()
        if re.fullmatch(pattern, plain):
            return _write(key, plain)
        return next((said for begin, said in _FORMS.items() if pattern.startswith(begin)), "")
    meant = _VALUES.get(value.strip()) if isinstance(value, str) else None
    if kind in ("literal_error", "enum"):
        fits = meant is not None and re.search(rf"\b{meant}\b", str(detail["ctx"]["expected"]), re.IGNORECASE)
        if fits:
            return _write(key, str(meant))
        return did_you_mean(str(value), re.findall(r"'(\w+)'", str(detail["ctx"]["expected"])))
    if key == "unknown":
        days = re.search(r"\d+", str(value))
        return _write(key, f"{{keep_days: {days[0]}}}" if days else "drop")
    if kind.startswith("date"):
        day = _DAY.fullmatch(str(value))
        return _write(key, f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}") if day else ""
    if kind.startswith("bool") and meant in ("true", "false"):
        return _write(key, meant)
    if kind.startswith("int"):
        number = re.fullmatch(rf"[^\d零〇一二两三四五六七八九十百千万]*(\d+|{NUMERAL})\D*", _plain(value))
        if number is None:
            return ""
        return _write(key, number[1] if number[1].isdigit() else str(number_of(number[1])))
    if kind.startswith(("model", "dict")) and isinstance(value, str):
        return _write(key, f"{{zh: {value}, en: …}}")
    if kind.startswith(("list", "tuple")) and isinstance(value, Mapping):
        return "每一项前写 - begin each entry with: - "
    if kind.startswith(("list", "tuple")) and isinstance(value, str | int):
        return _write(key, "[]" if value in _NOTHING else f"[{value}]")
    return ""


def _plain(value: Any) -> str:
    """Return a value with digits and letters of one width, and without characters that nobody sees."""
    text = unicodedata.normalize("NFKC", str(value))
    return "".join(each for each in text if unicodedata.category(each) != "Cf").strip()


def _write(key: str, value: str) -> str:
    return f"写成 write: {key}: {value}"
