"""The grammar reads labelled addresses well: hand-labelled ones, and invented ones typed with noise."""

from pathlib import Path

import polars as pl
import pytest

from assets.registry.addresses.labelled import LABELLED, read_labelled
from assets.registry.addresses.labels import LabelMapping, load_label_mapping
from assets.registry.addresses.scoring import Score, score
from tests.assets.registry.addresses import corpus

MAPPINGS = Path(__file__).parents[4] / "docs/examples/address_benchmark"
PARTS = (
    "town",
    "community",
    "group",
    "road",
    "number",
    "lane",
    "sublane",
    "house",
    "building",
    "unit",
    "floor",
    "room",
)


def f1(scored: Score, part: str) -> float:
    return scored.by_part.filter(pl.col("part") == part)["f1"][0]


@pytest.mark.parametrize("name", ["shanghai.txt", "other_cities.txt"])
def test_of_hand_labelled_addresses(bio_file, name: str) -> None:
    mapping = load_label_mapping(MAPPINGS / "characters_21_labels.yaml")
    scored = score(*read_labelled(bio_file(name), mapping), mapping)
    assert f1(scored, "micro") >= 0.97
    assert f1(scored, "lane_numbers") >= 0.97


@pytest.mark.parametrize("make", [corpus.shanghai, corpus.elsewhere])
def test_of_invented_addresses(make) -> None:
    made = make(11, 1500)
    rows = [(row, part, value) for row, address in enumerate(made) for part, value in address.parts]
    labels = pl.DataFrame(rows, schema=LABELLED, orient="row")
    mapping = LabelMapping(format="columns", labels={part: part for part in PARTS})
    scored = score(pl.Series([address.text for address in made]), labels, mapping)
    assert scored.addresses == 1500
    assert f1(scored, "micro") >= 0.98
    for part in ("road", "number", "building", "room"):
        assert f1(scored, part) >= 0.97, part
    if scored.lane_addresses:
        assert f1(scored, "lane_numbers") >= 0.99
