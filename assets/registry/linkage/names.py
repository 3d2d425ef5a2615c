"""Names in parts and as they sound: Chinese ones by character and pinyin, others by word.

Belongs here: splitting a full name, reading it aloud. Does not belong here: comparing two
(`comparisons.py`).
"""

import os
from functools import cache
from pathlib import Path

import polars as pl

from assets.registry.linkage.tidy import has_han

# 复姓 in use today, from the Ministry of Public Security's reports on names and the Hundred Family Surnames.
_COMPOUND = """
    欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛
    尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容
    仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马
    公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐
    段干 百里 呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲
    公上 公门 公山 公坚 左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙
    南荣 东里 东宫 仲长 子书 子桑 即墨 达奚 褚师 纳兰 归海 欧侯
"""
COMPOUND_SURNAMES = frozenset(_COMPOUND.split())
LOOK_ALIKES = Path(__file__).parent / "look_alikes.txt"
"""One group a line: characters of names that differ by a stroke or a side, none in two groups."""
# Initials and finals that speakers of Wu and of southern Mandarin, and those who type for them, take for one.
_SOUNDS_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("hu", "fu"), ("l", "n"))


def split(full: pl.Series) -> pl.DataFrame:
    """Return given, family, rest of tidied full names, one row each.

    Chinese: the surname (one character, or a compound one) and what follows; with 少数民族 names of more than
    four characters, and in other scripts, the first word is the given name, the last one the family name and
    the words between are the rest.
    """
    text = (
        full.alias("full")
        .to_frame()
        .with_columns(chinese=has_han(full), joined=pl.col("full").str.replace_all(" ", ""))
    )
    words = pl.col("full").str.split(" ")
    chinese = pl.col("chinese") & (pl.col("joined").str.len_chars() <= 4)
    surname = (
        pl.when(
            pl.col("joined").str.head(2).is_in(sorted(COMPOUND_SURNAMES))
            & (pl.col("joined").str.len_chars() > 2)
        )
        .then(pl.col("joined").str.head(2))
        .otherwise(pl.col("joined").str.head(1))
    )
    return text.select(
        given=pl.when(chinese)
        .then(_filled(pl.col("joined").str.slice(surname.str.len_chars())))
        .otherwise(words.list.first()),
        family=pl.when(chinese)
        .then(surname)
        .otherwise(pl.when(words.list.len() > 1).then(words.list.last())),
        rest=pl.when(~chinese).then(
            _filled(
                words.list.slice(
                    1, pl.max_horizontal(words.list.len().cast(pl.Int64) - 2, pl.lit(0))
                ).list.join(" ")
            )
        ),
    )


def sound(values: pl.Series) -> pl.Series:
    """Return how names sound: pinyin without tones and with sounds that are mistaken for each other as one.

    A name in another script stays as it is, without spaces.
    """
    signs = values.str.split("").explode().drop_nulls().unique()
    read = {sign: f" {_syllable(sign)} " for sign in signs.filter(has_han(signs))}
    chinese = has_han(values)
    aloud = values.str.replace_many(list(read), list(read.values())) if read else values
    spaced = aloud.str.replace_all(r"\s+", " ").str.strip_chars()
    return pl.select(pl.when(chinese).then(spaced).otherwise(values.str.replace_all(" ", ""))).to_series()


def shape(values: pl.Series) -> pl.Series:
    """Return names with one character for all that are taken for each other on paper (形近字)."""
    return values.str.replace_many(_looks_alike())


@cache
def _looks_alike() -> dict[str, str]:
    groups = LOOK_ALIKES.read_text(encoding="utf-8").split()
    return {other: group[0] for group in groups for other in group[1:]}


def aloud(values: pl.Series) -> pl.Series:
    """Return how names sound as one run of letters, written in pinyin or not: Zhang Wei is 张伟.

    Letters by which sounds that are mistaken for each other differ are left out, so that the order of the
    parts of a name changes no more than the order of its letters.
    """
    return sound(values).str.replace_all("[hgf ]", "").str.replace_all("l", "n", literal=True)


def _syllable(character: str) -> str:
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")  # single characters are asked for: no need of phrases
    from pypinyin import lazy_pinyin  # its dictionary is read when the first Chinese name is

    (syllable,) = lazy_pinyin(character)
    for spelt, heard in _SOUNDS_ALIKE:
        syllable = syllable.replace(spelt, heard)
    return syllable


def _filled(text: pl.Expr) -> pl.Expr:
    return pl.when(text != "").then(text)
