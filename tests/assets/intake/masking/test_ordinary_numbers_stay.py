"""Dates, times, amounts and counts say what a problem is, not whose: masking leaves them."""

from datetime import date

import polars as pl
import pytest

from assets.intake.masking import masked

FORMS = [
    "%Y-%m-%d",
    "%Y.%m.%d",
    "%Y/%m/%d",
    "%Y%m%d",
    "%Y年%m月%d日",
    "%Y %m %d",
    "%Y — %m — %d",
    "%Y-%m",
    "%m-%d",
]
DAYS = pl.Series([date(2014, 1, 1), date(2030, 12, 31)])
KEPT = [
    "2024-03-01 14:30:00",
    "2024年3月1日9点30分",
    "20240301143000",
    "2023-2024年度",
    "2019—2024年",
    "每天9:30-11:30、13:00-17:30",
    "0900-1130",
    "金额12345.67元",
    "收入3000-5000元",
    "共35000000元",
    "分别为1500 2000 3000元",
    "停用3天，96.5%，54.5平方米",
    "已反映3次，还有15户，320人",
    "12号楼电梯，1号楼2号楼3号楼",
    "楼道3楼堆物",
    "13-15楼",
    "3月12号2024年",
    "编号A380，工单号20240305001234567",
    "GB11643-1999",
    "打12345热线",
    "从2023-12到2024-02",
]


def _changed(texts: pl.Series) -> list[str]:
    return texts.filter(texts != pl.select(masked(pl.lit(texts))).to_series()).to_list()


DAYS_OF_17_YEARS = pl.date_range(DAYS[0], DAYS[1], interval="3d", eager=True)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("between", ["-", " ", "至", " - ", "—", "~"])
def test_no_span_of_days(form: str, between: str) -> None:
    days = DAYS_OF_17_YEARS
    first, last = days.dt.strftime(form), days.dt.offset_by("30d").dt.strftime(form)
    assert _changed("于" + first + between + last + "停电") == []
    assert _changed(first + " 1430" + between + last + " 1615") == []


@pytest.mark.parametrize("form", FORMS)
def test_no_day_of_17_years(form: str) -> None:
    days = DAYS_OF_17_YEARS.dt.strftime(form)
    assert _changed("于" + days + "停电") == []
    assert _changed(days + " 14:30，共3次") == []


def test_no_moment_written_in_digits() -> None:
    assert _changed(DAYS_OF_17_YEARS.dt.strftime("%Y%m%d") + "143059") == []


@pytest.mark.parametrize("text", KEPT)
def test_what_is_no_more_than_a_number(text: str) -> None:
    assert _changed(pl.Series([text])) == []


@pytest.mark.parametrize("address", ["愚园路753号", "临汾小区3幢", "375弄12号"])
@pytest.mark.parametrize("after", [" 2024年3月漏水", "2024年3月漏水", " 停水3天", "停水3天", "1500户停水"])
def test_what_stands_beside_an_address(address: str, after: str) -> None:
    assert pl.select(masked(pl.lit(address + after))).item() == f"［地址］{after}"
