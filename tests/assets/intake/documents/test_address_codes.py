"""The address code is judged at the birth date, and what is not listed is not warned of."""

from datetime import date

import polars as pl
import pytest

from assets.intake.documents.address_codes import address_code_not_in_force, address_codes


def warned(code: str | None, year: int | None) -> bool | None:
    born = date(year, 6, 1) if year else None
    return pl.select(address_code_not_in_force(pl.lit(code, pl.String), pl.lit(born, pl.Date))).item()


@pytest.mark.parametrize(
    ("code", "year", "expected"),
    [
        ("310106", 1950, False),
        ("310108", 1950, False),  # 闸北: in force when numbers were first given
        ("310108", 2015, False),
        ("310108", 2016, True),  # merged into 静安 at the end of 2015
        ("310103", 2011, False),
        ("310103", 2012, True),  # 卢湾, merged into 黄浦
        ("310119", 2000, True),  # 南汇 was a county until 2001
        ("310225", 2000, False),
        ("310119", 2010, True),  # and part of 浦东 since 2009
        ("310230", 2016, False),
        ("310151", 2015, True),
        ("310151", 2016, False),  # 崇明 turned from county to district within 2016
        ("310115", 1960, True),  # 浦东 is of 1992: given late in life, or a slip
        ("310199", 1990, True),  # never existed
        ("460105", 1987, True),  # 海南 is a province since 1988
        ("460105", 1988, False),
        ("411082", 1989, False),  # counties of other provinces are not listed
        ("160101", 1990, True),  # no such province
        ("310106", None, None),
        (None, 1990, None),
    ],
)
def test_codes_are_judged_at_birth(code: str | None, year: int | None, expected: bool | None) -> None:
    assert warned(code, year) is expected


def test_every_code_is_listed_once_and_no_span_is_reversed() -> None:
    codes = address_codes()
    assert codes["code"].is_unique().all()
    assert codes["code"].str.contains(r"^[0-9]{2}([0-9]{4})?$").all()
    assert not (codes["first_year"] > codes["last_year"]).any()
