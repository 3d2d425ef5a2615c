"""`tagging sample-score`: how right the registry is on the sample district, whose truth is known.

Belongs here: printing. Does not belong here: counting and reading (`pipelines/answers/sample_scor*.py`).
Nothing of a person is printed.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from pipelines.commands import DATE
from pipelines.settings import Settings
from tag_rules.engine.errors import RefusedError

if TYPE_CHECKING:
    import polars as pl

    from pipelines.answers.sample_scoring import SampleScore

TITLES = {
    "all": "全部", "same_number": "同一证件再次登记", "another_document": "另一证件再次登记",
    "same_facts": "信息相同", "same_sound": "名字同音字", "wrong_character": "名字错一字",
    "name_order": "姓名颠倒", "name_blanks": "姓名带空格", "day_and_month_swapped": "出生月日颠倒",
    "birth_digit": "出生日期错一位", "phone_missing": "缺电话", "old_address_near": "旧址在本居民区",
    "old_address_far": "旧址在外居民区", "several": "多处差错", "twins_without_numbers": "无证件双胞胎",
    "father_and_son": "父子同名", "strangers_of_one_name": "同名同生日", "mother_and_newborn": "母婴同号",
    "couple_under_one_number": "夫妻同号", "number_mistyped_once": "某日错号", "none": "无证件",
    "bad_check_digit": "校验位错", "passport": "护照", "neither": "两条均无有效证件",
    "blanks": "空格标点", "building_word": "写幢或号楼", "dashes": "短横连接",
    "division_in_front": "前有区街居", "full_width": "全角数字", "noise_after": "后有说明",
    "noise_before": "前有说明", "numerals": "中文数字", "old_road_name": "旧路名",
    "road_mistyped": "路名错一字", "room_word_left_out": "省略室字", "room_missing": "缺室号",
    "not_in_directory": "名录没有",
}  # fmt: skip
_COLUMNS = ("wanted", "found", "right")


@click.command("sample-score")
@click.option("--date", "snapshot", type=DATE, help="Snapshot date; the newest that was run without it.")
def sample_score(snapshot: datetime | None) -> None:
    """对照样例真相评分。 Print how right persons, dwellings and rises are on the sample district."""
    from pipelines.answers.sample_scoring import score_sample
    from sample_district import NotOfTheSampleError

    try:
        scored = score_sample(Settings.from_environment().data, snapshot.date() if snapshot else None)
    except NotOfTheSampleError as refused:
        raise RefusedError(str(refused)) from None
    click.echo("\n".join(told(scored)))


def told(scored: SampleScore) -> list[str]:
    """Return the lines of a score: pairs of codes by kind of error, whole people, dwellings by form."""
    persons = scored.persons
    return [
        f"{scored.snapshot_date} 样例真相评分 The registry against the sample's truth",
        "",
        "人员编码对，按差错 Pairs of person codes, by planted error",
        _header("应合并 wanted", "已合并 joined"),
        *_lines(persons.by_kind, "kind"),
        "",
        "人员编码对，按第二条记录的证件 Pairs of person codes, by the second row's document",
        _header("应合并 wanted", "已合并 joined"),
        *_lines(persons.by_document, "kind"),
        "",
        "多个编码的人 People with several codes",
        _header("真实 people", "登记 ids"),
        _line("整人正确 whole", persons.whole.row(0, named=True)),
        "",
        "无房屋编码的户，按地址写法 Households without a dwelling's code, by form of address",
        _header("应匹配 wanted", "已匹配 found"),
        *_lines(scored.dwellings, "form"),
        "",
        "异常上升 Rises of problems",
        f"  波动 waves {scored.waves.waves}  发现 found {scored.waves.found}"
        f"  误报每周 false alarms a week {scored.waves.false_a_week:.2f}",
    ]


def _header(wanted: str, found: str) -> str:
    return "  ".join(("", wanted, found, "正确 right", "精确率 precision", "召回率 recall"))


def _lines(frame: pl.DataFrame, name: str) -> list[str]:
    return [_line(f"{TITLES[row[name]]} {row[name]}", row) for row in frame.iter_rows(named=True)]


def _line(title: str, row: dict[str, float | None]) -> str:
    counts = "".join(f"{row[column]:>9,}" for column in _COLUMNS)
    shares = "".join(f"{_share(row[column]):>9}" for column in ("precision", "recall"))
    # A Chinese character takes two columns of a terminal.
    wide = sum(1 for sign in title if ord(sign) > 0x2E7F)
    return f"  {title}{' ' * max(1, 44 - len(title) - wide)}{counts}{shares}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"
