"""A district's folder beside the shared rules: what it may decide, and what it may not."""

import json
import shutil
from pathlib import Path

import pytest

from tag_rules.engine.cases import check_cases
from tag_rules.engine.errors import RuleErrors
from tag_rules.engine.lint import lint
from tag_rules.engine.lock import findings
from tag_rules.engine.reading.district import district_rules, lock_district, own_parameters
from tag_rules.engine.reading.loader import load_rules

ROOT = Path(__file__).parents[3]
SHARED = ROOT / "tag_rules"
EXAMPLE = ROOT / "docs" / "examples" / "second_district"


@pytest.fixture
def district(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "district", ignore=shutil.ignore_patterns("landing")))


def made(district: Path) -> Path:
    return district_rules(SHARED, district, district.parent / "rules")


def test_municipal_tags_are_shared_and_district_tags_its_own(district: Path) -> None:
    ours, theirs = load_rules(SHARED), load_rules(made(district))
    municipal = [tag for tag in ours.tags if tag.level == "municipal"]
    assert [tag for tag in theirs.tags if tag.level == "municipal"] == municipal
    assert [tag.code for tag in theirs.tags if tag.level == "district"] == ["D001", "D002", "D003"]
    assert theirs.problem_labels == ours.problem_labels
    assert [consumer.name for consumer in theirs.consumers] == ["flood_wardens"]


def test_its_parameters_win_and_the_others_stay(district: Path) -> None:
    ours, theirs = load_rules(SHARED).parameters, load_rules(made(district)).parameters
    assert [value.value for value in theirs["visit_gap_days"].values] == [60]
    assert ours.get("visit_gap_days") != theirs["visit_gap_days"]
    assert "flood_floor" in theirs
    assert theirs["elder_age"] == ours["elder_age"]


def test_changing_a_parameter_of_a_municipal_tag_breaks_its_cases(district: Path) -> None:
    path = district / "parameters.yaml"
    elders = path.read_text(encoding="utf-8").replace("visit_gap_days:", "elder_age:")
    path.write_text(elders.replace("days", "years").replace("value: 60", "value: 65"), encoding="utf-8")
    rule_set = load_rules(made(district))
    elder = [tag for tag in rule_set.tags if tag.code == "M005"]
    assert any(check_cases(rule_set, elder).values())


def test_the_example_has_no_errors(district: Path) -> None:
    own = [error for error in lint(made(district)).errors if error.file.startswith(("district", "consumers"))]
    assert own == []


def test_a_lock_holds_its_own_tags_only(district: Path) -> None:
    (district / "rules.lock").unlink()
    rule_set = load_rules(made(district))
    unlocked = findings(rule_set, made(district) / "rules.lock", rule_set.codes)
    assert {"D001", "D002", "D003"} <= {code for code, _, _ in unlocked}
    lock_district(rule_set, district)
    locked = list(json.loads((district / "rules.lock").read_text(encoding="utf-8")))
    assert locked == [*(f":{name}" for name in sorted(own_parameters(district))), "D001", "D002", "D003"]


def test_the_same_content_is_the_same_folder_and_another_is_not(district: Path) -> None:
    first = made(district)
    assert made(district) == first
    with (district / "consumers.yaml").open("a", encoding="utf-8") as file:
        file.write("# more\n")
    assert made(district) != first
    assert first.is_dir()


@pytest.mark.parametrize("name", ["municipal", "problems", "features.yaml"])
def test_what_is_shared_is_not_a_districts_to_make(district: Path, name: str) -> None:
    (district / name).mkdir()
    with pytest.raises(RuleErrors, match=f"{name} is shared by all districts"):
        made(district)


def test_a_district_without_consumers_serves_nobody(district: Path) -> None:
    (district / "consumers.yaml").unlink()
    assert load_rules(made(district)).consumers == ()


def test_a_damaged_lock_is_refused_with_a_remedy(district: Path) -> None:
    (district / "rules.lock").write_text("<<<<<<< HEAD\n", encoding="utf-8")
    with pytest.raises(RuleErrors, match=r"rules\.lock:1:1: not JSON") as refused:
        made(district)
    assert "version control" in refused.value.errors[0].remedy
