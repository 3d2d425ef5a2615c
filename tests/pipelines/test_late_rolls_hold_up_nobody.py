"""A source that is late or missing must not stop the night of everybody else's tags.

A tag that goes at once with its source looks to the audit like a broken file.
"""

from pathlib import Path

import pytest
import yaml

from assets.registry.identity.observed_codes import MUST_BE_WHOLE
from tag_rules.engine.expression.nodes import columns_read
from tag_rules.engine.model import Tag
from tests.shipped import shipped_rules

TOP = Path(__file__).parents[2]
RULES = shipped_rules()
FEED = yaml.safe_load((TOP / "pipelines/expectations/staged_tag_change.yaml").read_text(encoding="utf-8"))


def _may_be_late(tag: Tag) -> set[str]:
    """The sources a tag is decided by without which a date is published all the same."""
    if tag.condition is None:
        return set()
    features = RULES.features[tag.subject]
    read = (features[name].sources for name in columns_read(tag.condition) if name in features)
    return {source for sources in read for source in sources} - set(MUST_BE_WHOLE)


ON_SOURCES_THAT_MAY_BE_LATE = [tag for tag in RULES.tags if _may_be_late(tag)]


@pytest.mark.parametrize("tag", ON_SOURCES_THAT_MAY_BE_LATE, ids=lambda tag: tag.code)
def test_a_tag_outlasts_a_late_source_or_the_audit_lets_all_its_holders_go(tag: Tag) -> None:
    tolerance = FEED["tolerances"].get(tag.code, FEED["tolerances"]["default"])
    assert tag.unknown.keep_days > 0 or tolerance >= 100


def test_most_tags_are_such() -> None:
    assert len(ON_SOURCES_THAT_MAY_BE_LATE) > len(RULES.tags) / 2
