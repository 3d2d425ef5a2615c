"""`tagging explain case` names the labels of a case and the words for them, never its text."""

from collections.abc import Callable
from functools import partial

import polars as pl
import pytest

from assets.lake import read_frame
from pipelines.settings import Settings
from sample_district import SNAPSHOT_DATES

LAST = SNAPSHOT_DATES[-1]


@pytest.fixture
def ask(command_on_history: Callable[..., tuple[int, str]]) -> Callable[..., tuple[int, str]]:
    return partial(command_on_history, "explain", "case")


def ticket() -> dict[str, object]:
    """Return a ticket of the last date whose label the patterns gave."""
    made = read_frame(Settings.from_environment().data.lake, "problems", "case", LAST)
    assert made is not None
    given = made.filter(pl.col("label_code").is_not_null(), pl.col("labelled_by") == "pattern")
    return given.filter(pl.col("source") == "hotline").row(0, named=True)


def test_its_labels_and_their_words_are_told(ask: Callable[..., tuple[int, str]]) -> None:
    case = ticket()
    for named in (["--code", str(case["case_id"])], [str(case["case_number"])]):
        code, output = ask(*named)
        assert code == 0, output
        assert f"标签 label: {case['label_code']}" in output
        assert "by the patterns" in output
        assert f"{case['label_code']} " in output.split("第 1 rank")[0]
        for word in str(case["matched_terms"]).split(";"):
            assert word in output


def test_a_label_asked_for_is_told_even_where_nothing_speaks_for_it(
    ask: Callable[..., tuple[int, str]],
) -> None:
    case = ticket()
    other = "P0504" if case["label_code"] != "P0504" else "P0705"
    code, output = ask("--code", str(case["case_id"]), "--tag", other)
    assert code == 0, output
    assert f"{other} " in output
    assert "不给 not given" in output


@pytest.mark.parametrize(
    ("asked", "said"), [(["--code", "nothing"], "no case nothing"), (["1", "--json"], "not told as JSON")]
)
def test_what_cannot_be_told_is_said(
    ask: Callable[..., tuple[int, str]], asked: list[str], said: str
) -> None:
    code, output = ask(*asked)
    assert code != 0
    assert said in output
