"""The shipped problem labels."""

from pathlib import Path

import pytest

from tag_rules.engine.loader import load_rules
from tag_rules.engine.model import ProblemLabel

RULES = Path(__file__).parents[3] / "tag_rules"


@pytest.fixture(scope="session")
def labels() -> tuple[ProblemLabel, ...]:
    return load_rules(RULES).problem_labels
