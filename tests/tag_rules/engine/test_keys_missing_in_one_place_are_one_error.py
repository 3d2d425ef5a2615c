"""All keys that one entry lacks are told in one error, an earlier version's too."""

import pytest

from tag_rules.engine.errors import RuleErrors
from tag_rules.engine.reading.loader import load_rules

FILE = "municipal/residence_registration.yaml"
EARLIER = "    earlier:\n      - version: 1\n"


def test_an_earlier_version_without_most_of_its_keys(spoil) -> None:
    with pytest.raises(RuleErrors) as refused:
        load_rules(spoil(FILE, EARLIER, EARLIER.replace(":\n", ":\n      - {version: 3}\n")))
    told = [error.message for error in refused.value.errors if "missing" in error.message]
    assert len(told) == 1
    assert all(f"“{key}”" in told[0] for key in ("title", "purpose", "valid_from", "valid_to", "unknown"))
