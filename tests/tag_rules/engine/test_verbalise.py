"""A rule in words says what the rule says: every kind of node, in both languages."""

from datetime import date

import pytest

from tag_rules.engine.expression import columns_read, parse_condition
from tag_rules.engine.policy import vocabulary
from tag_rules.engine.verbalise import outline, verbalise
from tests.shipped import shipped_rules

AS_OF = date(2024, 3, 4)
RULES = shipped_rules()

SAID = [
    ("age >= :elder_age", "周岁年龄不低于60岁（老年人年龄）"),
    ("age between 3 and 5", "周岁年龄在3至5之间（含）"),
    ("lives_here", "是否在本居民区居住：是"),
    ("not lives_here", "是否在本居民区居住：否"),
    ("building_has_lift = false", "楼栋有无电梯：否"),
    ("roll_dibao_level <> 'none'", "在最低生活保障名册上"),
    ("roll_dibao_level = 'none'", "不在最低生活保障名册上"),
    ("sex in ('male', 'female')", "性别为男、女之一"),
    ("birth_date is null", "出生日期没有记录"),
    ("lives_here is not true", "并非（是否在本居民区居住：是，确定为是）"),
    ("birth_date < date '1960-01-31'", "出生日期早于1960-01-31"),
    ("verified_on < :as_of - interval '90' day", "最近核实日期早于快照日前90天"),
    ("coalesce(verified_on, resident_since) < :as_of", "最近核实日期（没有记录时用入住日期）早于快照日"),
    ("case when lives_here then age > 3 end", "若是否在本居民区居住：是，则周岁年龄高于3岁；否则无法判定"),
]


def words(text: str, language: str) -> list[str]:
    condition, findings = parse_condition(text, vocabulary(RULES.features["resident"], RULES.parameters))
    assert findings == []
    tag = RULES.tag("M005").model_copy(update={"condition": condition})
    return verbalise(tag, RULES, AS_OF, language)


@pytest.mark.parametrize(("text", "said"), SAID)
def test_each_kind_of_condition_in_chinese(text: str, said: str) -> None:
    assert words(text, "zh") == [said]


def test_what_must_hold_together_is_a_list_and_the_rest_keeps_its_brackets() -> None:
    text = (
        "age >= 60 and (lives_here or registered_here) and (age < 70 or not (lives_here and registered_here))"
    )
    assert words(text, "zh") == [
        "周岁年龄不低于60岁",
        "是否在本居民区居住：是，或户籍是否在本居民区：是",
        "周岁年龄低于70岁，或并非（是否在本居民区居住：是，且户籍是否在本居民区：是）",
    ]
    assert words("age >= 60 and (lives_here or registered_here)", "en") == [
        "“Full years of age” is at least 60 years",
        "Lives here: yes or Registered here: yes",
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_shipped_rule_has_words_for_every_feature_it_reads(language: str) -> None:
    for tag in RULES.tags:
        said = " ".join(verbalise(tag, RULES, AS_OF, language))
        assert bool(said) == (tag.condition is not None)
        for name in columns_read(tag.condition) if tag.condition else ():
            assert getattr(RULES.features[tag.subject][name].title, language) in said


def test_the_outline_shows_what_is_joined_and_the_day_it_comes_to() -> None:
    text = (
        "lives_here and (resident_since >= :as_of - interval (:newly_arrived_days) day or not "
        "(age < 60 and registered_here))"
    )
    condition, findings = parse_condition(text, vocabulary(RULES.features["resident"], RULES.parameters))
    assert findings == []
    tag = RULES.tag("M005").model_copy(update={"condition": condition})
    assert outline(tag, RULES, AS_OF, "zh") == [
        (0, "以下各项都成立："),
        (1, "是否在本居民区居住：是"),
        (1, "以下任一项成立："),
        (2, "入住日期不早于快照日前90天（新迁入天数）（即2023-12-05）"),
        (2, "以下不成立："),
        (3, "以下各项都成立："),
        (4, "周岁年龄低于60岁"),
        (4, "户籍是否在本居民区：是"),
    ]
