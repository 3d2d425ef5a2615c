"""A column that files need not have tells nothing where one has it not, and is read where one has it."""

from io import BytesIO
from pathlib import Path

import polars as pl
import pytest

from assets.intake.intake import TakenIn
from assets.intake.mappings.loading import MAPPINGS, load_mappings
from assets.intake.refusal import ExportRefused

HEADER = "Q17其他需求"


def without_it(data: bytes) -> bytes:
    written = BytesIO()
    pl.read_parquet(data).drop(HEADER).write_parquet(written)
    return written.getvalue()


def test_without_it_the_rows_are_taken_and_its_fact_is_unknown(export, taken: TakenIn) -> None:
    assert taken.tables["survey_responses"]["other_need"].drop_nulls().len() > 0
    export.change_bytes("survey_responses", without_it)
    old = export.take_in().tables["survey_responses"]
    assert old["other_need"].null_count() == old.height == taken.tables["survey_responses"].height
    assert old.drop("other_need").equals(taken.tables["survey_responses"].drop("other_need"))


def test_what_must_be_there_cannot_be_optional(tmp_path: Path) -> None:
    text = (MAPPINGS / "community_cloud.yaml").read_text(encoding="utf-8")
    changed = text.replace("name: 小区名称", "name: {header: 小区名称, optional: true}")
    (tmp_path / "community_cloud.yaml").write_text(changed, encoding="utf-8")
    with pytest.raises(ExportRefused, match=r"compounds\.name must be there"):
        load_mappings(tmp_path)
