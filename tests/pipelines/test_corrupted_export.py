"""A damaged export is refused by the run, nothing published changes, and the corrected export then runs."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sample_district import CANARIES, SNAPSHOT_DATES
from tests.assets.publication.publishing import live
from tests.pipelines.conftest import District, History, failures

YESTERDAY, TODAY = SNAPSHOT_DATES[1], SNAPSHOT_DATES[2]
CopyAfter = Callable[[History, object], District]


def cut_off(folder: Path) -> None:
    path = folder / "居民信息.csv"
    path.write_bytes(path.read_bytes()[:-40])


def wrong_checksum(folder: Path) -> None:
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    households = next(entry for entry in manifest["files"] if entry["source"] == "households")
    households["sha256"] = "0" * 64
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=2), encoding="utf-8")


def lost_header(folder: Path) -> None:
    """A faulty exporter: its checksum is that of the faulty file."""
    path, manifest = folder / "房屋信息.csv", folder / "manifest.json"
    before = path.read_bytes()
    path.write_bytes(before.replace("建筑面积".encode(), "建筑面".encode(), 1))
    from assets.intake.manifest.manifest_file import sha256_of

    entries = json.loads(manifest.read_text(encoding="utf-8"))
    for entry in entries["files"]:
        if entry["file"] == path.name:
            entry["sha256"] = sha256_of(path)
    manifest.write_text(json.dumps(entries, ensure_ascii=False, indent=2), encoding="utf-8")


def line_of(path: Path, text: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (
            cut_off,
            "校验和不符 sha256 of 居民信息.csv differs: truncated or changed. Remedy: 请重新报送"
            " deliver the file again",
        ),
        (
            wrong_checksum,
            "校验和不符 sha256 of 户信息.csv differs: truncated or changed. Remedy: 请重新报送"
            " deliver the file again",
        ),
        (lost_header, "房屋信息.csv:1: 未知表头 header number 5 is unknown (did you mean “建筑面积”?)"),
    ],
)
def test_a_damaged_export_leaves_what_is_published(
    sqlite_history: History, copy_after: CopyAfter, damage: Callable[[Path], None], said: str
) -> None:
    district = copy_after(sqlite_history, YESTERDAY)
    before = live(district.database)
    folder = district.paths.landing(TODAY)
    damage(folder)
    result = district.run(TODAY)
    message = failures(result)
    assert not result.success
    assert [event.step_key for event in result.get_step_failure_events()] == ["intake"]
    assert said in message
    if damage is wrong_checksum:
        assert f"manifest.json:{line_of(folder / 'manifest.json', '0' * 64)}: " in message
    assert not [value for value in CANARIES if value in message]
    assert live(district.database) == before == sqlite_history.tables[YESTERDAY]
    assert not (district.paths.lake / "intake" / "residents" / f"snapshot_date={TODAY}").exists()


def test_the_corrected_export_runs(sqlite_history: History, copy_after: CopyAfter, landing: Path) -> None:
    district = copy_after(sqlite_history, YESTERDAY)
    folder = district.paths.landing(TODAY)
    cut_off(folder)
    assert not district.run(TODAY).success
    (folder / "居民信息.csv").write_bytes((landing / str(TODAY) / "居民信息.csv").read_bytes())
    result = district.run(TODAY)
    assert result.success, failures(result)
    of_sequence = ("publication",)  # its rows name their runs
    found = live(district.database)
    for table, rows in sqlite_history.tables[TODAY].items():
        if table not in of_sequence:
            assert found[table] == rows, table
