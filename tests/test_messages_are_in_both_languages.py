"""What people are told begins in Chinese: no message that is written out is English alone, or first."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TELLING_FILES = sorted(
    path
    for folder in ("tag_rules", "assets", "pipelines", "sample_district")
    for path in (ROOT / folder).rglob("*.py")
)
TELLING = {
    "refuse", "_refuse", "Finding", "Missing", "CaseFinding", "RuleError", "TypeFindingError", "PatternError",
    "ClickException", "UsageError", "BadParameter", "echo", "progress", "say", "Problem", "ExportRefused",
    "Unreadable",
}  # fmt: skip
OF_PROGRAMMERS = {
    "ValueError", "TypeError", "KeyError", "AssertionError", "NotImplementedError", "LookupError",
    "AttributeError", "RuntimeError", "OSError", "BaseMovedError",
}  # fmt: skip
CHINESE = re.compile("[\u4e00-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z]{2,},? [a-z]{2,}")


def text_of(written: ast.expr) -> str:
    """A message as it is written, with a mark for each value that is put in; empty where it is no text."""
    if isinstance(written, ast.Constant):
        return written.value if isinstance(written.value, str) else ""
    if isinstance(written, ast.JoinedStr):
        return "".join(text_of(part) if isinstance(part, ast.Constant) else "…" for part in written.values)
    return ""


def refusals(every: list[ast.AST]) -> set[str]:
    """The names of what is raised for people to read."""
    calls = (each.exc for each in every if isinstance(each, ast.Raise) and isinstance(each.exc, ast.Call))
    return {getattr(call.func, "id", getattr(call.func, "attr", "")) for call in calls} - OF_PROGRAMMERS


def english_first(source: str) -> list[str]:
    every = list(ast.walk(ast.parse(source)))
    telling = TELLING | refusals(every)
    told = [
        argument
        for call in every
        if isinstance(call, ast.Call) and getattr(call.func, "attr", getattr(call.func, "id", "")) in telling
        for argument in (*call.args, *(each.value for each in call.keywords))
    ]
    named = [
        each.value
        for each in every
        if isinstance(each, ast.Assign) and getattr(each.targets[0], "id", "") in ("message", "remedy")
    ]
    texts = [text_of(written) for written in (*told, *named)]
    return [text for text in texts if ENGLISH.search(text) and not CHINESE.search(ENGLISH.split(text)[0])]


@pytest.mark.parametrize("path", TELLING_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_message_begins_in_english(path: Path) -> None:
    assert english_first(path.read_text(encoding="utf-8")) == []
