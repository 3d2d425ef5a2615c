"""What rows may refer to when two systems feed one table."""

from datetime import date, datetime

import polars as pl
import pytest

from assets.intake.canonical import canonical_of, judged_rows
from assets.intake.formats.reader import LINE
from assets.intake.intake import _keys_of_complete_tables
from assets.intake.manifest.manifest_file import ManifestFile
from assets.intake.mappings.mapping_file import Source, Title
from assets.intake.outcome_contracts import SourceStatus
from assets.intake.source_status import source_status

DAY = date(2024, 3, 2)
TITLE = Title(zh="楼栋", en="Buildings")
SOURCES = {
    name: Source(table="buildings", title=TITLE, stale_after_days=30, columns={"building_code": header})
    for name, header in (("north", "编码"), ("south", "楼栋号"))
}
RAWS = {"north": pl.DataFrame({"编码": ["B1", "B2"]}), "south": pl.DataFrame({"楼栋号": ["B2", "B3"]})}


def entry(source: str, complete: bool = True) -> ManifestFile:
    return ManifestFile(
        source=source, file=f"{source}.csv", rows=2, sha256="0" * 64, encoding="utf-8", complete=complete,
        produced_at=datetime.fromisoformat("2024-03-02T00:40:00+08:00"), source_as_of=date(2024, 3, 1),
    )  # fmt: skip


def test_what_either_delivered_may_be_referred_to() -> None:
    keys = _keys_of_complete_tables(SOURCES, {name: entry(name) for name in SOURCES}, RAWS)
    delivered, told = keys["buildings"]
    assert delivered.sort().to_list() == ["B1", "B2", "B3"]
    assert told == date(2024, 3, 1)


def test_references_are_not_judged_while_one_of_them_is_partial_or_missing() -> None:
    partial = {"north": entry("north"), "south": entry("south", complete=False)}
    assert _keys_of_complete_tables(SOURCES, partial, RAWS) == {}
    assert _keys_of_complete_tables(SOURCES, {"north": entry("north")}, {"north": RAWS["north"]}) == {}


@pytest.mark.parametrize("second", ["south", "north"])
def test_what_two_systems_agree_in_stands_and_what_differs_is_unknown(second: str) -> None:
    columns = {"building_code": "编码", "compound_code": "小区", "storeys": "层数", "built_year": "建成"}
    building = Source(table="buildings", title=TITLE, stale_after_days=30, columns=dict(columns))
    rows = {
        "north": pl.DataFrame({LINE: [2], "编码": ["B1"], "小区": ["X1"], "层数": ["6"], "建成": ["1980"]}),
        "south": pl.DataFrame({LINE: [2], "编码": ["B1"], "小区": ["X1"], "层数": ["8"], "建成": ["-"]}),
    }
    names = ["south", "north"] if second == "north" else ["north", "south"]
    judged = [judged_rows(name, f"{name}.csv", building, rows[name], DAY, {}) for name in names]
    first, last = canonical_of(judged, DAY)
    assert first.accepted.select("storeys", "built_year").rows() == [(None, 1980)]
    assert last.quarantined.select("line", "reasons").rows() == [(2, "duplicate_key:building_code")]
    assert last.named.is_empty(), "the first row stands"


def test_a_system_without_a_column_does_not_contradict_one_that_has_it() -> None:
    full = Source(table="buildings", title=TITLE, stale_after_days=30,
                  columns={"building_code": "编码", "compound_code": "小区", "storeys": "层数"})  # fmt: skip
    less = Source(table="buildings", title=TITLE, stale_after_days=30,
                  columns={"building_code": "编码", "compound_code": "小区"})  # fmt: skip
    raw = pl.DataFrame({LINE: [2], "编码": ["B1"], "小区": ["X1"], "层数": ["6"]})
    judged = [judged_rows("a", "a.csv", less, raw.drop("层数"), DAY, {}),
              judged_rows("b", "b.csv", full, raw, DAY, {})]  # fmt: skip
    first, last = canonical_of(judged, DAY)
    assert first.accepted["storeys"].to_list() == [6]
    assert last.quarantined["reason_code"].to_list() == ["duplicate_row"]


@pytest.mark.parametrize("south", [{}, {"south": entry("south", False)}])
def test_none_of_them_is_whole_while_one_is_missing_or_partial(south: dict[str, ManifestFile]) -> None:
    entries = {"north": entry("north"), **south}
    status = source_status(SOURCES, entries, {}, {}, date(2024, 3, 2), SourceStatus.create_empty())
    assert status.select("source", "state").rows() == [("buildings", "partial")]
