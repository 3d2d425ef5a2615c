"""How a name is written wrongly: a character of the same sound, one that looks alike, the parts swapped.

Belongs here: the characters, for the given names that the sample draws. Does not belong here: whose name is
written wrongly (`recorded_twice`, `look_alikes`).
"""

from __future__ import annotations

import polars as pl

_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉秀珍凤莲建国志文红梅晓雪晨宇轩浩子涵欣怡"
    "梓萱嘉俊思琪佳慧雅婷博睿诗雨亦凡"
)
SAME_SOUND = dict(
    zip(
        _GIVEN,
        "玮方那闵敬莉蔷蕾君阳永燕洁鹃滔鸣钞岚侠萍钢贵瑛骅育绣贞奉连健帼智雯宏玫小鳕辰雨宣皓梓函心宜"
        "子宣佳骏丝祺家惠哑亭伯瑞施宇奕樊",
        strict=True,
    )
)
"""By character: another one of the same sound (同音字)."""
LOOKS_ALIKE = dict(
    zip(
        _GIVEN,
        "佛芬婀毓靛雨弭晶车洗男绝烈娴寿朋赵羊露干则佳莫毕王季珠夙蓬庚园忘交江海晚雷展字轶洁了涌钦恰"
        "锌营喜俭恩琰住感稚娉傅容待两赤几",
        strict=True,
    )
)
"""By character: one that is taken for it on paper (形近字)."""


def with_another_character(name: pl.Expr, instead: dict[str, str]) -> pl.Expr:
    """Return names whose first given character is another one."""
    return name.str.slice(0, 1) + name.str.slice(1, 1).replace(instead) + name.str.slice(2)


def given_name_first(name: pl.Expr) -> pl.Expr:
    """Return names with the family name behind."""
    return name.str.slice(1) + name.str.slice(0, 1)


def with_a_blank(name: pl.Expr) -> pl.Expr:
    """Return names with a full-width blank behind the family name."""
    return name.str.slice(0, 1) + "\u3000" + name.str.slice(1)
