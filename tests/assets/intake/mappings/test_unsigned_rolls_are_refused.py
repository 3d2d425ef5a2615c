"""A roll that nobody has signed for is taken in by no run; the place and what to do are told."""

import pytest

from assets.intake.mappings.loading import load_mappings
from assets.intake.refusal import ExportRefused

ROLLS = """\
system: town
title: {zh: 镇, en: Town}
sources:
  dibao:
    table: department_rolls
    title: {zh: 名册, en: Roll}
    stale_after_days: 3
    constants: {roll: dibao, level: full, valid_from: 2024-01-01}
    columns: {id_value: 证件号码}
  park:
    table: department_rolls
    title: {zh: 公园志愿, en: Park}
    stale_after_days: 3
    constants: {roll: park_volunteers, level: listed, valid_from: 2024-01-01}
    columns: {id_value: 证件号码}
"""


def test_the_unsigned_one_alone_is_refused(tmp_path):
    (tmp_path / "town.yaml").write_text(ROLLS, encoding="utf-8")
    assert set(load_mappings(tmp_path)) == {"dibao", "park"}
    with pytest.raises(ExportRefused) as refused:
        load_mappings(tmp_path, signed={"dibao"})
    (problem,) = refused.value.problems
    assert (problem.file, problem.line) == ("town.yaml", 10)
    assert problem.message.startswith("名册 park_volunteers 无人签字")
    assert "signed_inputs.yaml" in problem.remedy
