"""The shipped rules and their problem labels."""

from pathlib import Path

import pytest

from tag_rules.engine.labels.model import Labelling
from tag_rules.engine.model import RuleSet
from tag_rules.engine.reading.loader import load_rules

RULES = Path(__file__).parents[3] / "tag_rules"


@pytest.fixture(scope="session")
def rule_set() -> RuleSet:
    return load_rules(RULES)


@pytest.fixture(scope="session")
def labels(rule_set: RuleSet) -> Labelling:
    return rule_set.labelling
