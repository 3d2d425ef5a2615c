"""Labelled files of others: encodings, headers, numbers of people, two files that call columns otherwise."""

from pathlib import Path

import pytest

from assets.registry.linkage.benchmark.labelled_file import LabelledFile, read_labelled
from assets.registry.linkage.benchmark.mapping import load_mapping

MAPPING = "truth: person\ngiven_name: first\nfamily_name: last\n"
TEXT = "person,first,last\n1,Anna,Novak\n2,Eva,Fiala\n"


def read(tmp_path: Path, raw: bytes, mapping: str = MAPPING, second: str | None = None) -> LabelledFile:
    for name, content in (("file.csv", raw), ("mapping.yaml", mapping.encode())):
        (tmp_path / name).write_bytes(content)
    other = None
    if second is not None:
        other = tmp_path / "second.csv"
        other.write_text(second, encoding="utf-8")
    return read_labelled(tmp_path / "file.csv", load_mapping(tmp_path / "mapping.yaml"), other)


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode("utf-16"),
        TEXT.replace(",", ";").encode(),
        TEXT.replace("first,last", " First ,LAST").encode(),
        TEXT.replace("\n2,", "\n2.0,").encode(),
    ],
    ids=["UTF-16", "semicolons", "capitals and blanks", "a number as a fraction"],
)
def test_it_is_the_same_file(tmp_path: Path, raw: bytes) -> None:
    found = read(tmp_path, raw)
    assert found.records.select("first", "last").rows() == [("Anna", "Novak"), ("Eva", "Fiala")]
    assert found.truth.to_list() == ["1", "2"]


def test_an_empty_truth_is_unknown(tmp_path: Path) -> None:
    assert read(tmp_path, TEXT.replace("\n2,", "\n,").encode()).truth.to_list() == ["1", None]


def test_the_second_file_may_call_its_columns_otherwise(tmp_path: Path) -> None:
    mapping = MAPPING + "second_columns: {first: vorname, last: nachname}\n"
    found = read(tmp_path, TEXT.encode(), mapping, "person,vorname,nachname\n1,Ana,Novak\n")
    assert found.records.select("source", "first", "last").rows()[2] == ("1", "Ana", "Novak")
