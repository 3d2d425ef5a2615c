"""Refusing an export or a mapping as a whole: every problem at once, each with file, line and remedy.

A single row that cannot be trusted is no reason to refuse a file: see ``quarantine``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from tag_rules.engine.errors import RefusedError, did_you_mean
from tag_rules.engine.reading.yaml_document import YamlDocument

Model = TypeVar("Model", bound=BaseModel)
MOST_BYTES = 16 * 2**20
"""More than any mapping file or manifest has."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong: the file, the line (1 = first, 0 = the file as a whole), what, and what to do."""

    file: str
    line: int
    message: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        end = "" if self.remedy.endswith("?") else "."
        return f"{place}: {self.message}. Remedy: {self.remedy}{end}"


class ExportRefused(RefusedError):  # noqa: N818 - says what happened to the export
    """The export (or a mapping file) cannot be taken in; ``problems`` lists all found, never a value."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


def hint(word: str, known: Iterable[str]) -> str:
    """Return a blank and “did you mean …?” in brackets for a word near a known one, else nothing."""
    near = did_you_mean(word, known)
    return f" ({near.removeprefix('您是否指 ')})" if near else ""


def load_located(path: Path, model: type[Model], known: Collection[str]) -> tuple[Model, YamlDocument]:
    """Read a YAML or JSON file into ``model``; return it with the document, which knows where what stands.

    Raises ``ExportRefused`` with every fault of form; ``known`` are the keys a misspelt key may have meant.
    """
    if not path.is_file():  # nor a pipe, which would be waited for
        what = "不是普通文件 it is no file" if path.exists() else "文件不存在 the file is not there"
        raise ExportRefused([Problem(path.name, 0, what, "请放入该文件夹 put it into the folder")])
    if path.stat().st_size > MOST_BYTES:
        what = f"文件过大 more than {MOST_BYTES:,} bytes"
        raise ExportRefused([Problem(path.name, 0, what, "请只写所需内容 write what is wanted alone")])
    document = YamlDocument(path, path.name, known)
    parsed: Model | None = document.parse(model)
    if parsed is None or document.errors:
        raise ExportRefused(
            [
                Problem(error.file, error.line, error.message, error.remedy or "请更正 correct it")
                for error in document.errors
            ]
        )
    return parsed, document
