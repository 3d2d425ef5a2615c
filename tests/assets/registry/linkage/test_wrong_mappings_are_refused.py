"""A mapping's faults are all said at once, with line and remedy; so are columns that are not there."""

from pathlib import Path

import pytest

from assets.intake.refusal import ExportRefused
from assets.registry.linkage.benchmark.labelled_file import read_labelled
from assets.registry.linkage.benchmark.mapping import load_mapping


def test_every_fault_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(
        "truth: {column: id, pattern: 'rec-\\d+'}\ngiven_nam: first\nbirth_date: {year: y}\n"
        "address:\n  - {column: postcode, type: zip}\n"
    )
    with pytest.raises(ExportRefused) as refused:
        load_mapping(path)
    said = str(refused.value)
    assert len(refused.value.problems) == 4
    assert "m.yaml:1: " in said and "括号" in said
    assert "m.yaml:2: 未知的键 unknown key “given_nam”. Remedy: 您是否指 did you mean “given_name”?" in said
    assert "m.yaml:3: " in said and "m.yaml:5: " in said


def test_columns_that_are_not_there(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text("truth: cluster\ngiven_name: first_name\nsex: gender\n")
    (tmp_path / "p.csv").write_text("cluster, firstname\n1, a\n")
    with pytest.raises(ExportRefused) as refused:
        read_labelled(tmp_path / "p.csv", load_mapping(tmp_path / "m.yaml"), None)
    assert len(refused.value.problems) == 2
    assert "did you mean “firstname”?" in str(refused.value)
