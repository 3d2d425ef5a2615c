"""What the shipped rule set must hold, whatever its tags are."""

from collections import Counter


def test_mechanisms_are_all_in_use(rule_set):
    assert {tag.source for tag in rule_set.tags} == {"rule", "roll", "upstream", "manual"}
    assert {tag.subject for tag in rule_set.tags} == {"resident", "household"}
    assert any(tag.unknown.keep_days == 0 for tag in rule_set.tags)
    assert any(tag.publish_unknown for tag in rule_set.tags)
    assert any(tag.value for tag in rule_set.tags)


def test_codes_are_unique_and_ordered_municipal_first(rule_set):
    assert len(set(rule_set.codes)) == len(rule_set.codes)
    assert [tag.level for tag in rule_set.tags] == sorted((tag.level for tag in rule_set.tags), reverse=True)


def test_two_problem_categories_with_ten_labels_each(rule_set):
    assert Counter(label.category_code for label in rule_set.problem_labels) == {"P01": 10, "P02": 10}


def test_what_concerns_children_is_sensitive_and_for_a_purpose_that_covers_them(rule_set):
    for code in ("M002", "M004", "M056"):
        tag = rule_set.tag(code)
        assert tag.sensitivity == "sensitive"
        assert rule_set.purposes[tag.purpose].covers_under_14
