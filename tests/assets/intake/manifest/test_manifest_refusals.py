from datetime import date

import pytest

from assets.intake.intake import take_in
from assets.intake.manifest.manifest_file import read_manifest
from assets.intake.mappings.loading import load_mappings
from assets.intake.refusal import ExportRefused
from assets.registry.identity.decision_store import TABLES


def test_a_manifest_dated_later_is_refused(export) -> None:
    with pytest.raises(
        ExportRefused, match=r"manifest.json:2: .*is later than the date asked for, 2024-03-01"
    ):
        take_in(export.folder, date(2024, 3, 1))


def test_a_missing_manifest_is_refused(export) -> None:
    (export.folder / "manifest.json").unlink()
    (problem,) = export.problems()
    assert (problem.file, problem.message) == ("manifest.json", "文件不存在 the file is not there")


def test_broken_json_is_refused_with_its_line(export) -> None:
    (export.folder / "manifest.json").write_text('{\n "revision": 1,\n "files": [}\n', encoding="utf-8")
    (problem,) = export.problems()
    assert problem.line == 3


def test_an_unknown_key_is_refused_with_a_suggestion(export) -> None:
    export.change_manifest(lambda manifest: manifest.update(revison=2))
    (problem,) = export.problems()
    assert (problem.message, problem.remedy) == (
        "未知的键 unknown key “revison”",
        "您是否指 did you mean “revision”?",
    )
    assert problem.line > 1


def test_every_problem_is_listed_at_once(export) -> None:
    export.change_entry("visits", sha256="0" * 64)
    export.change_entry("dibao", encoding="gb1803")
    export.change_entry("households", rows=7)
    export.change_entry("compounds", file="not there.csv")
    export.change_entry("upstream_tags", source="upstream_tag")
    export.change_entry("residences", source_as_of="2024-03-09")
    text = "\n".join(str(problem) for problem in export.problems())
    assert "sha256 of 走访记录.csv differs" in text
    assert "unknown encoding gb1803 (did you mean “gb18030”?)" in text
    assert "户信息.csv:" in text
    assert "says 7" in text
    assert "the file not there.csv is not there" in text
    assert "(did you mean “upstream_tags”?)" in text
    assert "source_as_of 2024-03-09 is later" in text
    assert len(text.splitlines()) == 6


def test_a_file_outside_the_folder_is_refused(export) -> None:
    export.change_entry("visits", file="../visits.csv")
    assert "格式不符" in export.problems()[0].message


def test_a_good_manifest_is_read(whole_export) -> None:
    manifest = read_manifest(whole_export.folder)
    assert manifest.revision == 1
    mapped = {name for name, source in load_mappings().items() if source.table not in TABLES}
    assert {file.source for file in manifest.files} == mapped  # no reviewer has decided anything yet


def test_a_checksum_may_be_in_capitals_as_windows_writes_it(export) -> None:
    export.change_entry("visits", sha256=export.entry("visits")["sha256"].upper())
    assert export.take_in().source_status.filter(source="visits")["state"].to_list() == ["good"]


def test_a_manifest_without_files_is_no_export(export) -> None:
    export.change_manifest(lambda manifest: manifest.update(files=[]))
    (problem,) = export.problems()
    assert problem.line > 1
