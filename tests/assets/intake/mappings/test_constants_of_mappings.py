"""A constant that is no value of its column is refused with the mapping, not row by row."""

from pathlib import Path

import pytest

from assets.intake.mappings.loading import load_mappings
from assets.intake.refusal import ExportRefused
from tests.assets.intake.conftest import assert_in_both_languages

SOURCE = """\
system: small
title: {zh: 小, en: Small}
sources:
  homes:
    table: dwellings
    title: {zh: 房屋, en: Dwellings}
    stale_after_days: 3
    columns: {dwelling_code: 房屋编码, building_code: 楼栋编码, address: 地址}
    constants:
      %s
"""


def _load(folder: Path, constant: str) -> None:
    (folder / "small.yaml").write_text(SOURCE % constant, encoding="utf-8")
    load_mappings(folder)


@pytest.mark.parametrize(
    ("constant", "said"),
    [
        ("tenure: private_rnt", "private_rnt is no value of tenure (did you mean “private_rent”?)"),
        ("floor: ground", "ground is no value of floor"),
        ("floor: '151'", "151 is no value of floor"),
        ("area_m2: nan", "nan is no value of area_m2"),
        ("tenure: ''", " is no value of tenure"),
        ("smart_water_meter: 'true'", "smart_water_meter is true or false, which no constant can say"),
        ("address: 临汾路", "address has a header and a constant"),
        ("tenur: owner", "dwellings has no column tenur (did you mean “tenure”?)"),
    ],
)
def test_a_constant_is_judged_by_its_column(tmp_path: Path, constant: str, said: str) -> None:
    with pytest.raises(ExportRefused) as refused:
        _load(tmp_path, constant)
    (problem,) = refused.value.problems
    assert (problem.file, problem.line) == ("small.yaml", 10)
    assert problem.message.endswith(f" {said}")
    assert_in_both_languages([problem])


@pytest.mark.parametrize("constant", ["tenure: owner", "floor: '6'", "area_m2: '54.5'"])
def test_a_value_of_its_column_is_taken(tmp_path: Path, constant: str) -> None:
    _load(tmp_path, constant)
