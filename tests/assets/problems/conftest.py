"""The shipped rules and their problem labels."""

import pytest

from tag_rules.engine.labels.model import Labelling
from tag_rules.engine.model import RuleSet
from tests.shipped import shipped_rules


@pytest.fixture(scope="session")
def rule_set() -> RuleSet:
    return shipped_rules()


@pytest.fixture(scope="session")
def labels(rule_set: RuleSet) -> Labelling:
    return rule_set.labelling
