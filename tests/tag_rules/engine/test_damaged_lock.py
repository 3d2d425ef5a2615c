"""A lock that cannot be read is refused with its line and a remedy: a merge may leave both sides in."""

import json

import pytest

from tag_rules.engine.errors import RuleErrors
from tag_rules.engine.lock import check, write

MERGED = '{\n "D001": {\n<<<<<<< HEAD\n  "1": "0123456789abcdef"\n=======\n'


@pytest.mark.parametrize(
    ("content", "place", "said"),
    [
        (MERGED.encode(), (3, 1), "not JSON"),
        (b"", (1, 1), "not JSON"),
        ('{"D001": {"1": "登"}}'.encode("gb18030"), (1, 1), "not UTF-8"),
        (b'["D001"]', (1, 1), "dictionary"),
        (b'{"D001": {"first": "0123456789abcdef"}}', (1, 1), "D001 first"),
        (b'{"D001": {"1": 7}}', (1, 1), "D001 1"),
    ],
)
@pytest.mark.parametrize("read", [check, write])
def test_it_is_refused_and_left_as_it_is(rule_set, tmp_path, content, place, said, read) -> None:
    path = tmp_path / "rules.lock"
    path.write_bytes(content)
    with pytest.raises(RuleErrors) as refused:
        read(rule_set, path)
    (error,) = refused.value.errors
    assert (error.file, error.line, error.column) == ("rules.lock", *place)
    assert said in error.message
    assert "version control" in error.remedy
    assert path.read_bytes() == content


def test_without_a_file_nothing_is_locked_yet(rule_set, tmp_path) -> None:
    write(rule_set, tmp_path / "rules.lock")
    locked = set(json.loads((tmp_path / "rules.lock").read_text(encoding="utf-8")))
    labels = {label.code for label in rule_set.problem_labels}
    shared = {"@label_language", *(f"@{topic.topic}" for topic in rule_set.routed_out)}
    parameters = {f":{name}" for name in rule_set.parameters}
    assert locked == {*rule_set.codes, *labels, *shared, *parameters}
