"""The Chinese pages name the commands, keys, tables and columns that the English ones and the code have."""

import re
from pathlib import Path

import click
import pytest

from assets.publication.store import schema
from pipelines.cli import main
from pipelines.commands.in_chinese import every_command
from tag_rules.engine.feature import Feature
from tag_rules.engine.life import LifeAct
from tag_rules.engine.model import TagEntry
from tag_rules.engine.offered import OFFERED, WITHHELD

ROOT = Path(__file__).parents[2]
DOCS, ZH = ROOT / "docs", ROOT / "docs" / "zh"
COMMANDS = {path for path, command in every_command(main) if path and not isinstance(command, click.Group)}
PAIRS = {
    "写规则": ("rules.md", "rule-language.md"),
    "为什么": ("answers.md",),
}


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def commands_in(text: str) -> set[str]:
    """Return the commands that a text names, two words where there is such a one."""
    found = re.findall(r"tagging ([a-z-]+)(?: ([a-z]+))?", text)
    return {both if (both := f"{one} {two}".strip()) in COMMANDS else one for one, two in found}


@pytest.mark.parametrize("page", sorted(PAIRS))
def test_both_languages_name_the_same_commands(page):
    english = set().union(*(commands_in(read(DOCS / name)) for name in PAIRS[page]))
    assert commands_in(read(ZH / f"{page}.md")) == english


@pytest.mark.parametrize("page", sorted(path.name for path in ZH.glob("*.md")))
def test_every_command_named_is_one(page):
    assert commands_in(read(ZH / page)) <= COMMANDS


def test_both_languages_name_every_key_of_a_tag_and_every_act_of_its_life():
    keys = {*TagEntry.model_fields, *LifeAct.model_fields}
    acts = set(LifeAct.model_json_schema()["properties"]["act"]["enum"])
    for text in (read(ZH / "写规则.md"), read(DOCS / "rules.md")):
        assert {word for word in keys | acts if not re.search(rf"\b{word}\b", text)} == set()


def test_both_languages_name_every_kind_of_fact_that_is_declared():
    kinds = {"count_of", "any_of", "share_of", "min_of", "max_of", "from", "shows", "tag"}
    assert kinds - {"from"} <= set(Feature.model_fields)
    for text in (read(ZH / "写规则.md"), read(DOCS / "rule-language.md")):
        assert {kind for kind in kinds if f"`{kind}`" not in text} == set()


def test_the_dictionary_names_every_table_and_column_that_readers_get():
    text = read(ZH / "数据字典.md")
    rows = {
        row[0]: set(re.findall(r"`(\w+)`", row[1]))
        for row in re.findall(r"^\| `(\w+)` \| [^|]* \| (.*) \|$", text, re.M)
    }
    tables = schema.publication.metadata.tables
    assert rows == {
        name: {column.name for column in tables[name].columns}
        for name in tables
        if name in OFFERED or name in WITHHELD
    }
    explained = set(re.findall(r"^\| `(\w+)` \| [^|]+ \|$", text, re.M))
    assert explained == set().union(*rows.values())


def test_both_readmes_name_the_same_folders_and_make_targets():
    chinese, english = read(ROOT / "README.zh.md"), read(ROOT / "README.md")
    for pattern in (r"^\| `([\w/]+)` \|", r"(?:`|^)make (\w+)"):
        assert set(re.findall(pattern, chinese, re.M)) == set(re.findall(pattern, english, re.M))
    assert "README.zh.md" in english and "README.md" in chinese


@pytest.mark.parametrize(
    "page", ["README.zh.md", *sorted(f"docs/zh/{path.name}" for path in ZH.glob("*.md"))]
)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#:]+)\)", read(ROOT / page)):
        assert ((ROOT / page).parent / target).exists()
