"""However an address is typed, its written form is one."""

import polars as pl
import pytest

from assets.registry.addresses.parts import normalise

VARIANTS = {
    "柳营路669弄14号1102室": (
        "柳营路669弄14号1102",
        "柳营路６６９弄１４号１１０２室",
        "柳营路 669 弄 14 号 1102 室",
        "柳营路六百六十九弄十四号一一〇二室",
        "柳营路六六九弄十四号1102室",
        "柳营路669弄14-1102",
        "柳營路669弄14號1102室",
        "柳营路669弄14#1102室",
        "地址：柳营路669弄14号1102室（近某某路）",
        "柳营路669弄14号1102室，电话13800138000",
    ),
    "曹杨八村117号204室": ("曹杨8村117号204", "曹杨８村一百一十七号204室"),
    "丽景苑12幢3单元1001室": (
        "丽景苑12-3-1001",
        "丽景苑12号楼3单元1001",
        "丽景苑12栋三单元1001室",
        "丽景苑12—3－1001室",
    ),
    "丽景苑A座1203室": ("丽景苑A-1203", "丽景苑ａ座1203"),
}


@pytest.mark.parametrize("written", VARIANTS)
def test_variants_are_one(written: str) -> None:
    texts = pl.Series([written, *VARIANTS[written]])
    assert normalise(texts).to_list() == [written] * len(texts)


def test_null_stays_null_and_nothing_stays_nothing() -> None:
    assert normalise(pl.Series([None, "", "  "], dtype=pl.String)).to_list() == [None, "", ""]
