"""The rules with the contracts that are shipped as examples."""

import shutil
from pathlib import Path

from tag_rules.engine.model import RuleSet
from tag_rules.engine.reading.loader import load_rules

ROOT = Path(__file__).parents[4]


def example_rules(folder: Path) -> RuleSet:
    """The shipped rules with the eight contracts of docs/examples/contracts, read from an empty folder."""
    made = folder / "tag_rules"
    shutil.copytree(ROOT / "tag_rules", made, ignore=shutil.ignore_patterns("engine", "__pycache__"))
    shutil.copy(ROOT / "docs" / "examples" / "contracts" / "consumers.yaml", made)
    (made / "approvals.yaml").unlink()
    return load_rules(made)
