"""A row whose codes are unknown, or stand beside another's name, decides about nobody."""

from pathlib import Path

import polars as pl
import pytest

from assets.intake.erasure import Receipts, add_receipts
from assets.intake.mappings.loading import load_mappings
from assets.intake.refusal import ExportRefused
from assets.registry.review.listed import Records
from assets.registry.review.returned import returned_decisions
from tests.assets.registry.review.conftest import NOBODY_ERASED, TODAY, filled, of

TABLES = {
    "residents": pl.LazyFrame({"person_code": ["p1", "p2", "p2", "p3"], "name": ["甲", "丁", "乙", "丙"]}),
    "households": pl.LazyFrame({"household_code": ["h1", "h2"], "address": ["柳营路1弄 2号", "别处"]}),
    "dwellings": pl.LazyFrame({"dwelling_code": ["0012", "12"]}),
}
PERSON, HOME = "是否同一人", "户在何房屋"
SIGNED = {"复核人": "R7", "复核日期": "2024-03-01"}


def decided(folder: Path, kind: str, *, erased: Receipts = NOBODY_ERASED, **cells: str) -> list[pl.DataFrame]:
    path = filled(of(folder, kind), **SIGNED, **cells)
    found = returned_decisions([path], load_mappings(), TODAY, Records(TABLES, erased)).decided
    return [frame for frame in found.values() if not frame.is_empty()]


def refused(folder: Path, kind: str, **cells: str) -> list[tuple[int, str]]:
    with pytest.raises(ExportRefused) as told:
        decided(folder, kind, **cells)
    return [(problem.line, problem.message.partition(" ")[0]) for problem in told.value.problems]


def test_who_is_known_by_any_of_their_names_is_decided_on(folder: Path) -> None:
    assert len(decided(folder, PERSON, 是否同一人="是")) == 1
    assert len(decided(folder, HOME, 确认的房屋编码="0012")) == 1


def test_a_code_that_was_cut(folder: Path) -> None:
    problem = (2, "“人员编码”：各日期的数据中都没有这个编码")
    assert refused(folder, PERSON, 是否同一人="是", 人员编码="p") == [problem]


def test_a_dwelling_that_is_not_in_the_directory(folder: Path) -> None:
    problem = (2, "“确认的房屋编码”：各日期的数据中都没有这个编码")
    assert refused(folder, HOME, 确认的房屋编码="1") == [problem]


def test_a_column_of_codes_sorted_alone(folder: Path) -> None:
    problem = (2, "“人员编码”：编码与旁边的内容不是一条记录")
    assert refused(folder, PERSON, 是否同一人="是", 人员编码="p3") == [problem]
    problem = (2, "“户编码”：编码与旁边的内容不是一条记录")
    assert refused(folder, HOME, 确认的房屋编码="12", 户编码="h2") == [problem]


def test_one_record_with_itself(folder: Path) -> None:
    same = {"另一人员编码": "p1", "另一姓名": "甲"}
    assert refused(folder, PERSON, 是否同一人="是", **same) == [(2, "两个编码是同一个")]


def test_a_decision_is_taken_back_without_a_dwelling(folder: Path) -> None:
    (rows,) = decided(folder, HOME, 确认的房屋编码="收回")
    assert rows["dwelling_code"].to_list() == [None]


def test_who_was_erased_meanwhile_is_left_to_the_erasure(folder: Path) -> None:
    receipts = add_receipts(folder, ["p9"], {"erased_on": TODAY})
    assert len(decided(folder, PERSON, erased=receipts, 是否同一人="是", 人员编码="p9")) == 1
