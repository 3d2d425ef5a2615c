"""Whole files spoilt: mixed line ends change nothing, everything else is refused with its file."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from sample_district.exports.damage import DAMAGES, damage

FILES = {"residents": "居民信息.csv", "visits": "走访记录.csv", "hotline_tickets": "热线工单.csv"}


@pytest.mark.parametrize("source", FILES)
def test_mixed_line_ends_change_nothing(export, taken, source: str) -> None:
    before = export.entry(source)["sha256"]
    damage(export.folder, source, "mixed_line_ends")
    assert export.entry(source)["sha256"] != before
    again = export.take_in()
    assert_frame_equal(again.tables[source], taken.tables[source])
    assert_frame_equal(again.quarantine, taken.quarantine)


@pytest.mark.parametrize("kind", sorted(set(DAMAGES) - {"mixed_line_ends"}))
@pytest.mark.parametrize("source", FILES)
def test_every_other_damage_is_refused(export, source: str, kind: str) -> None:
    damage(export.folder, source, kind)
    problems = export.problems()
    assert {problem.file for problem in problems} == {FILES[source]}


def test_an_empty_source_is_no_damage(taken) -> None:
    """A file with a header and no row is a department with nothing to report."""
    status = taken.source_status.filter(pl.col("source") == "erasure_requests").row(0, named=True)
    assert (status["state"], status["rows_in"]) == ("good", 0)
