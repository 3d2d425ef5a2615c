"""`tagging lint` refuses a contract that still lists tags whose approval is over; a night goes on."""

import shutil
from pathlib import Path

from click.testing import CliRunner

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


def test_it_says_which_contract_and_which_tags(tmp_path, monkeypatch) -> None:
    district = tmp_path / "district"
    shutil.copytree(EXAMPLE, district)
    contracts = district / "consumers.yaml"
    text = contracts.read_text(encoding="utf-8")
    contracts.write_text(text.replace("tags: [D001]", "tags: [D001, D002]"), encoding="utf-8")
    (district / "approvals.yaml").write_text(OVER, encoding="utf-8")
    monkeypatch.setenv("TAGGING_DISTRICT_DIR", str(district))
    monkeypatch.setenv("TAGGING_DATA_DIR", str(tmp_path / "data"))
    done = CliRunner().invoke(main, ["lint"])
    assert done.exit_code == 1
    assert "flood_wardens：批准已到期 an approval is over: D002" in done.output
    (rules,) = (tmp_path / "data" / "rules").iterdir()
    assert load_rules(rules).consumers[0].tags == ("D001", "D002")
