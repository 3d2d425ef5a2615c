"""A slip of somebody who does not program gives one error at its place, and the line to paste for it."""

import re
import shutil

import pytest

from tag_rules.engine.reading.loader import read_rules
from tests.tag_rules.conftest import RULES

FILE = "municipal/elder_care.yaml"
TITLE = "    title: {zh: 独居老人, en: Older person living alone}"
CASE = (
    "      - {given: {age: 60, birth_date: 1964-01-01, household_type: family, household_residents: 1}, "
    "then: true}"
)
SLIPS = {
    # name: text as it is, as somebody writes it, what is said of it
    "full-width colon after a key": ("    subject: resident", "    subject：resident", "中文标点"),
    "full-width colon and blank": ("    subject: resident", "    subject： resident", "中文标点"),
    "full-width colon of the first key": ("  - code: M017", "  - code：M017", "中文标点"),
    "full-width comma in a title": (TITLE, TITLE.replace(", en", "，en"), "中文标点"),
    "full-width colons in a title": (
        TITLE,
        TITLE.replace(": 独", "：独").replace("en: ", "en："),
        "中文标点",
    ),
    "full-width everything in a title": (TITLE, "    title：｛zh：独居老人，en：Older person｝", "中文标点"),
    "full-width braces": (TITLE, TITLE.replace("{", "｛").replace("}", "｝"), "中文标点"),
    "full-width comma in a case": (CASE, CASE.replace("age: 60, ", "age: 60，"), "中文标点"),
    "pause mark in a case": (CASE, CASE.replace("age: 60, ", "age: 60、"), "中文标点"),
    "full-width colon in a case": (CASE, CASE.replace("age: 60", "age：60"), "中文标点"),
    "no space after a colon": ("    subject: resident", "    subject:resident", "冒号后缺空格"),
    "no space in a case": (CASE, CASE.replace("age: 60", "age:60"), "冒号后缺空格"),
    "no space in a title": (TITLE, TITLE.replace("en: ", "en:"), "冒号后缺空格"),
    "no colon": ("    purpose: elder_visits", "    purpose elder_visits", "缺冒号"),
    "an equals sign": ("    version: 1", "    version = 1", "缺冒号"),
    "a tab before a key": ("    subject: resident", "\tsubject: resident", "制表符"),
    "a tab before a case": (CASE, "\t" + CASE.strip(), "制表符"),
    "one blank too many": ("    subject: resident", "     subject: resident", "缩进"),
    "one blank too few": ("    subject: resident", "   subject: resident", "缩进"),
    "indented two more": ("    sensitivity: general", "      sensitivity: general", "缩进"),
    "a case one blank further": (CASE, " " + CASE, "缩进"),
    "a full-width blank before a key": ("    subject: resident", "\u3000\u3000subject: resident", "全角空格"),
    "a full-width blank after a colon": ("    subject: resident", "    subject:\u3000resident", "全角空格"),
    "a quote that does not end": (TITLE, TITLE.replace("zh: 独居老人", 'zh: "独居老人'), "引号"),
    "a quote too many": (TITLE, TITLE.replace("en: ", "en: '").replace("alone}", "alone'}'"), "引号"),
    "a quoted rule that does not end": (
        "    when: roll_care_level <> 'none'",
        "    when: 'roll_care_level <> ''none''",
        "引号",
    ),
    "a rule that begins with a text": (
        "    when: roll_care_level <> 'none'",
        "    when: 'none' <> roll_care_level",
        "引号",
    ),
    "a colon in a title": (TITLE, TITLE.replace("zh: 独居老人", "zh: 老人: 独居"), "引号"),
    "a comma in a title": (TITLE, TITLE.replace("alone}", "alone, at home}"), "引号"),
    "a bracket that is not closed": (TITLE, TITLE[:-1], "括号"),
    "a case that is not closed": (CASE, CASE[:-1], "括号"),
    "a bracket too many": (CASE, CASE + "}", "括号"),
    "a dash without a blank": ("  - code: M017", "  -code: M017", "短横"),
    "a long dash": ("  - code: M017", "  —code: M017", "短横"),
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The shipped rules with the tags of one file alone."""
    made = tmp_path_factory.mktemp("rules")
    for name in ("features", "parameters", "purposes", "label_language"):
        shutil.copy(RULES / f"{name}.yaml", made)
    for name in ("routed_out", "consumers", "public_topics"):
        (made / f"{name}.yaml").write_text("[]\n", encoding="utf-8")
    (made / "municipal").mkdir()
    return made


def errors_of(folder, text):
    (folder / FILE).write_text(text, encoding="utf-8")
    return sorted(read_rules(folder).errors)


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_one_error_and_its_remedy_can_be_pasted(folder, name):
    right, slip, said = SLIPS[name]
    text = (RULES / FILE).read_text(encoding="utf-8")
    assert right in text
    line = text[: text.index(right)].count("\n") + 1
    spoilt = text.replace(right, slip, 1)
    (error,) = errors_of(folder, spoilt)
    assert (error.file, error.line) == (FILE, line)
    assert said in error.message
    blanks = re.search(r"行首写 (\d+) ", error.remedy)
    pasted = error.remedy.partition("write: " if not blanks else "blanks: ")[2]
    lines = spoilt.split("\n")
    was = lines[line - 1]
    indent = int(blanks[1]) if blanks else len(right) - len(right.lstrip())
    lines[line - 1] = " " * indent + pasted
    assert lines[line - 1] != was
    assert errors_of(folder, "\n".join(lines)) == []


def test_two_slips_are_two_errors(folder):
    text = (RULES / FILE).read_text(encoding="utf-8").replace("version: 1", "version：1")
    errors = errors_of(folder, text)
    assert {error.message.partition(" not YAML")[0] for error in errors} == {"不是合法的 YAML：用了中文标点"}
    assert len(errors) == text.count("version：1")


def test_what_cannot_be_put_right_is_one_error_and_takes_nothing_with_it(folder):
    text = (RULES / FILE).read_text(encoding="utf-8").replace("tags:", "tags: ]]{{:", 1)
    (folder / "consumers.yaml").write_text(
        (RULES / "consumers.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    said = [error for error in errors_of(folder, text) if error.file == FILE or "M017" in error.message]
    (folder / "consumers.yaml").write_text("[]\n", encoding="utf-8")
    assert ["不是合法的 YAML" in error.message for error in said] == [True]


def test_commas_that_are_meant_are_put_into_quotes(folder):
    text = (RULES / FILE).read_text(encoding="utf-8")
    assert errors_of(folder, text.replace("zh: 独居老人", 'zh: "独居，老人"')) == []
    assert errors_of(folder, text.replace("zh: 独居老人", "zh: 独居，老人")) == []
