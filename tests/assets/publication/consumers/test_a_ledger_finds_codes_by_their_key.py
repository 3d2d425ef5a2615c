"""A line of a ledger goes straight to its code: through all codes, a district's ledgers would take days."""

import pytest

from tag_rules.engine.model import WayBack
from tests.assets.publication.consumers.places import like_lists, provide, read

CONTRACT = like_lists(
    tags=("M017",), ledgers=("elder_care",), way_back=WayBack(system="community_cloud", legal_basis="第三条")
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_plan_searches_by_subject(database) -> None:
    provide(database, CONTRACT)
    plan = [
        row[-1]
        for row in read(database, CONTRACT.name, "explain query plan select code from ledger_elder_care")
    ]
    (of_codes,) = (str(step) for step in plan if "crosswalk" in str(step))
    assert "subject_id=?" in of_codes
