"""Codes are found by their subject and subjects by their code: through all codes it would take days."""

import pytest

from tag_rules.engine.model import WayBack
from tests.assets.publication.consumers.places import like_lists, provide, read

CONTRACT = like_lists(
    tags=("M017",), ledgers=("elder_care",), way_back=WayBack(system="community_cloud", legal_basis="第三条")
)
ASKED = {
    "select code from ledger_elder_care": "subject_id=?",
    "select code from resident_tag join crosswalk on subject = 'resident' and subject_id = resident_id": (
        "subject_id=?"
    ),
    "select subject_id from crosswalk where code = 'R000001'": "code=?",
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("query", ASKED)
def test_the_plan_searches(database, query: str) -> None:
    provide(database, CONTRACT)
    plan = [str(row[-1]) for row in read(database, CONTRACT.name, f"explain query plan {query}")]
    (of_codes,) = (step for step in plan if "crosswalk" in step)
    assert ASKED[query] in of_codes
