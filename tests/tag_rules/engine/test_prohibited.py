"""Prohibited inputs and outputs are refused wherever they are written, and ordinary words are not."""

import pytest

from tag_rules.engine.errors import RuleErrors
from tag_rules.engine.prohibited import prohibited_topic
from tag_rules.engine.reading.loader import load_rules

REFUSED = {
    "宗教信仰": "religion",
    "religious_belief": "religion",
    "少数民族": "ethnicity",
    "ethnic_group": "ethnicity",
    "党员": "political stance",
    "party_member": "political stance",
    "网络舆情": "political stance",
    "信访人员": "petition or complaint history",
    "complaints_last_year": "petition or complaint history",
    "人脸特征": "biometrics",
    "face_template": "biometrics",
    "重点人员": "predicted criminality",
    "criminal_record": "predicted criminality",
    "维稳对象": "credit or stability score",
    "credit_score": "credit or stability score",
    "籍贯": "a proxy of one of these",
    "place_of_birth": "a proxy of one of these",
}


@pytest.mark.parametrize(("text", "topic"), REFUSED.items())
def test_refused(text, topic):
    found = prohibited_topic(text)
    assert found and found[0] == topic


@pytest.mark.parametrize(
    "text", ["独居老人", "Lives in its own dwelling", "trace", "residents_60_plus", "居民小区", "third party"]
)
def test_ordinary_words_pass(text):
    assert prohibited_topic(text) is None


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("features.yaml", "- {name: sex,", "- {name: ethnicity,"),
        ("features.yaml", "zh: 性别", "zh: 民族"),
        ("features.yaml", "members: [male,", "members: [buddhist_church, male,"),
        ("municipal/elder_care.yaml", "zh: 独居老人", "zh: 独居党员"),
        ("municipal/elder_care.yaml", "en: Elder care", "en: Religious elders"),
        ("municipal/elder_care.yaml", "<> 'none'", "<> 'religious'"),
        ("municipal/elder_care.yaml", "value: roll_care_level", "value: coalesce(roll_care_level, '党员')"),
        ("parameters.yaml", "zh: 老年人年龄", "zh: 信用分数线"),
        ("purposes.yaml", "zh: 走访联系", "zh: 信访维稳"),
        ("consumers.yaml", "name: elder_visit_lists", "name: credit_bureau"),
        ("consumers.yaml", "tag_assignment: [value", "tag_assignment: [complaints, value"),
    ],
)
def test_refused_in_every_rule_file(spoil, file, old, new):
    with pytest.raises(RuleErrors, match="is prohibited"):
        load_rules(spoil(file, old, new))
