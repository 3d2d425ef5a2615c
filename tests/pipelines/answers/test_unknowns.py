"""`tagging unknowns` prints what the nightly job found, and it adds up to what is undecided."""

from collections.abc import Callable

import polars as pl

from assets.lake import read_frame
from assets.paths import DataPaths
from assets.tagging.outcome_encoding import undecided
from sample_district import SNAPSHOT_DATES
from tests.pipelines.conftest import History

LAST = SNAPSHOT_DATES[-1]


def _frame(history: History, group: str, table: str) -> pl.DataFrame:
    paths = DataPaths(history.folders[LAST])
    frame = read_frame(paths.lake, group, table, LAST)
    assert frame is not None
    return frame


def test_reasons_cover_every_undecided_tag(sqlite_history: History) -> None:
    reasons = _frame(sqlite_history, "reports", "unknown_reason")
    tables = {
        name: _frame(sqlite_history, "tagging", name) for name in ("undecided_subject", "undecided_set")
    }
    by_tag = dict(undecided(tables).group_by("tag_code").len().iter_rows())
    assert set(reasons["tag_code"]) == set(by_tag)
    for code, total in by_tag.items():
        told = reasons.filter(pl.col("tag_code") == code)
        shown = told["subjects"].sum()
        assert shown == total if not told["suppressed"].any() else shown <= total
        assert told["missing"].list.len().min() > 0


def test_the_command_prints_the_ranking_and_refuses_a_date_without_one(
    command_on_history: Callable[..., tuple[int, str]],
) -> None:
    code, output = command_on_history("unknowns", "--tag", "M017")
    assert code == 0, output
    assert "household_residents" in output
    assert "M031" not in output
    code, refused = command_on_history("unknowns", "--date", "2023-01-01")
    assert code == 1
    assert "2023-01-01 has not been computed yet" in refused
