"""Blanks, breaks of lines, width and invisible characters do not make a header another one."""

from __future__ import annotations

import polars as pl
import pytest

from assets.intake.formats.headers import header_faults, with_known_headers


@pytest.mark.parametrize("typed", ["姓 名", "姓\u3000名 ", "姓\n名", "\u200b姓名", "姓\u00a0名"])
def test_a_header_is_found_however_it_is_typed(typed: str) -> None:
    assert with_known_headers(pl.DataFrame({typed: ["甲"]}), ["姓名"]).columns == ["姓名"]


def test_brackets_and_units_in_either_width_are_one() -> None:
    typed = pl.DataFrame({"面积（㎡）": ["1"]})
    assert with_known_headers(typed, ["面积(m2)"]).columns == ["面积(m2)"]


def test_of_two_columns_that_are_alike_neither_is_taken_for_the_one_that_is_known() -> None:
    typed = pl.DataFrame({"姓 名": ["甲"], "姓\n名": ["乙"]})
    assert with_known_headers(typed, ["姓名"]).columns == typed.columns


def test_a_header_that_is_there_stays_what_it_is() -> None:
    typed = pl.DataFrame({"姓名": ["甲"], "姓 名": ["乙"]})
    assert with_known_headers(typed, ["姓名"]).columns == typed.columns


def test_what_is_wrong_with_a_header_row_is_told_by_number_and_never_by_what_stands_there() -> None:
    faults = header_faults(["王小明", "", "王小明"])
    assert [said for said, _ in faults] == [
        "有列没有表头 there is no header over column number 2",
        "表头重复 columns number 1, 3 have the same header",
    ]
