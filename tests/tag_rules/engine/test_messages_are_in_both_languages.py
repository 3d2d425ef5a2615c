"""What rule owners are told is told in Chinese too: no message that is written out is English alone."""

import ast
import re
from pathlib import Path

import tag_rules

ENGINE = Path(tag_rules.__file__).parent / "engine"
TELLING = {
    "refuse", "_refuse", "Finding", "Missing", "CaseFinding", "RuleError", "TypeFindingError", "PatternError",
}  # fmt: skip
CHINESE = re.compile("[\u4e00-\u9fff]")


def english_alone(path: Path) -> list[str]:
    source = path.read_text(encoding="utf-8")
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    written = [
        ast.get_source_segment(source, argument) or ""
        for call in calls
        if getattr(call.func, "attr", getattr(call.func, "id", "")) in TELLING
        for argument in call.args
        if isinstance(argument, ast.JoinedStr | ast.Constant)
    ]
    return [text for text in written if re.search(r"[a-z]{2,} [a-z]{2,}", text) and not CHINESE.search(text)]


def test_no_message_of_the_engine_is_english_alone() -> None:
    found = {path.name: texts for path in ENGINE.rglob("*.py") if (texts := english_alone(path))}
    assert found == {}
