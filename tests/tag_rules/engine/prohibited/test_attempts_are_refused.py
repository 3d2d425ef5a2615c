"""Whoever tries to write what is prohibited is refused, however it is dressed; the category is told."""

from pathlib import Path

import pytest

from tag_rules.engine.prohibited import prohibited
from tag_rules.engine.prohibited.words import categories


def _attempts() -> list[tuple[str, str]]:
    attempts, category = [], ""
    for line in Path(__file__).with_name("attempts.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            category = line.strip("[]")
        elif line and not line.startswith("#"):
            attempts.append((category, line))
    return attempts


def test_there_are_enough_of_every_category():
    attempts = _attempts()
    assert len(attempts) >= 250
    assert {category for category, _ in attempts} == set(categories())


@pytest.mark.parametrize(("category", "text"), _attempts())
def test_attempt(category, text):
    refusal = prohibited(text)
    assert refusal is not None, text
    assert refusal.category == categories()[category], refusal.message
