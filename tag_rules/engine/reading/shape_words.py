"""What a wrong shape is told as, in Chinese and in English: no word of the library that found it.

What belongs here: words by kind of fault. What does not: where it stands (`yaml_document`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_SHAPES: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("string_type", "string_sub_type"), ("应为文字", "a text is wanted")),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), ("应为整数", "a whole number is wanted")),
    **dict.fromkeys(("float_type", "float_parsing", "finite_number"), ("应为数字", "a number is wanted")),
    **dict.fromkeys(("bool_type", "bool_parsing"), ("应为 true 或 false", "true or false is wanted")),
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        ("应为日期，如 2024-01-31", "a day is wanted, like 2024-01-31"),
    ),
    **dict.fromkeys(
        ("datetime_type", "datetime_parsing", "datetime_from_date_parsing"),
        ("应为日期时间", "a day with a time is wanted"),
    ),
    **dict.fromkeys(
        ("dict_type", "model_type", "model_attributes_type"), ("应为键值对", "keys with values are wanted")
    ),
    **dict.fromkeys(
        ("list_type", "tuple_type", "set_type", "frozen_set_type"), ("应为列表", "a list is wanted")
    ),
}
_BOUNDS = {
    "greater_than_equal": ("不应小于", "at least", "ge"),
    "greater_than": ("应大于", "above", "gt"),
    "less_than_equal": ("不应大于", "at most", "le"),
    "less_than": ("应小于", "below", "lt"),
    "string_too_long": ("字数至多", "characters, at most", "max_length"),
    "string_too_short": ("字数至少", "characters, at least", "min_length"),
    "too_long": ("项数至多", "entries, at most", "max_length"),
    "too_short": ("项数至少", "entries, at least", "min_length"),
}
_AMONG = ("literal_error", "enum")


def shape_words(detail: Mapping[str, Any]) -> str:
    """Return what was wanted instead, for one fault as pydantic gives it."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in _BOUNDS:
        chinese, english, key = _BOUNDS[kind]
        return f"{chinese} {context[key]} it should be {english} {context[key]}"
    if kind in _AMONG:
        return f"不在可选值之内 it should be one of: {context['expected']}"
    if kind == "string_pattern_mismatch":
        return "格式不符 it is not of the form that is wanted"
    if kind in _SHAPES:
        return " ".join(_SHAPES[kind])
    if kind == "value_error":
        return str(detail["msg"]).removeprefix("Value error, ")
    return "值不符合要求 not what is wanted here"
