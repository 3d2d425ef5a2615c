"""`tagging label-benchmark` scores any labelled file; `tagging label-train` learns from one."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipelines.cli import main

ROWS = {
    "漏水": ["金丝雀路楼上漏水到我家", "屋顶渗水发霉", "卫生间天花板滴水", "外墙渗漏，一下雨就漏"],
    "停车": ["小区没地方停车", "车位被占，请通知车主挪车", "物业涨停车费", "车位太少抢不到"],
    "税": ["个税怎么退", "发票开错了", "增值税申报逾期", "退税什么时候到"],
}
MAPPING = """\
text: 内容
label: 类别
labels: {漏水: [P0201], 停车: [P05]}
out_of_scope: [税]
"""


def run(folder: Path, command: str, mapping: str, *more: str, encoding: str = "gb18030") -> Result:
    (folder / "mapping.yaml").write_text(mapping, encoding="utf-8")
    lines = ["内容,类别", *(f'"{text}",{label}' for label, texts in ROWS.items() for text in texts)]
    (folder / "labelled.csv").write_text("\n".join(lines), encoding=encoding)
    asked = [command, str(folder / "labelled.csv"), str(folder / "mapping.yaml"), *more]
    return CliRunner().invoke(main, asked, env={"TAGGING_DATA_DIR": str(folder / "data")})


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_every_way_is_scored_and_no_text_is_shown(tmp_path: Path, encoding: str) -> None:
    page = tmp_path / "out" / "score.html"
    done = run(tmp_path, "label-benchmark", MAPPING, "--html", str(page), encoding=encoding)
    assert done.exit_code == 0, done.output
    assert "best label right: 1.000" in done.output
    for way in ("patterns alone", "names, definitions, topics", "classifier alone", "both"):
        assert way in done.output
    shown = page.read_text(encoding="utf-8")
    assert "confusion" in shown
    assert "reliability" in shown
    assert "金丝雀" not in done.output + shown


def test_names_of_classes_are_enough(tmp_path: Path) -> None:
    done = run(tmp_path, "label-benchmark", "text: 内容\nlabel: 类别\n")
    assert done.exit_code == 0, done.output


def test_what_was_learnt_is_kept_below_the_data_folder(tmp_path: Path) -> None:
    mapping = MAPPING.replace("[P05]", "[P0501]")
    done = run(tmp_path, "label-train", mapping)
    assert done.exit_code == 0, done.output
    version = done.output.split("version: ")[1].strip()
    assert (tmp_path / "data" / "label_classifiers" / f"{version}.npz").is_file()


def test_faults_of_the_mapping_are_told_with_their_line(tmp_path: Path) -> None:
    done = run(tmp_path, "label-benchmark", MAPPING.replace("P0201", "P0299"))
    assert done.exit_code == 1
    assert "mapping.yaml:3" in done.output
    assert "P0299" in done.output


def test_a_column_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = run(tmp_path, "label-benchmark", MAPPING.replace("text: 内容", "text: 内客"))
    assert done.exit_code == 1
    assert "内客" in done.output


def test_a_text_is_explained_to_who_gave_it() -> None:
    done = CliRunner().invoke(main, ["label-explain", "电梯困人", "--label", "P0203"])
    assert done.exit_code == 0, done.output
    assert "P0203 电梯故障 Lift failure: 第 1 rank" in done.output
    unknown = CliRunner().invoke(main, ["label-explain", "电梯困人", "--label", "P0299"])
    assert unknown.exit_code == 1 and "P0299" in unknown.output
