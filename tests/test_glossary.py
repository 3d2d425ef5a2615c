"""Every word of the glossary is a word of the code and stands there once, with its Chinese."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROWS = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", (ROOT / "docs/glossary.md").read_text("utf-8"), re.M)
FOLDERS = ("assets", "pipelines", "sample_district", "tag_rules")
# Modules whose names are terms that nobody could guess from the code around them.
MODULES = (
    "outcome_encoding", "uncertain_subject", "observed_codes", "deduplicate", "person_records",
    "place_records", "carried_cases", "assertions", "verbalise", "sparkline", "breakpoints", "ordered_domain",
    "decision_table",
    "effective_state", "quarantine", "manifest", "mapping", "disagreement", "reconciliation", "coverage",
)  # fmt: skip


@pytest.fixture(scope="module")
def words() -> set[str]:
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    text = [f"{path.stem} {path.read_text(encoding='utf-8')}" for path in files]
    return {word for each in text for word in re.findall(r"\w+", each)}


def test_every_term_is_a_word_of_the_code(words: set[str]) -> None:
    assert len(ROWS) > 40
    assert [term for term, _, _ in ROWS if term not in words] == []


def test_every_term_stands_once() -> None:
    terms = [term for term, _, _ in ROWS]
    assert [term for term in terms if terms.count(term) > 1] == []
    titles = [chinese for _, chinese, _ in ROWS]
    assert [title for title in titles if titles.count(title) > 1] == []


def test_every_term_has_a_chinese_word() -> None:
    assert [term for term, chinese, _ in ROWS if not re.search("[\u4e00-\u9fff]", chinese)] == []


def test_modules_named_after_a_term_are_explained() -> None:
    terms = {term for term, _, _ in ROWS}
    stems = {path.stem for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")}
    assert [name for name in MODULES if name not in terms] == []
    assert [name for name in MODULES if name not in stems and f"{name}s" not in stems] == []
