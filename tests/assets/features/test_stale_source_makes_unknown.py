"""Each column of the catalogue is unknown while any source that the catalogue names for it is stale."""

from pathlib import Path

import pytest

from tag_rules.engine.loader import load_rules

RULES = load_rules(Path(__file__).parents[3] / "tag_rules")
PAIRS = [
    (subject, feature.name, source)
    for subject, features in RULES.features.items()
    for feature in features.values()
    if not feature.full_years_of
    for source in feature.sources
]


@pytest.mark.parametrize(("subject", "column", "source"), PAIRS)
@pytest.mark.parametrize("state", ["late", "missing", "partial"])
def test_a_source_that_is_not_good(facts, subject: str, column: str, source: str, state: str) -> None:
    assert facts(subject, state={source: state})[0][column] is None


@pytest.mark.parametrize(("subject", "column"), sorted({(subject, column) for subject, column, _ in PAIRS}))
def test_it_is_known_while_all_are_good(facts, subject: str, column: str) -> None:
    assert facts(subject)[0][column] is not None


@pytest.mark.parametrize(("days", "known"), [(7, True), (8, False)])
def test_a_good_source_goes_stale_after_its_span(facts, days: int, known: bool) -> None:
    row = facts("household", age={"visits": days})[0]
    assert (row["visits_recorded_from"] is not None) is known
