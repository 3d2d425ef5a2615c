"""An answer and a day may be written in several ways; a mark that means nothing decides nothing."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.intake.mappings.loading import load_mappings
from assets.intake.refusal import ExportRefused
from assets.registry.review.returned import returned_decisions
from tests.assets.registry.review.conftest import NOTHING_KNOWN, TODAY, filled, of


def read(folder: Path, answer: str, day: str = "2024-03-01", who: str = "王 芳") -> pl.DataFrame:
    person = filled(of(folder, "是否同一人"), 是否同一人=answer, 复核人=who, 复核日期=day)
    return returned_decisions([person], load_mappings(), TODAY, NOTHING_KNOWN).decided["person_decisions"]


@pytest.mark.parametrize(
    ("answer", "same"),
    [("是", True), (" 是的", True), ("同一人", True), ("否", False), ("不是", False), ("两人", False)],
)
def test_answers(folder: Path, answer: str, same: bool) -> None:
    assert read(folder, answer)["same_person"].to_list() == [same]


@pytest.mark.parametrize(
    "day",
    ["2024-3-1", "2024/3/1", "2024/03/01", "2024.3.1", "2024年3月1日", "20240301", "２０２４－０３－０１"],
)
def test_days(folder: Path, day: str) -> None:
    assert read(folder, "是", day)["decided_on"].to_list() == [date(2024, 3, 1)]


def test_a_reviewer_signs_with_their_name(folder: Path) -> None:
    assert read(folder, "是", who="王 芳")["decided_by"].to_list() == ["王芳"]


@pytest.mark.parametrize("mark", ["-", "/", "无"])
def test_a_mark_takes_nothing_back(folder: Path, mark: str) -> None:
    assert read(folder, mark).is_empty()


@pytest.mark.parametrize("answer", ["不确定", "√", "是（已核实）"])
def test_what_may_mean_either_is_refused_with_what_to_write(folder: Path, answer: str) -> None:
    with pytest.raises(ExportRefused, match="请填 是、否 或 收回"):
        read(folder, answer)
