"""Files of labelled texts that are too small or odd are learnt from, or refused with a remedy."""

from pathlib import Path

import polars as pl
import pytest

from assets.intake.refusal import ExportRefused
from assets.problems.learning.label_mapping import load_label_mapping
from assets.problems.learning.label_score import score
from assets.problems.learning.labelled_texts import read_labelled_texts
from assets.problems.learning.training import trained
from tag_rules.engine.model import RuleSet

MAPPING = "text: 内容\nlabel: 类别\nlabels:\n  漏水: [P0201]\n  停车: [P0501]\nout_of_scope: [税务]\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_is_read_in_any_of_its_usual_encodings(
    rule_set: RuleSet, tmp_path: Path, encoding: str
) -> None:
    file, mapping = tmp_path / "texts.csv", tmp_path / "mapping.yaml"
    file.write_text("内容,类别\n楼上漏水,漏水\n没地方停车,停车\n", encoding=encoding)
    mapping.write_text(MAPPING, encoding="utf-8")
    read = read_labelled_texts(file, load_label_mapping(mapping, rule_set))
    assert read.get_column("text").to_list() == ["楼上漏水", "没地方停车"]


def test_two_texts_are_enough_to_learn_from(rule_set: RuleSet) -> None:
    learning = pl.DataFrame({"text": ["楼上漏水", "没地方停车"], "label_code": ["P0201", "P0501"]})
    assert trained(rule_set, learning).classes == ("P0201", "P0501")


@pytest.mark.parametrize("labels", [["漏水"] * 3, ["税务"] * 3])
def test_nothing_to_test_on_is_said(rule_set: RuleSet, tmp_path: Path, labels: list[str]) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(MAPPING, encoding="utf-8")
    texts = pl.DataFrame({"text": ["楼上漏水"] * 3, "label": labels, "in_scope": [labels[0] == "漏水"] * 3})
    with pytest.raises(ExportRefused, match="nothing is left to test on"):
        score(rule_set, texts, load_label_mapping(mapping, rule_set))
