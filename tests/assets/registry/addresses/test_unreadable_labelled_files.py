"""A mapping or labelled file that cannot be used is refused with its line and what to do, never its text."""

from pathlib import Path

import pytest

from assets.intake.refusal import ExportRefused
from assets.registry.addresses.labelled import read_labelled
from assets.registry.addresses.labels import LabelMapping, load_label_mapping

GOOD = "format: bio\nlabels:\n  road: road\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD + "  roadno: numbr\n", ["m.yaml:4", "numbr", "did you mean “number”"]),
        (GOOD + "  a: [lane, rom]\n  b: hous\n", ["m.yaml:4", "rom", "m.yaml:5", "hous"]),
        (GOOD + "formt: bio\n", ["m.yaml:4", "formt", "did you mean “format”"]),
        ("format: conll\nlabels: {road: road}\n", ["m.yaml:1", "format"]),
        ("format: bio\n", ["labels", "missing"]),
        (GOOD + "ignored: [road]\n", ["m.yaml:4", "both mapped and ignored"]),
        ("format: [", ["m.yaml:", "not YAML"]),
    ],
)
def test_a_mapping(tmp_path: Path, text: str, said: list[str]) -> None:
    (tmp_path / "m.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ExportRefused) as refused:
        load_label_mapping(tmp_path / "m.yaml")
    for words in said:
        assert words in str(refused.value)


@pytest.mark.parametrize(
    ("name", "format_", "content", "said"),
    [
        ("a.txt", "bio", "秘 B-road\n密\n路 I-road\n道\n", ["a.txt:2", "a.txt:4", "not a character"]),
        ("a.txt", "bio", "\n\n", ["there is no address"]),
        ("a.csv", "columns", "地址,rod\n秘密路,秘密路\n", ["a.csv:1", "column text", "mean “rod”"]),
        (
            "a.jsonl", "json_lines", '{"text": "秘密路", "spans": [[0, 9, "road"]]}\n{"t": 1}\nx\n',
            ["a.jsonl:1", "a.jsonl:2", "a.jsonl:3"],
        ),
    ],
)  # fmt: skip
def test_a_labelled_file(tmp_path: Path, name: str, format_: str, content: str, said: list[str]) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    mapping = LabelMapping.model_validate({"format": format_, "labels": {"road": "road"}})
    with pytest.raises(ExportRefused) as refused:
        read_labelled(tmp_path / name, mapping)
    for words in said:
        assert words in str(refused.value)
    assert "秘" not in str(refused.value)


def test_another_encoding_and_no_file(tmp_path: Path) -> None:
    mapping = LabelMapping.model_validate({"format": "bio", "labels": {"road": "road"}})
    with pytest.raises(ExportRefused, match="not there"):
        read_labelled(tmp_path / "none.txt", mapping)
    (tmp_path / "a.txt").write_bytes("一条秘密路 B-road\n".encode("gb18030"))
    with pytest.raises(ExportRefused, match="not utf-8"):
        read_labelled(tmp_path / "a.txt", mapping)
