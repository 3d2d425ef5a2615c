"""`tagging lint` refuses a contract that still lists tags whose approval is over; a night goes on."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipelines.cli import main
from tag_rules.engine.reading.loader import load_rules

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "second_district"
OVER = """- consumer: flood_wardens
  purpose: household_visits
  requested_by: 湖滨镇应急办
  requested_on: 2024-01-01
  why: 试点
  decision: approved
  decided_by: 区数据局
  decided_on: 2024-01-02
  until: 2024-02-01
"""


def _lint(folder: Path, monkeypatch: pytest.MonkeyPatch, approvals: str) -> Result:
    """What lint says of a contract that takes a tag of another purpose."""
    district = folder / "district"
    shutil.copytree(EXAMPLE, district)
    contracts = district / "consumers.yaml"
    text = contracts.read_text(encoding="utf-8")
    contracts.write_text(text.replace("tags: [D001]", "tags: [D001, D002]"), encoding="utf-8")
    (district / "approvals.yaml").write_text(approvals, encoding="utf-8")
    monkeypatch.setenv("TAGGING_DISTRICT_DIR", str(district))
    monkeypatch.setenv("TAGGING_DATA_DIR", str(folder / "data"))
    return CliRunner().invoke(main, ["lint"])


def test_it_says_which_contract_and_which_tags(tmp_path, monkeypatch) -> None:
    done = _lint(tmp_path, monkeypatch, OVER)
    assert done.exit_code == 1
    assert "flood_wardens：批准已到期 an approval is over: D002" in done.output
    (rules,) = (tmp_path / "data" / "rules").iterdir()
    assert load_rules(rules).consumers[0].tags == ("D001", "D002")


def test_what_was_never_approved_is_not_called_over(tmp_path, monkeypatch) -> None:
    done = _lint(tmp_path, monkeypatch, "[]\n")
    assert "neither declared nor approved" in done.output
    assert "approval is over" not in done.output


def test_an_approval_that_has_not_begun_is_no_error(tmp_path, monkeypatch) -> None:
    later = OVER.replace("decided_on: 2024", "decided_on: 2199").replace("until: 2024", "until: 2199")
    done = _lint(tmp_path, monkeypatch, later)
    assert done.exit_code == 0, done.output
