"""A name that is spaced or dotted otherwise is the same name: people are compared by it."""

from __future__ import annotations

import pytest

from tests.assets.intake.reading_rows import taken


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("张 三", "张三"),
        ("王\u3000小 明", "王小明"),
        ("买买提•吐尔逊", "买买提·吐尔逊"),
        ("阿．买买提 . 吐", "阿·买买提·吐"),
        ("王\U000e0100三", "王三"),
        ("⼾三", "戶三"),
        ("𠮷田", "𠮷田"),
        ("John Smith", "John Smith"),
        ("李 A", "李 A"),
    ],
)
def test_a_name_is_written_in_one_way(typed: str, name: str) -> None:
    assert taken("residents", {"name": typed}).accepted["name"].to_list() == [name]
