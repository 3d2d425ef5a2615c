"""What a tag's card says of it."""

import re


def _figures(html: str) -> dict[str, str]:
    found = re.findall(r"<dt>([^<]+)</dt><dd>(.*?)</dd>", html)
    return {name: re.sub("<[^>]+>", "", value) for name, value in found}


def test_counts_are_those_of_the_newest_date(pages: dict[str, str]) -> None:
    figures = _figures(pages["M017.html"])
    assert (figures["有此标签 have it"], figures["无法判定 unknown"]) == ("44", "9")
    assert _figures(pages["M052.html"])["有此标签 have it"] == "0"


def test_a_hidden_street_shows_no_number_and_no_bar(pages: dict[str, str]) -> None:
    (row,) = re.findall(r"<tr><th[^>]*>曹家渡街道</th>(.*?)</tr>", pages["M017.html"])
    assert "未显示" in row
    assert "<svg" not in row
    assert not re.search(r">\s*\d", row)
    (shown,) = re.findall(r"<tr><th[^>]*>静安寺街道</th>(.*?)</tr>", pages["M017.html"])
    assert ">30<" in shown
    assert "<svg" in shown


def test_the_course_over_time_is_told_in_words_too(pages: dict[str, str]) -> None:
    assert 'aria-label="2024-03-01: 40; 2024-03-02: 44"' in pages["M017.html"]


def test_grounds_rule_and_gaps_are_there(pages: dict[str, str]) -> None:
    html = pages["M017.html"]
    for said in (
        "老年人权益保障法 第三十七条",
        "区民政局",
        "age &gt;= :elder_age and household_residents = 1 and household_type = ",
        "周岁年龄不低于60岁（老年人年龄）",
        "老年人权益保障法 第二条",
        "同户居住人数 People living in the household",
        "residences",
    ):
        assert said in html, said


def test_a_tag_without_a_rule_says_who_gives_it(pages: dict[str, str]) -> None:
    assert "由市级下发" in pages["M040.html"]
