"""A module that a header or comment points to is there, under that name."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = ("assets", "benchmarks", "pipelines", "sample_district", "tag_rules")
MODULE = re.compile(r"[\w/]+\.py\b")


def test_every_module_named_in_the_code_is_there() -> None:
    files = [path.relative_to(ROOT) for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    ends = {"/".join(path.parts[start:]) for path in files for start in range(len(path.parts))}
    named = {(str(path), name) for path in files for name in MODULE.findall((ROOT / path).read_text("utf-8"))}
    assert len(named) > 50
    assert sorted(each for each in named if each[1] not in ends) == []
