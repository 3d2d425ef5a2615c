"""The contracts page shows every consumer with its purposes, and every request with its decision."""

from dataclasses import replace
from datetime import date

import pytest

from assets.reports.pages.contracts import contracts_page
from tag_rules.engine.model import Approval
from tests.assets.reports.pages.made_pages import RULES

ASKED = {
    "consumer": "elder_visit_lists",
    "purpose": "social_assistance",
    "requested_by": "养老服务科",
    "requested_on": date(2026, 1, 1),
    "why": "探访时告知政策",
}
DECIDED = {"decided_by": "区数据局", "decided_on": date(2026, 1, 9)}


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        ({}, "待定"),
        (DECIDED | {"decision": "refused"}, "已拒绝"),
        (DECIDED | {"decision": "approved", "until": date(2027, 1, 1)}, "已批准"),
        (DECIDED | {"decision": "approved", "until": date(2026, 2, 1)}, "已到期"),
    ],
)
def test_a_request_stands_with_its_decision(decision, said) -> None:
    rules = replace(RULES, approvals=(Approval.model_validate(ASKED | decision),))
    page = contracts_page(rules, date(2026, 6, 1))
    assert said in page
    assert "探访时告知政策" in page
    for consumer in RULES.consumers:
        assert consumer.title.zh in page
