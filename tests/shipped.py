"""The rules as shipped, read once by each test process: half a second that two dozen modules took."""

from functools import cache
from pathlib import Path

from tag_rules.engine.model import RuleSet
from tag_rules.engine.reading.loader import load_rules

FOLDER = Path(__file__).parents[1] / "tag_rules"


@cache
def shipped_rules() -> RuleSet:
    return load_rules(FOLDER)
