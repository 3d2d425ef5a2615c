"""The JSON Schema for editors is the one the models give, and accepts and refuses what the loader does."""

import json
from datetime import date

import pytest
from jsonschema import Draft202012Validator

from tag_rules.engine.reading.editor_schema import SCHEMA_FILE, schema_text
from tag_rules.engine.reading.rule_file import RuleFile

FOLDERS = ("municipal", "district", "problems")


@pytest.fixture(scope="module")
def validator():
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def as_json(path):
    """A rule file as an editor sees it: dates are texts."""
    content = RuleFile(path, path.name).content
    return json.loads(
        json.dumps(content, default=lambda value: value.isoformat() if isinstance(value, date) else value)
    )


def test_it_is_up_to_date():
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text(), (
        "run: python -m tag_rules.engine.reading.editor_schema"
    )


@pytest.mark.parametrize("folder", FOLDERS)
def test_shipped_files_are_accepted(validator, rules_folder, folder):
    for path in sorted((rules_folder / folder).glob("*.yaml")):
        assert [error.message for error in validator.iter_errors(as_json(path))] == [], path.name


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("municipal/elder_care.yaml", "purpose: elder_visits", "porpose: elder_visits"),
        ("municipal/elder_care.yaml", "version: 1", "version: one"),
        ("municipal/elder_care.yaml", "unknown: {keep_days: 30}", "unknown: kept"),
        ("municipal/elder_care.yaml", "sensitivity: general", "sensitivity: secret"),
        ("municipal/elder_care.yaml", "code: M017", "code: M67"),
        ("municipal/elder_care.yaml", "then: true", "then: yes"),
        ("problems/housing.yaml", "any: [", "all: ["),
        ("problems/housing.yaml", "category: P02", "category: P20"),
    ],
)
def test_spoilt_files_are_refused(validator, spoil, file, old, new):
    assert not validator.is_valid(as_json(spoil(file, old, new) / file))
