"""What the words of a label mean for one text."""

import pytest

from tag_rules.engine.labels.matching import labels_of, matched_terms
from tag_rules.engine.labels.model import OTHER, LabelLanguage, Labelling, Near, ProblemLabel, RoutedOut
from tag_rules.engine.model import Title

TITLE = Title(zh="题", en="title")
LIFT = ProblemLabel(
    "P0203", "P02", TITLE, TITLE, (), (), ("加装",),
    near=(Near(first=("电梯",), second=("坏", "停"), within=3),),
)  # fmt: skip
LEAK = ProblemLabel("P0201", "P02", TITLE, TITLE, ("漏水", "渗水"), (), (), hints=("卫生间", "楼上"))
MEALS = ProblemLabel("P0702", "P07", TITLE, TITLE, (), (), (), wanted=("送餐",), about=("食堂",))
REST = ProblemLabel(OTHER, "P00", TITLE, TITLE, ("求助", "坏"), (), ())
VIOLENCE = RoutedOut(
    topic="violence", title=TITLE, to=TITLE, words=("家暴",), kept=("打我电话",),
    near=(Near(first=("老公",), second=("打我",), within=3),),
)  # fmt: skip
ALL = Labelling(
    (REST, LEAK, LIFT, MEALS),
    LabelLanguage(without=("没有",), asks=("希望",), short=("不够",), troubles=("矛盾",)),
    (VIOLENCE,),
)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("电梯坏", True),
        ("电梯又双叒坏", True),
        ("电梯又双叒叕坏", False),
        ("停了的电梯", True),
        ("坏电电梯", True),
        ("电梯", False),
        ("坏", False),
        ("加装的电梯坏", False),
    ],
)
def test_near_counts_the_characters_between_in_either_order(text, near):
    assert (LIFT.code in labels_of(ALL, text)) is near


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("楼上", []),
        ("楼上的卫生间", ["P0201"]),
        ("漏水", ["P0201"]),
        ("给老人送餐", []),
        ("希望给老人送餐", ["P0702"]),
        ("送餐的人不够", ["P0702"]),
        ("希望好一点，送餐", []),
        ("没有食堂", ["P0702"]),
        ("没有漏水", []),
    ],
)
def test_general_words_decide_only_together_and_wanted_ones_where_asked_for(text, codes):
    assert labels_of(ALL, text) == codes


def test_the_terms_kept_are_those_that_gave_the_label():
    assert matched_terms(ALL, LIFT, "电梯坏了，水管也坏") == ["坏", "电梯"]
    assert matched_terms(ALL, LIFT, "坏人常常不坐电梯") == []
    assert matched_terms(ALL, LEAK, "楼上漏水") == ["楼上", "漏水"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("电梯坏，漏水渗水", ["P0201", "P0203"]),
        ("门坏了，求助", [OTHER]),
        ("漏水，求助", ["P0201"]),
        ("家中正常", []),
        ("漏水，家暴，求助", []),
        ("老公又打我，漏水", []),
        ("老公打我电话说漏水", ["P0201"]),
        ("老公又打我，打我电话说漏水", []),
    ],
)
def test_other_is_given_only_where_nothing_else_is_and_nothing_to_what_is_routed_out(text, codes):
    assert labels_of(ALL, text) == codes
