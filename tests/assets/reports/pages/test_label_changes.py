"""What a preview shows of problem labels: counts but small ones, and the words that came or went."""

import polars as pl

from assets.problems.label_changes import COUNTS
from assets.reports.pages.label_changes import shown_label_changes
from tag_rules.engine.labels.model import Near, ProblemLabel
from tag_rules.engine.model import Title

TITLE = Title(zh="漏水", en="Leaks")


def label(*words: str, **more: object) -> ProblemLabel:
    return ProblemLabel("P0201", "P02", TITLE, TITLE, words, (), (), **more)  # type: ignore[arg-type]


def changes(*counts: int) -> pl.DataFrame:
    return pl.DataFrame([("P0201", *counts)], schema=COUNTS, orient="row")


def test_small_counts_are_hidden_and_none_is_told() -> None:
    (shown,) = shown_label_changes(changes(7, 4, 0), [label("漏")], [label("漏")])
    assert dict(shown.counts) == {"gained": 7, "lost": None, "unchanged": 0}
    assert (shown.added, shown.removed) == ((), ())


def test_words_that_came_or_went_are_told_those_that_take_away_too() -> None:
    pair = Near(first=("墙",), second=("湿",))
    before, after = label("漏", "滴"), label("漏", near=(pair,))
    after = ProblemLabel(**{**after.__dict__, "not_": ("漏电",)})
    (shown,) = shown_label_changes(changes(5, 5, 5), [before], [after])
    assert shown.added == ("墙", "湿", "除 漏电")
    assert shown.removed == ("滴",)


def test_a_label_that_is_gone_keeps_its_title() -> None:
    (shown,) = shown_label_changes(changes(0, 9, 0), [label("漏")], [])
    assert shown.title == TITLE
    assert shown.removed == ("漏",)
