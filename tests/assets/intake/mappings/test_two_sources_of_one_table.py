"""What rows may refer to when two systems feed one table."""

from datetime import date, datetime

import polars as pl
import pytest

from assets.intake.canonical import to_canonical
from assets.intake.contracts import SourceStatus
from assets.intake.formats.reader import LINE
from assets.intake.intake import _keys_of_complete_tables
from assets.intake.manifest.manifest_file import ManifestFile
from assets.intake.mappings.mapping_file import Source, Title
from assets.intake.source_status import source_status

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


def test_a_code_that_both_deliver_is_taken_from_the_first_and_quarantined_of_the_second() -> None:
    building = Source(
        table="buildings",
        title=TITLE,
        stale_after_days=30,
        columns={"building_code": "编码", "compound_code": "小区"},
    )
    raw = pl.DataFrame({LINE: [2, 3], "编码": ["B1", "B2"], "小区": ["X1", "X1"]})
    first = to_canonical("north", "n.csv", building, raw[:1], date(2024, 3, 2), {})
    second = to_canonical("south", "s.csv", building, raw, date(2024, 3, 2), {}, [first.accepted])
    assert second.accepted["building_code"].to_list() == ["B2"]
    assert second.quarantined.select("line", "reasons").rows() == [(2, "duplicate_key:building_code")]
    assert second.named.is_empty(), "the first source's row stands"


@pytest.mark.parametrize("south", [{}, {"south": entry("south", False)}])
def test_none_of_them_is_whole_while_one_is_missing_or_partial(south: dict[str, ManifestFile]) -> None:
    entries = {"north": entry("north"), **south}
    status = source_status(SOURCES, entries, {}, {}, date(2024, 3, 2), SourceStatus.create_empty())
    assert status.select("source", "state").rows() == [("buildings", "partial")]
