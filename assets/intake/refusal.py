"""Refusing an export or a mapping as a whole: every problem at once, each with file, line and remedy.

A single row that cannot be trusted is no reason to refuse a file: see ``quarantine``.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedBase
from ruamel.yaml.error import YAMLError

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Problem:
    """One thing wrong: the file, the line (1 = first, 0 = the file as a whole), what, and what to do."""

    file: str
    line: int
    message: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message}. Remedy: {self.remedy}."


class ExportRefused(Exception):  # noqa: N818 - says what happened to the export
    """The export (or a mapping file) cannot be taken in; ``problems`` lists all found, never a value."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return " (did you mean x?)" for a word near a known one, else nothing."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f" (did you mean {near[0]}?)" if near else ""


def line_of(node: Any, location: Sequence[str | int]) -> int:
    """Return the line of the deepest part of ``location`` that exists in a node of ``load_located``."""
    line = 1
    for step in location:
        if not isinstance(node, CommentedBase):
            break
        inside = isinstance(node, dict) and step in node
        inside = inside or (isinstance(node, list) and isinstance(step, int) and step < len(node))
        if not inside:
            break
        line = (node.lc.key(step) if isinstance(node, dict) else node.lc.item(step))[0] + 1
        node = node[step]  # type: ignore[index]
    return line


def load_located(path: Path, model: type[Model], known: Iterable[str]) -> tuple[Model, Any]:
    """Read a YAML or JSON file into ``model``; return it with the raw node, whose lines ``line_of`` finds.

    Raises ``ExportRefused`` with every fault of form; ``known`` are the keys a misspelt key may have meant.
    """
    try:
        node = YAML().load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ExportRefused(
            [Problem(path.name, 0, "the file is not there", "put it into the folder")]
        ) from None
    except (YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        what = "the file cannot be read as JSON or YAML in UTF-8"
        raise ExportRefused(
            [Problem(path.name, mark.line + 1 if mark else 1, what, "write it again as valid text")]
        ) from None
    try:
        return model.model_validate(node), node
    except ValidationError as error:
        raise ExportRefused([_problem(path.name, node, fault, known) for fault in error.errors()]) from None


def _problem(file: str, node: Any, fault: Any, known: Iterable[str]) -> Problem:
    location = [step for step in fault["loc"] if step not in ("str", "bool") and "[" not in str(step)]
    name = ".".join(str(step) for step in location)
    if fault["type"] == "extra_forbidden":
        return Problem(
            file,
            line_of(node, location),
            f"{name} is not known{did_you_mean(str(location[-1]), known)}",
            "correct or remove it",
        )
    if fault["type"] == "missing":
        return Problem(file, line_of(node, location), f"{name} is missing", "add it")
    return Problem(file, line_of(node, location), f"{name}: {fault['msg']}", "correct the value")
