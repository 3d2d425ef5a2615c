"""Numbers and addresses typed so that only people read them are masked; the like that is none stays."""

import pytest

from assets.intake.masking import masked_texts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("手机138O1762O45，晚上打", "手机［电话］，晚上打"),
        ("手机l39 1807 4426", "手机［电话］"),
        ("身份证31O108196O0503OO17", "身份证［证件号］"),
        ("打136 4177 3 0 9 2找他", "打［电话］找他"),
        ("请回电5 6 3 2 7 7 0 9", "请回电［电话］"),
        ("座机五六三二，七七零九", "座机［电话］"),
        ("邮箱wang AT mail DOT com", "邮箱［账号］"),
        ("邮箱sha_yx#163.com", "邮箱［账号］"),
        ("邮箱是lihua艾特qq点com", "邮箱是［账号］"),
        ("QQ：1 0 4 4 2 7 7 1 5", "QQ：［账号］"),
        ("医保卡B 0772 3310丢了", "医保卡［证件号］丢了"),
        ("沪牌AD12345停在门口", "［车牌］停在门口"),
        ("住七号楼五零二", "住［地址］"),
        ("系3幢甲单元402租客", "系［地址］租客"),
        ("六楼602漏水", "［地址］漏水"),
    ],
)
def test_masked(text: str, expected: str) -> None:
    assert masked_texts([text]) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "军字第031287号退伍证遗失",
        "WIFI密码lol123456被改",
        "房间号B1O2标识不清",
        "10 20 30 40 50 五个档次",
        "1380 1500 2880三笔都没退",
        "三楼300多户没水",
        "#便民通知# 明天停水",
    ],
)
def test_kept(text: str) -> None:
    assert masked_texts([text]) == [text]
