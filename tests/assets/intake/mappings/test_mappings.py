import shutil
from pathlib import Path

import pytest

from assets.intake.mappings.loading import MAPPINGS, load_mappings
from assets.intake.refusal import ExportRefused
from tests.assets.intake.conftest import assert_in_both_languages


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MAPPINGS, tmp_path / "mappings"))


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refusal(folder: Path) -> str:
    with pytest.raises(ExportRefused) as refused:
        load_mappings(folder)
    assert_in_both_languages(refused.value.problems)
    return str(refused.value)


def test_the_mappings_we_ship_are_good() -> None:
    sources = load_mappings()
    assert {source.table for source in sources.values()} >= {"residents", "department_rolls", "upstream_tags"}


def test_every_fault_of_every_file_is_listed_with_its_line(folder: Path) -> None:
    change(
        folder,
        "community_cloud.yaml",
        "has_lift: {header: 有无电梯, codes: {有: true",
        "has_lift: {header: 有无电梯, codes: {有: yess",
    )
    change(folder, "community_cloud.yaml", '"2": female', '"2": femal')
    change(folder, "community_cloud.yaml", "      area_m2:", "      aera_m2:")
    change(folder, "civil_affairs.yaml", "table: department_rolls", "table: department_roll")
    change(folder, "municipal_data.yaml", "stale_after_days", "stale_after_day")
    text = refusal(folder)
    assert "community_cloud.yaml:39: 应为 true 或 false yess is neither true nor false" in text
    assert "femal is no value of sex (did you mean “female”?)" in text
    assert "dwellings has no column aera_m2 (did you mean “area_m2”?)" in text
    assert "unknown table department_roll (did you mean “department_rolls”?)" in text
    assert "未知的键 unknown key “stale_after_day”. Remedy: 您是否指 did you mean “stale_after_days”?" in text


def test_every_other_fault_is_said_too(folder: Path) -> None:
    change(folder, "community_cloud.yaml", "table: divisions", "table: divisions\n    stale: 3")
    change(folder, "municipal_data.yaml", "stale_after_days: ", "stale_after_days: -")
    change(folder, "health.yaml", "system: health", "system: [health]")
    change(folder, "education.yaml", "sources:", "sources: [")
    text = refusal(folder)
    for said in ("未知的键", "不应小于", "应为文字", "不是合法的 YAML"):
        assert said in text


def test_a_code_without_quotes_is_refused(folder: Path) -> None:
    change(folder, "community_cloud.yaml", 'codes: {"1": lives_here', "codes: {1: lives_here")
    assert "string" in refusal(folder)


def test_a_required_column_must_be_mapped(folder: Path) -> None:
    change(folder, "community_cloud.yaml", "      name: 小区名称\n", "")
    assert "compounds.name has no header" in refusal(folder)


def test_another_systems_headers_and_codes_need_no_python(export, folder: Path, taken) -> None:
    from assets.intake.intake import take_in

    change(folder, "community_cloud.yaml", "      name: 小区名称", "      name: 住宅小区")
    export.change_bytes("compounds", lambda data: data.replace("小区名称".encode(), "住宅小区".encode(), 1))
    again = take_in(export.folder, taken.tables["residents"]["updated_on"].max(), folder)
    assert again.tables["compounds"].equals(taken.tables["compounds"])


def test_a_complete_list_is_one_of_the_citys(folder: Path) -> None:
    change(
        folder, "municipal_data.yaml", "stale_after_days: 7", "stale_after_days: 7\n    complete: [M017, M17]"
    )
    change(
        folder,
        "health.yaml",
        "    table: department_rolls",
        "    table: department_rolls\n    complete: [M017]",
    )
    text = refusal(folder)
    assert "M17 is none of the tags that it gives (did you mean “M017”?)" in text
    assert "department_rolls has no tags of the city" in text
    assert "M017 is none" not in text
