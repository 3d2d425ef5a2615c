"""Files are read as editors and other systems write them; what would mislead is refused."""

import json

import pytest

from tag_rules.engine.reading.yaml_document import YamlDocument

RARE = "𬍛里"  # a character outside the first plane, which JSON may write as two escapes


@pytest.fixture
def document_of(tmp_path):
    def make(text, name="manifest.json"):
        path = tmp_path / name
        path.write_bytes(text.encode())
        return YamlDocument(path, name)

    return make


@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("indent", [None, 2, "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_json_however_it_is_written(document_of, ascii_only, indent, mark):
    content = {
        "file": RARE,
        "path": "a\\b/c",
        "rows": 1_200_000,
        "share": -1.5e-3,
        "complete": True,
        "none": None,
    }
    document = document_of(mark + json.dumps(content, ensure_ascii=ascii_only, indent=indent))
    assert (document.content, document.errors) == (content, [])


def test_a_part_knows_its_line(document_of):
    text = json.dumps({"files": [{"file": "a"}, {"file": RARE, "rows": 3}]}, indent=1)
    line, column = document_of(text).place(["files", 1, "rows"])
    assert text.splitlines()[line - 1][column - 1 :] == "3"


@pytest.mark.parametrize("depth", [200, 100_000])
def test_what_is_nested_too_deep_is_refused(document_of, depth):
    (error,) = document_of("[" * depth).errors
    assert "deep" in error.message


@pytest.mark.parametrize("key", ["1", "012", "2024-01-01", "true", "null"])
def test_a_key_that_is_no_text_must_be_quoted(document_of, key):
    (error,) = document_of(f"codes: {{{key}: male}}\n", "system.yaml").errors
    assert (error.column, error.remedy) == (9, "请加引号 put it into quotes")
    assert document_of(f'codes: {{"{key}": male}}\n', "system.yaml").content == {"codes": {key: "male"}}


def test_numbers_of_any_size_are_read(document_of):
    assert document_of("[99999999999, 1e999, " + "9" * 5000 + "]").content == (
        99999999999,
        float("inf"),
        float("inf"),
    )
