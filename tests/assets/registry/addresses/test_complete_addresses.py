"""An address is complete when a dwelling can be found by it; words without values count for nothing."""

import polars as pl
import pytest

from assets.registry.addresses.complete import complete

FLAT_COMPLETE = (
    "虚构路669弄14号1102", "柳营路669弄14号1102室", "愚园路753号501室", "曹杨八村117号204室",
    "芷江西路165弄8号亭子间",
    "丽景苑12-3-1001", "六团村3组25号201室", "延长中路四百五十一弄二十三号一〇二室",
)  # fmt: skip
FLAT_INCOMPLETE = (
    "芷江西路弄号室", "芷江西路  弄  号  室", "NULL路NULL弄NULL号NULL室", "北站街道办事处3号会议室",
    "芷江西路", "芷江西路165弄",
    "柳营路669弄14号", "柳营路669弄1102室", "柳营路0弄0号0室",
    "669弄14号1102", "14号1102室", "1102室", "不详", "",
)  # fmt: skip


def judged(address: str | None, is_flat: bool | None) -> bool | None:
    flat = pl.Series([is_flat], dtype=pl.Boolean)
    return complete(pl.Series([address], dtype=pl.String), flat)[0]


@pytest.mark.parametrize("address", FLAT_COMPLETE)
def test_complete(address: str) -> None:
    assert judged(address, True) is True


@pytest.mark.parametrize("address", FLAT_INCOMPLETE)
def test_incomplete(address: str) -> None:
    assert judged(address, True) is False
    assert judged(address, None) is not True


@pytest.mark.parametrize("address", ["柳营路669弄14号", "六团村3组25号", "愚园路753号"])
def test_a_house_of_one_dwelling_needs_no_room(address: str) -> None:
    assert judged(address, False) is True
    assert judged(address, True) is False
    assert judged(address, None) is None


def test_no_address_is_unknown() -> None:
    assert judged(None, True) is None
