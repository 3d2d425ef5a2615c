"""How two values of a field may agree: levels from the same value down to another one, in SQL and in words.

Belongs here: the levels of each kind of field, as Splink reads them. Does not belong here: what a level
weighs, which is learnt (`learn.py`). A level holds where none above it does.
"""

from dataclasses import dataclass
from typing import Any

from assets.registry.linkage.fields import Field, Kind
from assets.registry.linkage.prepare import Prepared


@dataclass(frozen=True)
class Level:
    """One way to agree.

    is_same: whether both have one value; agreement on a rare one then weighs more. is_same_name: whether two
    names at this level may be one name, written for its sound or with a slip. is_one_slip: whether they
    differ by one character, as the names of brothers may too.
    """

    condition: str
    zh: str
    en: str
    is_same: bool = False
    is_same_name: bool = False
    is_one_slip: bool = False


@dataclass(frozen=True)
class Comparison:
    """The levels of one field, the closest first; the last one is "another value"."""

    field: Field
    missing: str
    levels: tuple[Level, ...]

    def for_splink(self) -> dict[str, Any]:
        """Return the comparison as Splink's settings have it."""
        levels: list[dict[str, Any]] = [
            {"sql_condition": self.missing, "label_for_charts": "missing", "is_null_level": True}
        ]
        levels += [{"sql_condition": each.condition, "label_for_charts": each.en} for each in self.levels]
        return {"output_column_name": self.field.name, "comparison_levels": levels}

    def level_of(self, gamma: int) -> Level | None:
        """Return the level that Splink numbers so; None for missing."""
        return None if gamma < 0 else self.levels[len(self.levels) - 1 - gamma]


def comparisons(prepared: Prepared) -> tuple[Comparison, ...]:
    """Return one comparison per field of the prepared records."""
    return tuple(_comparison(field, prepared) for field in prepared.fields)


def _comparison(field: Field, prepared: Prepared) -> Comparison:
    x = field.name
    levels = {
        Kind.GIVEN_NAME: lambda: _name(x, prepared),
        Kind.FAMILY_NAME: lambda: _name(x, prepared),
        Kind.FULL_NAME: lambda: _more_names(x),
        Kind.DATE: lambda: _date(x),
        Kind.SEX: lambda: [_same(x)],
        Kind.TEXT: lambda: _text(x),
        Kind.CODE: lambda: _code(x),
        Kind.NUMBER: lambda: _number(x),
        Kind.CATEGORY: lambda: [_same(x), Level(_close(x, 0.9), "写法相近", "written alike")],
        Kind.DOCUMENT: lambda: [_same(x), Level(_typing(x), "个别数字不同", "a digit or two differ")],
    }[field.kind]()
    missing = f"{x}_l is null or {x}_r is null"
    if field.kind is Kind.FAMILY_NAME and _has_both_names(prepared):
        # A swapped name is one mistake: it is judged once, with the given name.
        missing = f"{missing} or ({_SPELT if prepared.is_chinese else _SWAPPED})"
    return Comparison(field, missing, (*levels, Level("ELSE", "不同", "different")))


_SWAPPED = "given__whole_l = given__whole_r and family_l <> family_r"
"""The same letters in all, and not because only the given name has them in another order."""
_SPELT = "given__aloud_l = given__aloud_r and family__sound_l <> family__sound_r"
"""The same sounds in all, in another order or script: 张伟, 伟张, Zhang Wei."""


def _has_both_names(prepared: Prepared) -> bool:
    return {"given", "family"} <= {field.name for field in prepared.fields}


def _name(x: str, prepared: Prepared) -> list[Level]:
    levels = [_same(x), *(_chinese_name(x) if prepared.is_chinese else _alphabetic_name(x))]
    if x == "given" and _has_both_names(prepared):
        levels.insert(1, Level(_SWAPPED, "姓名对调", "given and family name swapped", is_same_name=True))
        if prepared.is_chinese:
            levels.insert(2, Level(_SPELT, "拼音相同", "the same in pinyin", is_same_name=True))
        levels.append(
            Level(
                "given_l = family_r or family_l = given_r",
                "名与姓相同",
                "one's given name is the other's family name",
            )
        )
    if not prepared.is_chinese:
        levels.append(Level(_close(x, 0.75), "略有相似", "somewhat alike"))
    return levels


def _chinese_name(x: str) -> list[Level]:
    # DuckDB measures texts in bytes, a Chinese character has three: these compare characters.
    one_of_two = (
        f"length({x}_l) = length({x}_r) and length({x}_l) >= 2 "
        f"and (left({x}_l, 1) = left({x}_r, 1) or right({x}_l, 1) = right({x}_r, 1))"
    )
    part = f"(contains({x}_l, {x}_r) or contains({x}_r, {x}_l))"
    return [
        Level(f"{x}__sound_l = {x}__sound_r", "读音相同", "sounds the same", is_same_name=True),
        Level(
            f"{x}__letters_l = {x}__letters_r",
            "字序颠倒",
            "same characters in another order",
            is_same_name=True,
        ),
        Level(f"{x}__shape_l = {x}__shape_r", "形近字", "a character that looks alike", is_same_name=True),
        Level(
            f"{one_of_two} and left({x}__sound_l, 2) = left({x}__sound_r, 2)",
            "一字不同,读音相近",
            "one character differs, sounds alike",
            is_one_slip=True,
        ),
        Level(one_of_two, "一字不同", "one character differs", is_one_slip=True),
        Level(part, "缺一字", "one character missing"),
    ]


def _alphabetic_name(x: str) -> list[Level]:
    initial = f"left({x}_l, 1) = left({x}_r, 1) and least(length({x}_l), length({x}_r)) = 1"
    return [
        Level(
            f"{x}__letters_l = {x}__letters_r and length({x}_l) > 2",
            "字母次序不同",
            "same letters in another order",
            is_same_name=True,
        ),
        Level(
            f"{_typing(x)} or {_close(x, 0.93)}",
            "个别字母不同",
            "a letter or two differ",
            is_same_name=True,
        ),
        Level(f"{_close(x, 0.86)} or ({_part(x)})", "写法相近", "written alike"),
        Level(initial, "只有首字母", "only an initial"),
    ]


def _more_names(x: str) -> list[Level]:
    shared = f"len(list_intersect({x}_l, {x}_r))"
    return [
        Level(f"{shared} >= 2", "其他名字多处相同", "several other names are the same"),
        Level(f"{shared} = 1", "其他名字一处相同", "one other name is the same"),
    ]


def _date(x: str) -> list[Level]:
    def same(part: str) -> str:
        return f"{x}__{part}_l = {x}__{part}_r"

    guessed = f"({x}_l like '%0101' or {x}_r like '%0101' or {x}__day_l is null or {x}__day_r is null)"
    days = f"abs({x}__days_l - {x}__days_r)"
    return [
        _same(x),
        Level(
            f"{same('year')} and {x}__month_l = {x}__day_r and {x}__day_l = {x}__month_r",
            "月日对调",
            "day and month swapped",
        ),
        Level(
            f"{same('year')} and {guessed}", "只知年份,年份相同", "only the year is known, and it is the same"
        ),
        Level(
            one_slip(x),
            "一位数字不同或对调",
            "one digit differs, or two are swapped",
        ),
        Level(f"{same('year')} and {same('month')}", "年月相同", "same year and month"),
        Level(
            f"({same('month')} and {same('day')}) or ({same('year')} and {same('day')}) "
            f"or {x}__letters_l = {x}__letters_r",
            "年月日中两项相同",
            "two of year, month and day are the same",
        ),
        Level(f"{days} <= 366 or {same('year')}", "相差一年以内", "within a year"),
        Level(f"{days} <= 3653", "相差十年以内", "within ten years"),
    ]


def _text(x: str) -> list[Level]:
    return [
        _same(x),
        Level(f"{x}__letters_l = {x}__letters_r", "字序不同", "same letters in another order"),
        Level(f"{_typing(x)} or {_close(x, 0.93)}", "个别字不同", "a letter or two differ"),
        Level(f"{_close(x, 0.85)} or ({_part(x)})", "写法相近", "written alike"),
    ]


def _code(x: str) -> list[Level]:
    return [
        _same(x),
        Level(
            f"{x}__letters_l = {x}__letters_r or {one_slip(x)}",
            "一位不同或对调",
            "one sign differs, or two are swapped",
        ),
        Level(f"{x}__outer_l = {x}__outer_r", "前段相同", "the first part is the same"),
        Level(f"{x}__area_l = {x}__area_r", "同一区域", "the same area"),
    ]


def _number(x: str) -> list[Level]:
    return [
        _same(x),
        Level(
            f"length({x}_l) >= 2 and ({x}__letters_l = {x}__letters_r or {one_slip(x)})",
            "一位不同或对调",
            "one digit differs, or two are swapped",
        ),
    ]


def _same(x: str) -> Level:
    return Level(f"{x}_l = {x}_r", "相同", "the same", is_same=True, is_same_name=True)


def _close(x: str, likeness: float) -> str:
    return f"jaro_winkler_similarity({x}_l, {x}_r) >= {likeness}"


def _typing(x: str) -> str:
    lengths = f"abs(length({x}_l) - length({x}_r)) <= 1 and least(length({x}_l), length({x}_r)) >= 4"
    return f"({lengths} and {one_slip(x)})"


def one_slip(x: str) -> str:
    """Return in SQL whether x_l and x_r differ by one sign more, less or other, or by two swapped neighbours.

    One half is the same then, which is seen at once: the distance of two long texts takes longer than all
    else that is compared.
    """
    half = f"(least(length({x}_l), length({x}_r)) - 2) // 2"
    halves = " or ".join(f"{side}({x}_l, {half}) = {side}({x}_r, {half})" for side in ("left", "right"))
    return f"(({halves}) and damerau_levenshtein({x}_l, {x}_r) <= 1)"


def _part(x: str) -> str:
    within = " or ".join(
        f"{side}({x}_{one}, {x}_{two})" for side in ("starts_with", "ends_with") for one, two in ("lr", "rl")
    )
    return f"({within}) and least(length({x}_l), length({x}_r)) >= 3"
