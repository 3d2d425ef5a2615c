"""Whatever a file holds in the place of something else, lint reports it with all other errors."""

from pathlib import Path

import pytest

from tag_rules.engine.lint import lint

BEHIND_IT = ("municipal/elder_care.yaml", "purpose: elder_visits", "porpose: elder_visits")
# What is spoilt here; how many other tags there are says nothing, and takes lint its time.
SPOILT = {"elder_care.yaml", "age_stage.yaml", "buildings.yaml", "housing.yaml"}


@pytest.fixture(autouse=True)
def few_tags(rules_folder: Path) -> None:
    for group in ("municipal", "district", "problems"):
        for path in (rules_folder / group).glob("*.yaml"):
            if path.name not in SPOILT:
                path.unlink()


def reported(folder, file: str) -> list[str]:
    """What lint says of a file; it has to know of the misspelt key in another file as well."""
    errors = lint(folder).errors
    assert any("unknown key “porpose”" in error.message for error in errors)
    return [f"{error.message} {error.remedy}" for error in errors if error.file == file]


@pytest.mark.parametrize(
    "file",
    [
        "consumers.yaml",
        "purposes.yaml",
        "parameters.yaml",
        "ledgers.yaml",
        "routed_out.yaml",
        "features.yaml",
    ],
)
@pytest.mark.parametrize("content", ["5\n", "text\n", "[5]\n", "{}\n"])
def test_a_file_that_is_something_else(rules_folder, spoil, file, content):
    spoil(*BEHIND_IT)
    (rules_folder / file).write_text(content, encoding="utf-8")
    said = reported(rules_folder, file)
    assert said or content == "{}\n"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("municipal/buildings.yaml", "\ntags:\n", "\ntags: 5\nothers:\n"),
        ("problems/housing.yaml", "\nlabels:\n", "\nlabels: 5\nothers:\n"),
        ("features.yaml", "\nresident:\n", "\nresident: 5\nothers:\n"),
        ("features.yaml", "\nresident:\n", "\nresident: text\nothers:\n"),
        ("consumers.yaml", "tags: [M005, M007, M017]", "tags: 5"),
    ],
)
def test_a_number_where_a_list_belongs(spoil, file, old, new):
    spoil(*BEHIND_IT)
    assert any("应为列表" in said for said in reported(spoil(file, old, new), file))


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("municipal/age_stage.yaml", "valid_from: 2024-01-01", "valid_from: 1990-01-01"),
        ("parameters.yaml", "{from: 1996-10-01, value: 80", "{from: 2025-01-01, value: 80"),
    ],
)
def test_a_tag_older_than_its_parameter(rules_folder, spoil, file, old, new):
    spoil(*BEHIND_IT)
    path = rules_folder / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert any("has no value before" in said for said in reported(rules_folder, "municipal/age_stage.yaml"))


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2201-01-01", "1879-12-31"])
@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("parameters.yaml", "{from: 2024-01-01, value: 90", "{from: 2024-01-01, value: DAY"),
        ("parameters.yaml", "{from: 1996-10-01, value: 80", "{from: DAY, value: 80"),
        ("municipal/age_stage.yaml", "valid_from: 2024-01-01", "valid_from: DAY"),
        ("municipal/age_stage.yaml", "when: age < 14", "when: birth_date < date 'DAY' - interval '1' day"),
        ("municipal/age_stage.yaml", "when: age < 14", "when: birth_date < date 'DAY' + interval '1' day"),
    ],
)
def test_a_day_at_the_edge_of_the_calendar(spoil, file, old, new, day):
    spoil(*BEHIND_IT)
    said = reported(spoil(file, old, new.replace("DAY", day)), file)
    assert [one for one in said if "days go from 1880-01-01 to 2200-12-31" in one]
    assert not [one for one in said if "is wanted" in one]


@pytest.mark.parametrize("number", ["99999999999999999999", "1e999", "-1e999", "2147483648"])
def test_a_number_beyond_what_engines_hold(spoil, number):
    spoil(*BEHIND_IT)
    said = reported(
        spoil("parameters.yaml", "from: 2024-01-01, value: 90", f"from: 2024-01-01, value: {number}"),
        "parameters.yaml",
    )
    assert len(said) == 1
    assert "is no number a rule can hold 数字限于 numbers go from -2147483647 to 2147483647" in said[0]
