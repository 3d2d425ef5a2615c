"""The mapping file of labelled addresses: which form a file has, and which of its labels mean which part.

Belongs here: the model and its errors. Does not belong here: reading the labelled file (`labelled`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from assets.intake.refusal import ExportRefused, Problem, hint, load_located
from assets.registry.addresses.parts import COLUMNS

NEAREST: Final = {"sublane": "lane", "lane": "number", "building": "house", "house": "building"}
"""Where a file has no label for a part, the part whose label then holds it too: 669弄 is in its road
numbers."""


class LabelMapping(BaseModel):
    """How one labelled file is read and compared."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["columns", "bio", "json_lines"]
    """columns: one row per address (CSV, Excel, Parquet), one column per label. bio: one character and its
    tag a line (BIO, BIOES, BMES), a blank line between addresses. json_lines: one object a line, text and
    spans."""
    text: str = "text"
    """columns: header of the address; json_lines: key of the text."""
    spans: str = "spans"
    """json_lines: key of the spans, each {start, end, label} or [start, end, label]; end is the one after
    the last."""
    separator: str | None = None
    """bio: what stands between character and tag; any blanks without it. columns: the separator of a CSV."""
    encoding: str = "utf-8"
    compare: Literal["number", "written"] = "number"
    """number: 969号 and 969 are the same; written: the word of the unit must be the same too."""
    labels: dict[str, str | list[str]] = Field(min_length=1)
    """Their label: our part, or all parts that it may hold."""
    ignored: list[str] = []
    """Their labels that are left out knowingly."""

    def parts(self, label: str) -> tuple[str, ...]:
        """Return the parts a label may hold."""
        named = self.labels[label]
        return (named,) if isinstance(named, str) else tuple(named)

    def scored(self) -> tuple[str, ...]:
        """Return our parts that the file labels, in the order of an address."""
        named = {part for label in self.labels for part in self.parts(label)}
        return tuple(part for part in COLUMNS if part in named)

    def counted_as(self) -> dict[str, str]:
        """Return, for parts without a label of their own, the part whose label holds them too."""
        scored, folded = set(self.scored()), {}
        for part in NEAREST:
            near = part
            for _ in NEAREST:
                near = NEAREST.get(near, near)
                if near in scored:
                    break
            if part not in scored and near in scored:
                folded[part] = near
        return folded


def load_label_mapping(path: Path) -> LabelMapping:
    """Return the mapping of a file; raises ``ExportRefused`` with every fault, its line and what to do."""
    mapping, document = load_located(path, LabelMapping, LabelMapping.model_fields)
    problems = [
        Problem(
            path.name,
            document.place(("labels", label))[0],
            f"部分 {part} 不存在 there is no part {part}{hint(part, COLUMNS)}",
            f"改为下列之一 use one of: {', '.join(COLUMNS)}",
        )
        for label in mapping.labels
        for part in mapping.parts(label)
        if part not in COLUMNS
    ]
    problems += [
        Problem(
            path.name,
            document.place(("ignored",))[0],
            f"标签 {label} 既映射又忽略 {label} is both mapped and ignored",
            "二者留一 remove one of them",
        )
        for label in mapping.ignored
        if label in mapping.labels
    ]
    if problems:
        raise ExportRefused(problems)
    return mapping
