"""Tidying or normalising what was tidied or normalised gives it back, whatever the text."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.registry.addresses.characters import tidy
from assets.registry.addresses.parts import normalise
from tests.assets.registry.addresses import corpus

WORDS = (
    *"路街弄号室幢栋座楼层村组镇乡市区县省里东西一二三十百廿〇甲乙附至到-、/#（）() 　０９AaBF",
    *("支弄", "单元", "街道", "新村", "社区", "12", "3", "1102", "门口",
      "附近", "地址：", "电话13800138000", "NULL", "上海", "柳营"),
)  # fmt: skip
ADDRESSES = st.lists(st.sampled_from(WORDS), max_size=14).map("".join)


@given(texts=st.lists(ADDRESSES | st.text(max_size=20), min_size=1, max_size=100))
@settings(max_examples=12, deadline=None)
def test_of_any_text(texts: list[str]) -> None:
    tidied, written = tidy(pl.Series(texts)), normalise(pl.Series(texts))
    assert tidy(tidied).to_list() == tidied.to_list()
    assert normalise(written).to_list() == written.to_list()


def test_of_addresses() -> None:
    texts = pl.Series([a.text for a in (*corpus.shanghai(3, 400), *corpus.elsewhere(3, 400))])
    written = normalise(texts)
    assert normalise(written).to_list() == written.to_list()
