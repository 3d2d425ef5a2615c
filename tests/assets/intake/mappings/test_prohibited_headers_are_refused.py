"""A mapping or a file's name that speaks of what no tag may know is refused, but for headers in `ignored`."""

from datetime import date
from pathlib import Path

import pytest

from assets.intake.manifest.manifest_file import Manifest, _source_faults
from assets.intake.mappings.loading import MAPPINGS, load_mappings
from assets.intake.refusal import ExportRefused

ROLL = """\
system: town
title: {zh: 镇, en: Town}
sources:
  companions:
    table: department_rolls
    title: {zh: 名册, en: Roll}
    stale_after_days: 3
    constants: {roll: elder_companions, valid_from: 2024-01-01}
    columns:
      id_value: 证件号码
      level: {header: 类别, codes: {"1": listed}}
    ignored: [民族, 宗教信仰]
"""


def _refused(tmp_path: Path, text: str, name: str = "town.yaml") -> str:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ExportRefused) as refused:
        load_mappings(tmp_path)
    return str(refused.value)


def test_prohibited_headers_may_be_ignored(tmp_path):
    (tmp_path / "town.yaml").write_text(ROLL, encoding="utf-8")
    assert list(load_mappings(tmp_path)) == ["companions"]


def test_the_shipped_mappings_pass():
    assert load_mappings(MAPPINGS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("header: 类别", "header: 民族"),
        ("header: 类别", "header: 证件号码前两位"),
        ('codes: {"1": listed}', "codes: {信教: listed}"),
        ('codes: {"1": listed}', "codes: {汉: listed, 回: listed, 满: listed}"),
        ("zh: 名册", "zh: 信教群众名册"),
        ("  companions:", "  xinjiao_zongjiao:"),
        ("roll: elder_companions", "roll: petitioners"),
        ("zh: 镇", "zh: 维稳办"),
    ],
)
def test_refused(tmp_path, old, new):
    message = _refused(tmp_path, ROLL.replace(old, new))
    assert "is prohibited" in message
    assert "没有例外" in message


def test_the_mapping_files_own_name_is_refused(tmp_path):
    assert "is prohibited" in _refused(tmp_path, ROLL, "religious_affairs.yaml")


def test_an_exported_files_name_is_refused():
    file = {
        "source": "companions", "file": "信教群众名册.csv", "rows": 1, "sha256": "0" * 64,
        "produced_at": "2024-01-01T00:00:00", "encoding": "utf-8", "source_as_of": "2024-01-01",
    }  # fmt: skip
    manifest = Manifest.model_validate({"snapshot_date": date(2024, 1, 1), "revision": 1, "files": [file]})
    faults = list(_source_faults(manifest.files[0], ["companions"], set()))
    assert [fault[0] for fault in faults] == ["file"]
    assert "信教" in faults[0][1]
