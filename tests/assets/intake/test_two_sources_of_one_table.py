"""What rows may refer to when two systems feed one table."""

from datetime import date, datetime

import polars as pl

from assets.intake.intake import _keys_of_complete_tables
from assets.intake.manifest import ManifestFile
from assets.intake.mapping import Source, Title

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
    assert keys["buildings"].sort().to_list() == ["B1", "B2", "B3"]


def test_references_are_not_judged_while_one_of_them_is_partial_or_missing() -> None:
    partial = {"north": entry("north"), "south": entry("south", complete=False)}
    assert _keys_of_complete_tables(SOURCES, partial, RAWS) == {}
    assert _keys_of_complete_tables(SOURCES, {"north": entry("north")}, {"north": RAWS["north"]}) == {}
