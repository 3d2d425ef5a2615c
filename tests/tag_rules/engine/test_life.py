"""A tag's life: the acts in order, reviewed by somebody else, and what of it is published on a day."""

from datetime import date

import pytest

from tag_rules.engine.errors import RuleErrors
from tag_rules.engine.life import review_due
from tag_rules.engine.lock import check, write
from tag_rules.engine.reading.loader import load_rules

FILE = "municipal/elder_care.yaml"
DRAFT = "{act: draft, on: 2025-01-06, by: a}"
REVIEW = "{act: review, on: 2025-01-10, by: b}"
PILOT = '{act: pilot, on: 2025-02-01, by: a, committees: ["310106012001"]}'
PUBLISH = "{act: publish, on: 2025-04-01, by: b}"
DUE = "{act: review_due, on: 2026-04-01, by: a}"


def life(*acts: str) -> str:
    return "".join(f"\n      - {act}" for act in acts)


@pytest.fixture
def with_life(spoil):
    return lambda *acts: spoil(
        FILE, "    subject: resident\n", f"    subject: resident\n    life:{life(*acts)}\n"
    )


def test_what_is_published_on_a_day(with_life, rule_set, tmp_path):
    rules = load_rules(with_life(DRAFT, REVIEW, PILOT, PUBLISH, DUE))
    tag = rules.tag("M017")
    days = [date(2024, 6, 1), date(2025, 1, 20), date(2025, 3, 1), date(2025, 4, 1), date(2027, 1, 1)]
    assert [tag.stage(day) for day in days] == ["draft", "draft", "pilot", "published", "published"]
    assert review_due(tag.life) == date(2026, 4, 1)
    assert rules.tag("M018").stage(days[0]) == "published"
    write(rule_set, tmp_path / "rules.lock")
    check(rules, tmp_path / "rules.lock")  # it is no part of what the tag says


@pytest.mark.parametrize(
    ("acts", "said"),
    [
        ((DRAFT, REVIEW.replace("by: b", "by: a"), PUBLISH), "审核人须是起草人以外的人"),
        ((DRAFT, PUBLISH), "publish 之前须有审核"),
        ((DRAFT, PILOT), "pilot 之前须有审核"),
        ((REVIEW, PUBLISH), "次序"),
        ((DRAFT, REVIEW, PUBLISH, PILOT), "先后"),
        ((DRAFT, REVIEW, PILOT.replace(', committees: ["310106012001"]', "")), "居民区"),
        ((DRAFT, REVIEW, PILOT.replace("310106012001", "310106")), "12 位代码"),
        ((DRAFT, REVIEW, "{act: retire, on: 2025-05-01, by: b}"), "valid_to"),
        ((DRAFT.replace("by: a", 'by: ""'),), "字数至少"),
        ((DRAFT.replace("act: draft", "act: darft"),), "不在可选值之内"),
    ],
)
def test_a_life_out_of_order_is_refused(with_life, acts, said):
    with pytest.raises(RuleErrors, match=said):
        load_rules(with_life(*acts))
