"""The shipped rule set, and rule folders that a test may spoil."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tag_rules.engine.model import RuleSet
from tests.shipped import shipped_rules

RULES = Path(__file__).parents[2] / "tag_rules"


@pytest.fixture(scope="session")
def rule_set() -> RuleSet:
    """The rule set as shipped."""
    return shipped_rules()


@pytest.fixture
def rules_folder(tmp_path: Path) -> Path:
    """A copy of the shipped rule files."""
    folder = tmp_path / "tag_rules"
    shutil.copytree(RULES, folder, ignore=shutil.ignore_patterns("engine", "*.py", "__pycache__"))
    return folder


@pytest.fixture
def spoil(rules_folder: Path) -> Callable[[str, str, str], Path]:
    """Replace a text that stands once or more in one rule file; returns the folder."""

    def replace(file: str, old: str, new: str) -> Path:
        path = rules_folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return rules_folder

    return replace
