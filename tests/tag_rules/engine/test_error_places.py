"""An error shows the line it stands in, with the caret under what is wrong, however YAML writes the text."""

import pytest

from tag_rules.engine.errors import RuleError
from tag_rules.engine.reading.rule_file import RuleFile

WRITTEN = {
    "plain": "when: age >= 60 and aeg < 70\n",
    "plain over lines": "when: age >= 60\n  and aeg < 70\n",
    "single quotes": "when: 'age >= 60 and aeg < 70'\n",
    "single quotes with a quote": "when: 'kind = ''a'' and age >= 60 and aeg < 70'\n",
    "double quotes": 'when: "age >= 60 and aeg < 70"\n',
    "folded": "when: >-\n  age >= 60\n  and aeg < 70\n",
    "folded with deeper lines": "when: >\n    age >= 60\n      and\n    aeg < 70\n",
    "literal": "# 注释\nwhen: |\n  age >= 60 and\n    aeg < 70\n",
    "in a flow mapping": "{title: 老人, when: age >= 60 and aeg < 70}\n",
}


@pytest.fixture
def file_of(tmp_path):
    def make(text):
        path = tmp_path / "rules.yaml"
        path.write_text(text, encoding="utf-8")
        return RuleFile(path, "rules.yaml")

    return make


@pytest.mark.parametrize("name", WRITTEN)
def test_an_offset_into_a_text_finds_its_line_and_column(file_of, name):
    file = file_of(WRITTEN[name])
    file.refuse(["when"], "no feature", offset=file.content["when"].index("aeg"))
    (error,) = file.errors
    line = WRITTEN[name].splitlines()[error.line - 1]
    assert line[error.column - 1 :].startswith("aeg")


def test_a_text_with_escapes_is_pointed_at_as_a_whole(file_of):
    file = file_of('when: "age >= 60\\n and aeg < 70"\n')
    file.refuse(["when"], "no feature", offset=file.content["when"].index("aeg"))
    assert (file.errors[0].line, file.errors[0].column) == (1, 7)


def test_the_caret_stands_under_the_word_in_a_terminal():
    error = RuleError("a.yaml", 3, 19, "wrong", "do this", "    title: {zh: 独居老人, en: x}")
    assert str(error) == (
        "a.yaml:3:19: wrong\n    title: {zh: 独居老人, en: x}\n                    ^\n    do this"
    )


def test_without_a_line_only_the_place_is_shown():
    assert str(RuleError("a.yaml", 1, 1, "the file is missing")) == "a.yaml:1:1: the file is missing"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\na: 2\n", "rules.yaml:2:1: 键重复 duplicate key “a”"),
        ("a: &x 1\nb: *x\n", "an alias"),
        ("a: !!python/name:os.system x\n", "the tag"),
        ("a: 2024-02-30\n", "rules.yaml:1:4: 日期不存在 “2024-02-30” is not a day of the calendar"),
        ("a: [1\n", "not YAML"),
        ("? [1]\n: 2\n", "not a key"),
    ],
)
def test_what_yaml_allows_and_rule_files_do_not(file_of, text, said):
    assert said in "\n".join(map(str, file_of(text).errors))


def test_scalars_are_read_as_yaml_1_2_does(file_of):
    read = file_of("[no, on, yes, true, ~, '', 012, 1.5, 2024-02-29, '2024-02-29', 1e3, null]\n").content
    kinds = [type(value).__name__ for value in read]
    assert kinds == ["str"] * 3 + [
        "bool",
        "NoneType",
        "str",
        "int",
        "float",
        "date",
        "str",
        "float",
        "NoneType",
    ]
