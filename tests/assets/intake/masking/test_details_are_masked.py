import polars as pl
import pytest

from assets.intake.intake import TakenIn
from assets.intake.masking import masked
from sample_district import CANARIES

CASES = [
    ("联系人王建国，电话13812345678", "联系人［姓名］，电话［电话］"),
    ("家属姓名：欧阳小红", "家属姓名：［姓名］"),
    ("居民叫李秀英，反映漏水", "居民叫［姓名］，反映漏水"),
    ("张女士来电138-1234-5678", "［姓名］女士来电［电话］"),
    ("陈志明先生反映电梯故障", "［姓名］先生反映电梯故障"),
    ("王阿姨说屋顶漏水", "［姓名］阿姨说屋顶漏水"),
    ("身份证11010519491231002X遗失", "身份证［证件号］遗失"),
    ("老证610104620927690", "老证［证件号］"),
    ("住临汾路375弄12号302室", "住［地址］"),
    ("12号302室漏水", "［地址］漏水"),
    ("固定电话021-62345678", "固定电话［电话］"),
]
KEPT = [
    "12号楼电梯故障，已停用3天",
    "叫电梯维修人员来",
    "物业费上涨，要求公示账目",
    "独居老人希望陪同就医",
    "2024年3月1日走访",
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_personal_details_are_masked(text: str, expected: str) -> None:
    assert pl.select(masked(pl.lit(text))).item() == expected


@pytest.mark.parametrize("text", KEPT)
def test_problems_stay_readable(text: str) -> None:
    assert pl.select(masked(pl.lit(text))).item() == text


def test_no_canary_is_left_in_a_note(taken: TakenIn) -> None:
    notes = taken.tables["visits"]["note"].drop_nulls()
    assert not [value for value in CANARIES if notes.str.contains(value, literal=True).any()]
