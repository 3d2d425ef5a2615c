"""A name is masked at each mention, also where the other mention alone shows that it is one."""

import pytest

from assets.intake.masking import masked_texts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("反映人：丘处机，要求回复。丘处机不接受解释", "反映人：［姓名］，要求回复。［姓名］不接受解释"),
        ("市民柯镇恶来电，柯镇恶已多次交涉", "市民［姓名］来电，［姓名］已多次交涉"),
        ("楼上那个丁春秋天天吵，丁春秋还骂人", "楼上那个［姓名］天天吵，［姓名］还骂人"),
        ("我母亲芮小丹和她妹妹芮小梅同住", "我母亲［姓名］和她妹妹［姓名］同住"),
        ("反映人：任盈盈。社工与盈盈谈话", "反映人：［姓名］。社工与［姓名］谈话"),
        ("孩子叫子涵今年五岁", "孩子叫［姓名］今年五岁"),
    ],
)
def test_every_mention(text: str, expected: str) -> None:
    assert masked_texts([text]) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "业主向物业反映，业主向街道反映",
        "居民包括老人都说不方便，居民包括孩子也不方便",
        "共享单车停满人行道，电瓶车停满楼道口",
        "扬尘严重，工地扬尘不管",
    ],
)
def test_words_said_again_stay(text: str) -> None:
    assert masked_texts([text]) == [text]
