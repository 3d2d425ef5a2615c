"""The overview says what changed and why, what needs attention, and hides what the statistic hides."""

import re

from tests.assets.reports.pages.made_areas import COMMITTEE


def _text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", "", html))


def test_the_greatest_changes_stand_with_their_cause(pages: dict[str, str]) -> None:
    (row,) = re.findall(r'<tr><th scope="row"><a href="M017.html">独居老人</a>.*?</tr>', pages["index.html"])
    assert [_text(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)][:4] == [
        "44", "+4", "9 (4%)", "时间推移",
    ]  # fmt: skip


def test_edits_by_cause_hide_a_small_number(pages: dict[str, str]) -> None:
    said = _text(pages["index.html"])
    assert "数据变化 Data changed：12" in said
    assert "Time passed：未显示 hidden" in said


def test_a_late_source_and_a_failed_check_are_told(pages: dict[str, str]) -> None:
    said = _text(pages["index.html"])
    assert "数据源“走访”逾期未更新" in said
    assert "fewer_than_before" in said
    assert "9 cases in the week of" in said


def test_a_hidden_street_has_no_rate_in_the_heat_map(pages: dict[str, str]) -> None:
    heat = pages["index.html"].split('<table class="heat streets">')[1].split("</table>")[0]
    row = next(row for row in heat.split("<tr>") if "曹家渡街道" in row)
    cell = re.findall(r"<td[^>]*>(.*?)</td>", row)[0]
    assert _text(cell).startswith("·")


def test_every_committee_can_be_found(pages: dict[str, str]) -> None:
    assert f'<li><a href="{COMMITTEE}.html">' in pages["index.html"]
