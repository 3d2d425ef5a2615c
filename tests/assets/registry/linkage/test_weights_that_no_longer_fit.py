"""Weights learnt of other levels are refused with what to do; a field they do not know is left out."""

from dataclasses import asdict, replace
from pathlib import Path

import pytest

from assets.registry.linkage.linking import LinkSettings, WeightsDoNotFitError, link
from assets.registry.linkage.stored_weights import read_weights, write_weights
from assets.registry.linked_rows import SHIPPED
from tests.assets.registry.linkage.people import people, with_second_rows

RECORDS = with_second_rows(people(30, seed=7), share=0.5, seed=8)
SHIPPED_WEIGHTS = read_weights(SHIPPED)


@pytest.mark.parametrize("levels", [{}, SHIPPED_WEIGHTS.levels | {"birth_date": ["different", "the same"]}])
def test_other_levels_and_none_are_refused(levels: dict[str, list[str]]) -> None:
    with pytest.raises(WeightsDoNotFitError, match="tagging link-learn --date"):
        link(RECORDS, model=replace(SHIPPED_WEIGHTS, levels=levels))


def test_a_field_that_was_not_there_to_learn_of_is_not_compared() -> None:
    without = {field: levels for field, levels in SHIPPED_WEIGHTS.levels.items() if field != "phone"}
    linked = link(RECORDS, settings=LinkSettings(), model=replace(SHIPPED_WEIGHTS, levels=without))
    names = [each.field.name for each in linked.comparisons]
    assert "phone" not in names and "birth_date" in names


def test_a_file_keeps_the_levels(tmp_path: Path) -> None:
    write_weights(tmp_path / "weights.json", SHIPPED_WEIGHTS)
    assert asdict(read_weights(tmp_path / "weights.json")) == asdict(SHIPPED_WEIGHTS)
