"""What an explanation says of one tag, from rows as they are on record and the shipped rules."""

from datetime import date, timedelta
from typing import Any

import pytest

from pipelines.answers.evidence import Evidence
from pipelines.answers.explanation import TagExplained, explain
from pipelines.answers.explanation_text import as_text
from tag_rules.engine.errors import RefusedError
from tests.shipped import shipped_rules

ON, BEFORE = date(2024, 3, 4), date(2024, 3, 1)
RULES = shipped_rules()
GOOD = {"state": "good", "source_as_of": ON, "stale_after_days": 3}
SOURCES = {
    source: GOOD
    for features in RULES.features.values()
    for feature in features.values()
    for source in feature.sources
} | {"upstream_tags": GOOD}


def evidence(**changed: Any) -> Evidence:
    """A resident of whom nothing is known, on a published date."""
    facts: dict[str, Any] = dict.fromkeys(RULES.features["resident"]) | changed.pop("facts", {})
    place = {"street_code": "310106011", "grid_code": "G1", "committee_code": "310106011001"}
    empty: dict[str, Any] = {
        name: []
        for name in (
            "outcomes", "rolls", "upstream", "decisions", "disagreements", "intervals", "unknown_intervals",
            "changes",
        )
    }  # fmt: skip
    published = {"publication_id": 4, "published_at": "now", "rule_set_version": RULES.version}
    return Evidence(
        **(
            {"subject": "resident", "subject_id": 7, "snapshot_date": ON, "facts": facts | place}
            | {"sources": SOURCES, "published": published}
            | empty
            | changed
        )
    )


def interval(code: str, **changed: Any) -> dict[str, Any]:
    row = {"tag_code": code, "value": None, "origin": "rule", "status": "active", "rule_version": 1}
    return row | {"valid_from": BEFORE, "valid_to": None, "changed_in": 1} | changed


def result(code: str, **stored: Any) -> dict[str, Any]:
    return {"tag_code": code, "outcome": True, "value": None, "origin": "rule", "status": "active"} | stored


def one(code: str, given: Evidence) -> tuple[TagExplained, str]:
    explanation = explain(RULES, given, [code])
    return explanation.tags[0], as_text(explanation)


def test_an_undecided_tag_names_the_late_source() -> None:
    late = SOURCES | {"dibao": {"state": "late", "source_as_of": date(2024, 1, 1), "stale_after_days": 31}}
    undecided = interval("M031", origin="roll")
    tag, text = one(
        "M031",
        evidence(sources=late, unknown_intervals=[undecided], outcomes=[result("M031", outcome=None)]),
    )
    assert (tag.stand, tag.by_rule, tag.since) == ("unknown", None, BEFORE)
    assert "is 未知 unknown, 来自 from dibao (late as of 2024-01-01)" in text
    assert "unknown because dibao is not up to date" in text


def test_a_fact_nobody_recorded_is_unknown_without_a_late_source() -> None:
    _, text = one("M005", evidence(outcomes=[result("M005", outcome=None)]))
    assert "is 未知 unknown, 来自 from residents (good" in text
    assert "not up to date" not in text


def test_a_roll_entry_is_shown_with_its_span() -> None:
    entry = {"roll": "dibao", "level": "full", "valid_from": date(2023, 5, 1), "valid_to": date(2024, 5, 1)}
    other = {"roll": "care_assessment", "level": "level_3", "valid_from": BEFORE, "valid_to": None}
    tag, text = one(
        "M031",
        evidence(
            facts={"roll_dibao_level": "full"},
            rolls=[other, entry],
            intervals=[interval("M031", value="full", origin="roll")],
        ),
    )
    assert (tag.stand, tag.value, tag.origin) == ("has", "full", "roll")
    assert tag.claims == {"roll": [entry]}
    assert "roll dibao: full since 2023-05-01 until 2024-05-01" in text


def test_the_city_against_our_rule() -> None:
    tag, text = one(
        "M005",
        evidence(
            facts={"birth_date": date(1990, 1, 1)},
            upstream=[{"tag_code": "M005", "value": None, "since": BEFORE}],
            disagreements=[{"tag_code": "M005", "kind": "only_source"}],
            intervals=[interval("M005", origin="upstream")],
        ),
    )
    assert (tag.origin, tag.by_rule) == ("upstream", False)
    assert "the city gives it since 2024-03-01" in text
    assert "sources disagree: the city gives it, our rule does not" in text


def test_a_late_file_of_the_city_gives_nothing_and_says_so() -> None:
    late = SOURCES | {"upstream_tags": {"state": "late", "source_as_of": BEFORE, "stale_after_days": 1}}
    tag, text = one(
        "M017",
        evidence(
            sources=late,
            facts={"birth_date": date(1990, 1, 1)},
            upstream=[{"tag_code": "M017", "value": None, "since": BEFORE}],
            outcomes=[result("M017", outcome=None, origin="upstream")],
            unknown_intervals=[interval("M017", origin="upstream")],
        ),
    )
    assert (tag.stand, tag.by_rule) == ("unknown", False)
    assert "the city gives it since 2024-03-01; its file is not up to date and is not gone by" in text
    assert "the city may give it: its file is not up to date" in text


def test_a_complete_list_of_the_city_decides_against_our_rule() -> None:
    _, text = one("M005", evidence(disagreements=[{"tag_code": "M005", "kind": "only_rule"}]))
    assert "our rule gives it, the city does not; the city's list is complete and decides" in text


@pytest.mark.parametrize(
    ("action", "status", "stand"), [("add", "active", "has"), ("dispute", "disputed", "disputed")]
)
def test_a_decision_by_hand(action: str, status: str, stand: str) -> None:
    decision = {
        "tag_code": "M017", "action": action, "reason": "R03", "operator": "S00012", "set_on": BEFORE,
        "expires_on": date(2024, 6, 1), "manual_tag_code": "SG1", "contradicts": "SG0",
    }  # fmt: skip
    tag, text = one(
        "M017", evidence(decisions=[decision], intervals=[interval("M017", origin="manual", status=status)])
    )
    assert (tag.stand, tag.claims["manual"]) == (stand, [decision])
    assert (
        f"by hand: {action}, reason R03, operator S00012, set on 2024-03-01, until 2024-06-01 (SG1)" in text
    )
    assert "contradicts SG0" in text
    assert (f"decided by: {tag.decided_by.zh}" in text) == (action == "dispute")


def test_the_newest_change_and_its_cause() -> None:
    changes = [
        {"tag_code": "M005", "change": change, "effective_from": day, "cause": cause, "sequence": 1,
         "publication_id": number, "published_at": "then", "rule_set_version": "r"}
        for number, (change, day, cause) in enumerate(
            [("added", date(2024, 1, 1), "data"), ("removed", BEFORE, "correction")], 1
        )
    ]  # fmt: skip
    tag, text = one("M005", evidence(facts={"birth_date": date(1990, 1, 1)}, changes=changes))
    assert (tag.stand, tag.since) == ("has_not", BEFORE)
    assert "last change: removed from 2024-03-01, cause correction, in publication 2" in text


def test_what_was_computed_again_since_is_said() -> None:
    tag, text = one("M005", evidence(facts={"birth_date": date(1940, 1, 1)}, outcomes=[result("M005")]))
    assert tag.stand == "has_not"
    assert "computed again after it was published" in text


def test_a_tag_of_other_subjects_is_refused() -> None:
    with pytest.raises(RefusedError, match="M052 is a tag of a household"):
        explain(RULES, evidence(), ["M052"])


def test_a_fact_is_unknown_for_a_refused_row_or_for_lack_of_a_document() -> None:
    _, text = one("M005", evidence(doubts=[{"source": "residents", "subject_id": 7}]))
    assert "residents 有行被退回或相互矛盾" in text
    _, text = one("M031", evidence(facts={"document_state": "missing"}))
    assert "证件缺失、有误或与他人共用" in text


def test_a_kept_tag_says_until_when() -> None:
    kept = interval("M005", status="kept", valid_from=date(2024, 3, 3))
    days = RULES.tag("M005").unknown.keep_days
    tag, text = one("M005", evidence(intervals=[kept], published_dates=(BEFORE, date(2024, 3, 2), ON)))
    assert tag.kept_until == date(2024, 3, 2) + timedelta(days=days)
    assert f"自 since 2024-03-03, 保留至 kept until {tag.kept_until}" in text


def test_the_rule_is_told_as_structure_with_days_worked_out() -> None:
    _, text = one("M016", evidence())
    assert "以下各项都成立：" in text
    assert "（即2023-12-05）" in text or "90天" in text
