"""A named group of a village is no road, and of two groups of one village neither matches the other."""

import polars as pl
import pytest

from assets.registry.addresses.match import match
from tests.assets.registry.addresses.conftest import parts_of


@pytest.mark.parametrize(
    ("address", "group"),
    [
        ("罗泾镇海红村李家组12号", "李家组"),
        ("李家组12号", "李家组"),
        ("段泾村姚家队甲12号", "姚家队"),
        ("海红村东风生产队12号", "东风生产队"),
        ("海红村浜东小组12号203室", "浜东小组"),
        ("海红村第五村民小组12号", "5"),
        ("海红村陆家组", "陆家组"),
    ],
)
def test_a_group_is_read(address: str, group: str) -> None:
    parts = parts_of(address)
    assert parts["group"] == group
    assert "road" not in parts


@pytest.mark.parametrize(
    "address", ["彭浦镇消防队12号", "临汾路街道综治队", "昌平路68号项目组", "南京西路5号公安支队"]
)
def test_a_team_is_none(address: str) -> None:
    assert "group" not in parts_of(address)


@pytest.mark.parametrize(
    ("asked", "method"),
    [
        ("海红村李家组12号", "exact"),
        ("罗泾镇海红村李家组12号", "normalised"),
        ("海红村张家组12号", None),
        ("海红村3组12号", None),
        ("海红村12号", "normalised"),
    ],
)
def test_a_house_is_of_its_own_group(asked: str, method: str | None) -> None:
    directory = pl.DataFrame({"dwelling_id": [1], "address": ["海红村李家组12号"], "committee_code": ["A"]})
    found = match(pl.DataFrame({"address": [asked], "committee_code": ["A"]}), directory)
    assert found["method"].to_list() == [method]
