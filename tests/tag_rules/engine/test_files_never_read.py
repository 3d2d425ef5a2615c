"""A file that somebody wrote rules into and nothing reads is an error, not silence."""

import shutil
from pathlib import Path

import pytest

from tag_rules.engine.errors import RuleErrors
from tag_rules.engine.lint import lint
from tag_rules.engine.reading.district import district_rules

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("municipal/y.yml", "did you mean “municipal/*.yaml”?"),
        ("paramters.yaml", "did you mean “parameters.yaml”?"),
        ("extra/tags.yaml", "rules stand in features.yaml, "),
        ("district/deeper/tags.yaml", "rules stand in features.yaml, "),
    ],
)
def test_it_is_named_with_where_rules_stand(rules_folder: Path, name: str, remedy: str) -> None:
    path = rules_folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("group: y\n", encoding="utf-8")
    (error,) = (error for error in lint(rules_folder).errors if "is read from this file" in error.message)
    assert error.file == name
    assert remedy in error.remedy


@pytest.mark.parametrize("name", ["district/y.yml", "consumers.yml", "paramters.yaml"])
def test_it_is_named_in_a_districts_folder(tmp_path: Path, name: str) -> None:
    district = _district(tmp_path)
    (district / name).write_text("group: y\n", encoding="utf-8")
    with pytest.raises(RuleErrors) as refused:
        district_rules(ROOT / "tag_rules", district, tmp_path / "rules")
    assert [error.file for error in refused.value.errors] == [name]


@pytest.mark.parametrize("name", ["compose.yaml", ".gitlab-ci.yml", "mappings/more.yaml"])
def test_a_district_keeps_other_files_as_it_likes(tmp_path: Path, name: str) -> None:
    district = _district(tmp_path)
    (district / name).write_text("services: {}\n", encoding="utf-8")
    assert district_rules(ROOT / "tag_rules", district, tmp_path / "rules").is_dir()


def _district(tmp_path: Path) -> Path:
    example = ROOT / "docs" / "examples" / "second_district"
    return Path(shutil.copytree(example, tmp_path / "district", ignore=shutil.ignore_patterns("landing")))
