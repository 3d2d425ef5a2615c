"""What the shipped rule set must hold, whatever its tags are."""

from datetime import date

from tag_rules.engine.labels.matching import labels_of
from tag_rules.engine.labels.model import OTHER


def test_mechanisms_are_all_in_use(rule_set):
    versions = (*rule_set.earlier, *rule_set.tags)
    assert {tag.origin for tag in versions} == {"rule", "roll", "upstream", "manual"}
    assert {tag.subject for tag in rule_set.tags} == set(rule_set.features)
    assert any(tag.unknown.keep_days == 0 for tag in rule_set.tags)
    assert any(tag.publish_unknown for tag in rule_set.tags)
    assert any(tag.value for tag in rule_set.tags)


def test_66_municipal_and_57_district_tags_each_with_a_rule_or_from_the_city(rule_set):
    assert [code for code in rule_set.codes if code[0] == "M"] == [f"M{n:03}" for n in range(1, 67)]
    assert [code for code in rule_set.codes if code[0] == "D"] == [f"D{n:03}" for n in range(1, 58)]
    assert [tag.code for tag in rule_set.tags if tag.when is None] == ["M040"]


def test_no_purpose_is_overdue_for_review(rule_set):
    assert [
        name for name, purpose in rule_set.purposes.items() if purpose.review_date < date(2027, 1, 1)
    ] == []


def test_codes_are_unique_and_ordered_municipal_first(rule_set):
    assert len(set(rule_set.codes)) == len(rule_set.codes)
    assert [tag.level for tag in rule_set.tags] == sorted((tag.level for tag in rule_set.tags), reverse=True)


def test_nine_problem_categories_with_74_labels_and_one_for_the_rest(rule_set):
    sizes = [10, 10, 9, 9, 7, 7, 9, 8, 5]
    codes = [f"P0{at}{number:02}" for at, size in enumerate(sizes, 1) for number in range(1, size + 1)]
    assert [label.code for label in rule_set.problem_labels] == [OTHER, *codes]
    assert len(codes) == 74


def test_what_people_say_of_violence_at_home_has_no_label(rule_set):
    for text in ("老公打我，请帮忙调解家庭矛盾", "家暴求助", "反映隔壁虐待老人，投诉多次"):
        assert labels_of(rule_set.labelling, text) == []


def test_what_concerns_children_is_sensitive_and_for_a_purpose_that_covers_them(rule_set):
    for code in ("M001", "M002", "M003", "M004", "M035", "M036", "M046", "M055", "M056", "D033", "D034"):
        tag = rule_set.tag(code)
        assert tag.sensitivity == "sensitive"
        assert rule_set.purposes[tag.purpose].covers_under_14
