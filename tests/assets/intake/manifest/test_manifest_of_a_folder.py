"""`tagging manifest` finds out what files hold; what it writes is taken in, and fits its schema."""

import json
import shutil
from pathlib import Path

import jsonschema
import pytest
from polars.testing import assert_frame_equal

from assets.intake.intake import TakenIn, take_in
from assets.intake.manifest.schema import SCHEMA_FILE, manifest_schema, schema_text
from assets.intake.manifest.writer import write_manifest
from assets.intake.mappings.loading import load_mappings
from assets.intake.refusal import ExportRefused
from tests.assets.intake.conftest import DAY

HOLDS = ("source", "file", "rows", "sha256", "encoding")


def test_the_manifest_it_writes_is_the_one_the_systems_wrote(export, taken: TakenIn) -> None:
    delivered = export.manifest()
    (export.folder / "manifest.json").unlink()
    write_manifest(export.folder, DAY, load_mappings(), {})
    made = export.manifest()

    def held(manifest) -> list[dict]:
        return sorted(
            ({key: file[key] for key in HOLDS} for file in manifest["files"]), key=lambda file: file["source"]
        )

    assert held(made) == held(delivered)
    assert made["revision"] == 1
    assert made["sample"] is False
    assert_frame_equal(take_in(export.folder, DAY).tables["residents"], taken.tables["residents"])


def test_written_again_it_is_a_correction_that_keeps_what_was_said(export) -> None:
    export.change_entry("visits", complete=False)
    before = export.entry("dibao")["source_as_of"]
    write_manifest(export.folder, DAY, load_mappings(), {})
    assert export.manifest()["revision"] == 2
    assert export.manifest()["sample"] is True
    assert export.entry("visits")["complete"] is False
    assert export.entry("dibao")["source_as_of"] == before


def test_headers_of_several_sources_want_a_name(whole_export, tmp_path: Path) -> None:
    folder = tmp_path / "few"
    folder.mkdir()
    shutil.copy(whole_export.folder / "最低生活保障边缘家庭名册.csv", folder / "名单.csv")
    with pytest.raises(
        ExportRefused,
        match=r"名单.csv:1: 表头与多个来源相同 its headers are those"
        " of .*low_income",
    ) as refused:
        write_manifest(folder, DAY, load_mappings(), {})
    assert "--source 名单.csv=<source>" in str(refused.value)
    made = write_manifest(folder, DAY, load_mappings(), {"名单.csv": "low_income"})
    assert [entry.source for entry in made.files] == ["low_income"]


def test_a_file_that_no_mapping_knows_is_refused(tmp_path: Path) -> None:
    (tmp_path / "其他.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    with pytest.raises(ExportRefused, match="no mapping has exactly its headers"):
        write_manifest(tmp_path, DAY, load_mappings(), {})
    assert not (tmp_path / "manifest.json").exists()


def test_the_schema_that_is_shipped_is_that_of_the_models() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text()


def test_a_manifest_fits_the_schema_and_a_wrong_one_does_not(export) -> None:
    schema = manifest_schema()
    jsonschema.validate(export.manifest(), schema)
    for field, value in (("encoding", "big5"), ("rows", -1), ("sha256", "x"), ("file", "a/b")):
        wrong = json.loads(json.dumps(export.manifest()))
        wrong["files"][0][field] = value
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)
