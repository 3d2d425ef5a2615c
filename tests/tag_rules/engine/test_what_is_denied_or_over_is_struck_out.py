"""What a text tells, by the shipped language: what is denied, over or routine is struck out."""

import pytest

from tag_rules.engine.labels.assertions import normalised
from tag_rules.engine.labels.matching import labels_of
from tag_rules.engine.labels.model import OTHER
from tests.shipped import shipped_rules

LABELLING = shipped_rules().labelling


def best(text: str) -> str | None:
    return next(iter(labels_of(LABELLING, text)), None)


@pytest.mark.parametrize(
    "text",
    [
        "上门走访，未发现群租、违法搭建，无高空抛物",
        "老人身体好，家里没有漏水",
        "没有停电，只是灯坏了。现已修好",
        "并非高空抛物，是晾衣服掉下来",
        "不存在群租和违建",
        "这幢楼没有发生过高空抛物，也没有人飞线充电",
        "没人高空抛物",
    ],
)
def test_what_is_denied_is_no_problem(text: str) -> None:
    assert best(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("没有停电，只是灯坏了", "P0407"),
        ("楼上没有漏水，电梯坏了", "P0203"),
        ("有没有漏水的赔偿标准，请问", "P0201"),
        ("物业一直没有解决漏水", "P0201"),
        ("小区没有路灯", "P0407"),
        ("是不是停电了", "P0207"),
        ("楼道没有人打扫", "P0105"),
        ("工资一直没有发", "P0708"),
    ],
)
def test_a_denial_ends_with_its_clause_and_a_lack_is_none(text: str, code: str) -> None:
    assert best(text) == code


@pytest.mark.parametrize(
    "text",
    ["楼道堆物已清理完毕", "漏水已经修好，感谢师傅", "电梯坏了三天，现已修复", "电梯坏了。昨天已修好"],
)
def test_what_is_over_is_no_problem(text: str) -> None:
    assert best(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("漏水修好了没几天又漏了", "P0201"),
        ("物业说已修好，其实电梯还是不动", "P0203"),
        ("电梯什么时候能修好了", "P0203"),
        ("楼道灯已修好，下水道堵了", "P0206"),
    ],
)
def test_what_only_seems_over_is_a_problem(text: str, code: str) -> None:
    assert best(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "宣传电动车不要上楼充电",
        "告知居民明天停水",
        "已陪同老人去医院配药",
        "节日慰问独居老人",
        "感谢师傅修好电梯",
    ],
)
def test_routine_work_asks_for_nothing(text: str) -> None:
    assert best(text) is None


def test_a_request_is_no_routine() -> None:
    assert best("希望宣传电动车不要上楼充电") == "P0401"


@pytest.mark.parametrize(
    "text",
    ["樓上漏水", "漏 水 了", "漏\u200b水", "漏\n水", "ｘ漏\u3000水"],
    ids=["traditional", "blank", "zero", "line", "wide"],
)
def test_texts_are_normalised_first(text: str) -> None:
    assert best(text) == "P0201"


def test_the_normal_form_is_stable_and_keeps_blanks_between_latin_words() -> None:
    text = normalised("ＬＥＤ  屏 太 亮 wi fi")
    assert text == "led屏太亮wi fi"
    assert normalised(text) == text


def test_no_sentence_without_a_request_is_other() -> None:
    assert best("咨询一件事") == OTHER
