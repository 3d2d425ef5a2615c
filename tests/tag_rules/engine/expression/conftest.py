"""What tests of expressions share: the names that a rule about one subject may use."""

import pytest

from tag_rules.engine.policy import vocabulary


@pytest.fixture(scope="module")
def words_of(rule_set):
    return lambda subject: vocabulary(rule_set.features[subject], rule_set.parameters, rule_set.features)
