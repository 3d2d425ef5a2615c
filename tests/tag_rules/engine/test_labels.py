"""What the words of a label mean for one text."""

import pytest

from tag_rules.engine.labels import labels_of, matched_terms, matches
from tag_rules.engine.model import OTHER, Near, ProblemLabel, Title

TITLE = Title(zh="题", en="title")
LIFT = ProblemLabel(
    "P0203", "P02", TITLE, TITLE, (), (), ("加装",),
    near=(Near(first=("电梯",), second=("坏", "停"), within=3),), barred=("家暴",),
)  # fmt: skip
LEAK = ProblemLabel("P0201", "P02", TITLE, TITLE, ("漏水", "渗水"), (), (), barred=("家暴",))
REST = ProblemLabel(OTHER, "P00", TITLE, TITLE, ("求助", "坏"), (), (), barred=("家暴",))


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
        ("电梯坏，家暴", False),
    ],
)
def test_near_counts_the_characters_between_in_either_order(text, near):
    assert matches(LIFT, text) is near


def test_the_terms_kept_are_those_that_gave_the_label():
    assert matched_terms(LIFT, "电梯坏了，水管也坏") == ["坏", "电梯"]
    assert matched_terms(LIFT, "坏人常常不坐电梯") == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("电梯坏，漏水渗水", ["P0201", "P0203"]),
        ("门坏了，求助", [OTHER]),
        ("漏水，求助", ["P0201"]),
        ("家中正常", []),
        ("漏水，家暴，求助", []),
    ],
)
def test_other_is_given_only_where_nothing_else_is_and_nothing_to_what_is_routed_out(text, codes):
    assert labels_of([REST, LEAK, LIFT], text) == codes
