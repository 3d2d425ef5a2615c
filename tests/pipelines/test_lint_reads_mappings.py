"""`tagging lint` reads mapping files as well as rules: all errors of both at once."""

import shutil
from pathlib import Path

from tests.pipelines.conftest import run  # noqa: F401

ROOT = Path(__file__).parents[2]
MAPPING = """\
system: town
title: {zh: 镇, en: Town}
sources:
  streets:
    table: division
    title: {zh: 街, en: Streets}
    stale_after_days: 3
    columns: {division_code: 编码}
  rolls:
    table: department_rolls
    title: {zh: 名册, en: Roll}
    stale_after_days: 3
    constants: {roll: dibao, level: full, valid_from: 2024-01-01}
    columns:
      id_value: 证件号码
      valid_to: {header: 有效期至, format: "%y%m%d", inclusive: true}
"""


def test_faults_of_a_mapping_are_found_by_lint(run, tmp_path: Path) -> None:  # noqa: F811
    district = tmp_path / "district"
    shutil.copytree(ROOT / "docs" / "examples" / "second_district", district)
    (district / "mappings" / "town.yaml").write_text(MAPPING, encoding="utf-8")
    done = run("lint", TAGGING_DISTRICT_DIR=str(district))
    assert done.exit_code == 1
    assert (
        "mappings/town.yaml:5:1: 未知的标准表 unknown table division (did you mean “divisions”?)"
        in done.output
    )
    assert "mappings/town.yaml:16:1: 不是日期格式 %y%m%d is no format of a date" in done.output
    assert "Traceback" not in done.output


def test_sound_mappings_are_no_errors(run) -> None:  # noqa: F811
    done = run("lint")
    assert done.exit_code == 0, done.output
    assert "no errors" in done.output
