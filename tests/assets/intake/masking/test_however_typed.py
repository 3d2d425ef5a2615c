"""Numbers, addresses and names are masked however people type them."""

from itertools import pairwise

import polars as pl
import pytest

from assets.intake.masking import masked

WIDE = str.maketrans("0123456789EHX", "０１２３４５６７８９ＥＨＸ")
BETWEEN = ["", " ", "-", "—", "——", " - ", ".", "·", "－", "　", "–", "．"]
NUMBER = "31010619400101990X"
GROUPS = [(6, 8, 4), (6, 4, 4, 4), (6, 4, 2, 2, 4), (4, 4, 4, 4, 2), (3, 3, 4, 4, 4)]


def _masked(text: str) -> str:
    return pl.select(masked(pl.lit(text))).item()


def _in_groups(number: str, lengths: tuple[int, ...], between: str) -> str:
    ends = [sum(lengths[:place]) for place in range(len(lengths) + 1)]
    return between.join(number[start:end] for start, end in pairwise(ends))


@pytest.mark.parametrize("between", BETWEEN)
@pytest.mark.parametrize("lengths", GROUPS)
def test_citizen_numbers(lengths: tuple[int, ...], between: str) -> None:
    number = _in_groups(NUMBER, lengths, between)
    for typed in (number, number.translate(WIDE)):
        assert _masked(f"身份证{typed}遗失") == "身份证［证件号］遗失"
        assert _masked(f"本市{typed}，遗失") == "本市［证件号］，遗失"


@pytest.mark.parametrize("between", BETWEEN)
def test_mobile_phones(between: str) -> None:
    number = _in_groups("13812345678", (3, 4, 4), between)
    for typed in (number, number.translate(WIDE), f"+86{between}{number}"):
        assert _masked(f"电话{typed}漏水") == "电话［电话］漏水"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("老证310106-400101-990遗失", "老证［证件号］遗失"),
        ("E12345678遗失", "［证件号］遗失"),
        ("Ｅ１２３４５６７８遗失", "［证件号］遗失"),
        ("护照号：EA1234567遗失", "护照号：［证件号］遗失"),
        ("港澳证H12345678遗失", "港澳证［证件号］遗失"),
        ("台胞证12345678遗失", "台胞证［证件号］遗失"),
        ("银行卡6222021001112223334被盗", "银行卡［证件号］被盗"),
        ("微信zhang13812345678", "微信［账号］"),
        ("手机013812345678", "手机［电话］"),
        ("手机138１２３４5678", "手机［电话］"),
        ("座机(021)6234 5678无人接听", "座机［电话］无人接听"),
        ("座机62345678，62345679", "座机［电话］，［电话］"),
        ("座机20501234无人接听", "座机［电话］无人接听"),
    ],
)
def test_other_numbers(text: str, expected: str) -> None:
    assert _masked(text) == expected


@pytest.mark.parametrize(
    "address",
    [
        "愚园路 753号 12室",
        "愚园路753弄12号302室",
        "愚园路　７５３弄 １２号楼 ３０２室",
        "愚园路七百五十三号",
        "临汾小区 3幢 2单元 501室",
        "375弄 12号 302室",
        "愚园路753弄12号-302",
        "临汾小区3幢501",
        "3号楼502",
        "12栋 302室",
    ],
)
def test_addresses(address: str) -> None:
    assert _masked(f"{address}，漏水") == "［地址］，漏水"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("联系人：阿依古丽·买买提，漏水", "联系人：［姓名］，漏水"),
        ("联系人： 阿依古丽·买买提（漏水）", "联系人： ［姓名］（漏水）"),
        ("户主阿卜杜拉•阿卜杜热依木13812345678", "户主［姓名］［电话］"),
        ("居民叫阿依古丽·买买提，反映漏水", "居民叫［姓名］，反映漏水"),
        ("阿依古丽·买买提女士反映漏水", "［姓名］女士反映漏水"),
        ("联系人：买买提　漏水", "联系人：［姓名］　漏水"),
    ],
)
def test_names(text: str, expected: str) -> None:
    assert _masked(text) == expected
