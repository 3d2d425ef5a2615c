"""What somebody adds to a questionnaire is a need of their committee where a label says so."""

import pytest

from tag_rules.engine.model import RuleSet
from tests.assets.problems.test_cases import DAY, LEAK, made

ANSWER = {"resident_id": 3, "response_code": "W1", "answered_on": DAY}
HERE = {"resident_id": 3, "committee_code": "C1"}


def test_it_is_a_case_of_the_committee_on_the_day_of_the_answer(rule_set: RuleSet) -> None:
    told = [{"response_code": "W1", "other_need": LEAK}, {"response_code": "W0", "other_need": LEAK}]
    (row,) = made(rule_set, survey_responses=told, survey=[ANSWER], resident=[HERE])
    said = ("case_id", "source", "received_on", "committee_code", "subject", "subject_id", "label_code")
    assert [row[name] for name in said] == ["survey-W1", "survey", DAY, "C1", "committee", 7, "P0201"]
    assert (row["discovery"], row["case_number"], row["outcome"], row["status"]) == (
        "active", None, None, "closed",
    )  # fmt: skip


@pytest.mark.parametrize("text", ["没有了，谢谢", None])
def test_who_adds_nothing_that_a_label_tells_makes_no_case(rule_set: RuleSet, text: str | None) -> None:
    told = [{"response_code": "W1", "other_need": text}]
    assert made(rule_set, survey_responses=told, survey=[ANSWER], resident=[HERE]) == []


def test_who_is_of_no_committee_makes_no_case(rule_set: RuleSet) -> None:
    told = [{"response_code": "W1", "other_need": LEAK}]
    nowhere = {"resident_id": 3, "committee_code": None}
    assert made(rule_set, survey_responses=told, survey=[ANSWER], resident=[nowhere]) == []
