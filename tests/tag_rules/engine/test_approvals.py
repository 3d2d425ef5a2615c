"""A contract takes a tag of another purpose only with an approval on record, and only as long as it holds."""

from datetime import date

import pytest

from tag_rules.engine.errors import RuleErrors
from tag_rules.engine.reading.loader import load_rules

ASKED = """- consumer: elder_visit_lists
  purpose: social_assistance
  requested_by: 区民政局养老服务科
  requested_on: 2026-02-01
  why: 探访时一并告知救助政策
"""
APPROVED = (
    ASKED + "  decision: approved\n  decided_by: 区数据局\n  decided_on: 2026-02-10\n  until: 2027-01-01\n"
)
REFUSED = ASKED + "  decision: refused\n  decided_by: 区数据局\n  decided_on: 2026-02-10\n"


@pytest.fixture
def wanting_more(spoil):
    return spoil("consumers.yaml", "tags: [M005, M007, M017]", "tags: [M005, M007, M017, M031]")


@pytest.mark.parametrize("record", ["[]\n", ASKED, REFUSED])
def test_without_one_the_contract_is_refused(wanting_more, record):
    (wanting_more / "approvals.yaml").write_text(record, encoding="utf-8")
    with pytest.raises(RuleErrors, match=r"M031 .*neither declared nor approved"):
        load_rules(wanting_more)


def test_with_one_the_tag_is_taken_until_its_day(wanting_more):
    (wanting_more / "approvals.yaml").write_text(APPROVED, encoding="utf-8")
    rules = load_rules(wanting_more)
    lists = rules.consumers[0]
    assert "M031" in rules.tags_of(lists, date(2026, 12, 31))
    assert rules.tags_of(lists, date(2027, 1, 1)) == ("M005", "M007", "M017")


def test_before_it_is_decided_nothing_is_taken(wanting_more):
    (wanting_more / "approvals.yaml").write_text(APPROVED, encoding="utf-8")
    rules = load_rules(wanting_more)
    assert "M031" not in rules.tags_of(rules.consumers[0], date(2026, 2, 9))
    assert "M031" in rules.tags_of(rules.consumers[0], date(2026, 2, 10))


def test_a_later_refusal_takes_an_approval_back_from_its_day(wanting_more):
    taken_back = REFUSED.replace("decided_on: 2026-02-10", "decided_on: 2026-06-01")
    (wanting_more / "approvals.yaml").write_text(taken_back + APPROVED, encoding="utf-8")
    rules = load_rules(wanting_more)
    assert "M031" in rules.tags_of(rules.consumers[0], date(2026, 5, 31))
    assert "M031" not in rules.tags_of(rules.consumers[0], date(2026, 6, 1))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("elder_visit_lists", "elder_visit_list", "there is no consumer “elder_visit_list”"),
        ("social_assistance", "social_help", "there is no purpose “social_help”"),
        ("  decided_by: 区数据局\n", "", "a decision has decided_by and decided_on"),
        ("  until: 2027-01-01\n", "", "an approval says until when it holds"),
        ("until: 2027-01-01", "until: 2026-02-10", "a request comes before its decision"),
        ("decided_on: 2026-02-10", "decided_on: 2026-01-31", "a request comes before its decision"),
        ("  why: 探访时一并告知救助政策\n", "", "the key “why” is missing"),
    ],
)
def test_a_record_that_is_not_whole_is_refused(rules_folder, old, new, said):
    (rules_folder / "approvals.yaml").write_text(APPROVED.replace(old, new), encoding="utf-8")
    with pytest.raises(RuleErrors, match=said):
        load_rules(rules_folder)
