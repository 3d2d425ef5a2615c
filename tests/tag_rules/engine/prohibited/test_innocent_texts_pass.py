"""Ordinary texts are not refused, though they hold the characters of prohibited words."""

from pathlib import Path

import pytest

from tag_rules.engine.prohibited import prohibited, refusals_of
from tag_rules.engine.reading.yaml_document import YamlDocument

DOCS = Path(__file__).parents[4] / "docs"
INNOCENT = [
    line
    for line in Path(__file__).with_name("innocent_texts.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def test_there_are_enough():
    assert len(INNOCENT) >= 120


@pytest.mark.parametrize("text", INNOCENT)
def test_innocent(text):
    refusal = prohibited(text)
    assert refusal is None, refusal.message if refusal else ""


@pytest.mark.parametrize(
    "file", ["examples/contracts/consumers.yaml", "examples/second_district/consumers.yaml"]
)
def test_no_example_is_refused(file):
    document = YamlDocument(DOCS / file, file)
    assert document.content
    assert list(refusals_of(document)) == []
