"""Reading the mapping files of a folder; every fault of every file at once, with file, line and remedy.

What belongs here: the way from a folder to its sources. What does not: what a file may say (`mapping_file`),
and whether it fits the canonical tables (`problems`).
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel

from assets.intake.mappings.mapping_file import Column, DatabaseTable, Mapping, Source
from assets.intake.mappings.problems import Located, prohibited_problems, source_problems
from assets.intake.refusal import ExportRefused, Problem, load_located
from tag_rules.engine.signed_inputs import unsigned_roll

MAPPINGS = Path(__file__).parent


def load_mappings(folder: Path = MAPPINGS, signed: Collection[str] | None = None) -> dict[str, Source]:
    """Return all sources of ``*.yaml`` in ``folder`` by name; raises ``ExportRefused`` with every fault.

    Args:
        folder: of a district, or ours.
        signed: the rolls that somebody has signed for; another one is a fault. Not looked at without them.
    """
    written = tuple((path, path.read_bytes()) for path in sorted(folder.glob("*.yaml")))
    return dict(_loaded(folder, written, None if signed is None else frozenset(signed)))


# Every step of a night asks for them, and judging them takes longer than some of the steps.
@lru_cache(maxsize=4)
def _loaded(
    folder: Path, written: tuple[tuple[Path, bytes], ...], signed: frozenset[str] | None
) -> dict[str, Source]:
    """`load_mappings` of a folder with these files in it."""
    problems: list[Problem] = []
    sources: dict[str, Source] = {}
    models: tuple[type[BaseModel], ...] = (Mapping, Source, Column, DatabaseTable)
    known = {field for model in models for field in model.model_fields}
    for path, _ in written:
        try:
            mapping, document = load_located(path, Mapping, known)
        except ExportRefused as refused:
            problems += refused.problems
            continue
        located = Located(document)
        problems += prohibited_problems(mapping, located)
        for name, source in mapping.sources.items():
            problems += source_problems(name, source, located)
            if name in sources:
                twice = f"两个文件中有同名来源 the source {name} stands in two files"
                problems.append(located.problem(twice, "请改名 rename one", "sources", name))
            unsigned = [roll for roll in source.rolls if signed is not None and roll not in signed]
            problems += (located.problem(*unsigned_roll(roll), "sources", name) for roll in unsigned)
            source.belongs_to(mapping)
            sources[name] = source
    if not sources and not problems:
        problems.append(
            Problem(str(folder.name), 0, "没有映射文件 there is no mapping file", "请补充 add one")
        )
    if problems:
        raise ExportRefused(problems)
    return sources
