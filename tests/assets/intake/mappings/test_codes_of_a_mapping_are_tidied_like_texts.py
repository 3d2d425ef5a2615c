"""What a mapping lists and what a file holds have one form; two codes that become one are refused."""

from pathlib import Path

import pytest

from assets.intake.mappings.loading import load_mappings
from assets.intake.refusal import ExportRefused

SOURCE = """\
system: small
title: {zh: 小, en: Small}
empty: [无, 空白]
sources:
  homes:
    table: buildings
    title: {zh: 楼, en: Buildings}
    stale_after_days: 3
    columns:
      building_code: 楼栋编码
      compound_code: 小区编码
      has_lift: {header: 有无电梯, codes: %s}
"""


def load(folder: Path, codes: str):
    (folder / "small.yaml").write_text(SOURCE % codes, encoding="utf-8")
    return load_mappings(folder)["homes"]


def test_a_full_width_code_is_found_by_its_narrow_form(tmp_path: Path) -> None:
    lookup = load(tmp_path, '{"有（１部）": true, "无": false}').column("has_lift").lookup(True)
    assert lookup["有(1部)"] is True


def test_a_word_with_a_meaning_of_its_own_is_not_empty(tmp_path: Path) -> None:
    source = load(tmp_path, '{"有": true, "无": false}')
    assert source.empty_words("has_lift") == ["空白"]
    assert source.empty_words("building_code") == ["无", "空白"]


def test_two_codes_that_become_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportRefused) as refused:
        load(tmp_path, '{"1": true, "１": false}')
    (problem,) = refused.value.problems
    assert problem.line == 12
    assert problem.message.endswith("１ is 1 once it is tidied, which has another meaning")
