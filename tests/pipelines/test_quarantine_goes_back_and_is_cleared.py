"""What was refused goes back as a workbook, is corrected where it stands, and the next revision clears it."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from assets.intake.manifest.manifest_file import sha256_of
from sample_district import SNAPSHOT_DATES
from tests.pipelines.conftest import District, History, failures

TODAY = SNAPSHOT_DATES[1]
SEX_UNKNOWN = "7"  # planted in the sample: a code that no mapping knows


def tagging(district: District, *arguments: str) -> str:
    from pipelines.cli import main

    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TAGGING_DATA_DIR", str(district.paths.root))
        done = CliRunner().invoke(main, ["quarantine", arguments[0], "--date", str(TODAY), *arguments[1:]])
    assert done.exit_code == 0, done.output
    return done.output


def quarantined(district: District) -> pl.DataFrame:
    folder = district.paths.lake / "intake" / "quarantine" / f"snapshot_date={TODAY}"
    return pl.read_parquet(folder / "part=*.parquet", hive_partitioning=False)


def correct(folder: Path, lines: list[int]) -> None:
    """Give the residents on these lines a sex that is known, as the committee would, and sign revision 2."""
    path, manifest = folder / "居民信息.csv", folder / "manifest.json"
    rows = path.read_bytes().decode("gb18030").split("\r\n")
    for line in lines:
        fields = rows[line - 1].split(",")
        assert SEX_UNKNOWN in fields
        fields[fields.index(SEX_UNKNOWN)] = "2"
        rows[line - 1] = ",".join(fields)
    path.write_bytes("\r\n".join(rows).encode("gb18030"))
    content = json.loads(manifest.read_text(encoding="utf-8"))
    content["revision"] = 2
    for entry in content["files"]:
        if entry["file"] == path.name:
            entry["sha256"] = sha256_of(path)
    manifest.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def test_corrected_rows_leave_the_quarantine_and_are_residents(
    sqlite_history: History, copy_after: Callable[..., District], tmp_path: Path
) -> None:
    district = copy_after(sqlite_history, TODAY)
    before = quarantined(district)
    said = tagging(district, "workbooks", "--to", str(tmp_path / "back"))
    assert f"{before.height:,} 行，" in said
    sheets = [
        sheet
        for path in (tmp_path / "back").iterdir()
        for name, sheet in pl.read_excel(path, sheet_id=0, infer_schema_length=0).items()
        if name == "居民"
    ]
    back = pl.concat(sheets).filter(pl.col("性别") == SEX_UNKNOWN)
    lines = back["行 Line"].cast(pl.Int64).to_list()
    assert lines
    correct(district.paths.landing(TODAY), lines)
    result = district.run(TODAY)
    assert result.success, failures(result)
    after = quarantined(district)
    cleared = (pl.col("source") == "residents") & pl.col("line").is_in(lines)
    assert after.filter(cleared).height == 0
    assert after.height == before.height - len(lines)
    residents = pl.read_parquet(
        district.paths.lake / "intake" / "residents" / f"snapshot_date={TODAY}" / "part=*.parquet"
    )
    assert set(back["人员编码"]) <= set(residents["person_code"])


def test_the_summary_counts_and_the_list_filters(
    sqlite_history: History, copy_after: Callable[..., District]
) -> None:
    district = copy_after(sqlite_history, TODAY)
    rows = quarantined(district)
    said = tagging(district, "summary")
    counts = [int(found.replace(",", "")) for found in re.findall(r"^ *([\d,]+)  ", said, flags=re.MULTILINE)]
    assert sum(counts[:-1]) == counts[-1] == rows.height
    listed = tagging(district, "list", "--source", "residents", "--reason", "unknown_code").splitlines()
    wanted = rows.filter(pl.col("source") == "residents", pl.col("reasons").str.contains("unknown_code:"))
    assert len(listed) == wanted.height > 0
    unknown = tagging(district, "list", "--committee", "unknown").splitlines()
    assert 0 < len(unknown) < rows.height
