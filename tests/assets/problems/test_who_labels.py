"""Whether the patterns, the classifier or a person speaks."""

import polars as pl
import pytest

from assets.problems.combined import combined


@pytest.mark.parametrize(
    ("pattern", "learnt", "confidence", "label", "by", "review"),
    [
        ("P1", None, None, "P1", "pattern", False),
        ("P1", "P1", 0.3, "P1", "both", False),
        ("P1", "P2", 0.9, "P2", "classifier", False),
        ("P1", "P2", 0.7, "P1", "pattern", True),
        (None, "P2", 0.7, "P2", "classifier", True),
        ("P0000", "P2", 0.7, "P2", "classifier", True),
        ("P0000", "P2", 0.5, "P0000", "pattern", True),
        (None, "P2", 0.2, None, None, True),
        (None, None, None, None, None, False),
    ],
)
def test_a_sure_classifier_is_not_overridden_and_doubt_is_for_a_person(
    pattern: str | None,
    learnt: str | None,
    confidence: float | None,
    label: str | None,
    by: str | None,
    review: bool,
) -> None:
    schema = {"pattern": pl.String, "learnt": pl.String, "confidence": pl.Float64}
    found = combined(pl.DataFrame([(pattern, learnt, confidence)], schema=schema, orient="row"))
    assert found.select("label", "labelled_by", "review").row(0) == (label, by, review)
