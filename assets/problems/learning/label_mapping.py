"""The mapping file of labelled texts: where a file has text and label, and what its labels mean to us.

Belongs here: the model and its errors. Does not belong here: reading the labelled file (`labelled_texts`).
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from assets.intake.refusal import ExportRefused, Problem, hint, load_located
from tag_rules.engine.model import RuleSet


class TheirLabel(BaseModel):
    """What one of their labels means: our labels, categories (P01) or topics; a definition in their words."""

    model_config = ConfigDict(extra="forbid")

    codes: list[str] = []
    definition: str = ""


class LabelMapping(BaseModel):
    """How one labelled file is read and compared."""

    model_config = ConfigDict(extra="forbid")

    text: str | list[str]
    """Header of the text; of several, the first is the title and counts twice."""
    label: str | list[str]
    """Header of the label; several levels are joined by "/"."""
    encoding: str | None = None
    """Without it UTF-8, else GB18030; UTF-16 by its mark."""
    separator: str = ","
    labels: dict[str, TheirLabel | list[str] | str | None] = {}
    """Their label: our codes (many to many), or nothing where ours have no counterpart: then its name and
    definition say what it is. Without `labels` every label of the file is a class known by its name."""
    out_of_scope: list[str] = []
    """Their labels that none of ours is for: a label on such a text is wrong."""
    ignored: list[str] = []
    """Their labels that are left out knowingly."""
    train_share: float = Field(0.5, gt=0, lt=1)
    seed: int = 0

    def texts(self) -> list[str]:
        """Return the headers of the text."""
        return [self.text] if isinstance(self.text, str) else self.text

    def levels(self) -> list[str]:
        """Return the headers of the label."""
        return [self.label] if isinstance(self.label, str) else self.label

    def meaning(self, label: str) -> TheirLabel:
        """Return what one of their labels means."""
        given = self.labels.get(label)
        if isinstance(given, TheirLabel):
            return given
        return TheirLabel(codes=[given] if isinstance(given, str) else given or [])


def load_label_mapping(path: Path, rule_set: RuleSet) -> LabelMapping:
    """Return the mapping of a file; raises ``ExportRefused`` with every fault, its line and what to do."""
    mapping, document = load_located(path, LabelMapping, LabelMapping.model_fields)
    known = known_codes(rule_set)
    problems = [
        Problem(
            path.name,
            document.place(("labels", label))[0],
            f"标签 {code} 不存在 there is no label, category or topic {code}{hint(code, known)}",
            "改为 problems/ 的代码 use a code of tag_rules/problems or a topic of public_topics.yaml",
        )
        for label in mapping.labels
        for code in mapping.meaning(label).codes
        if code not in known
    ]
    for label in sorted({*mapping.labels} & {*mapping.out_of_scope, *mapping.ignored}):
        message = f"标签 {label} 重复归类 {label} is both mapped and out of scope or ignored"
        problems.append(
            Problem(path.name, document.place(("labels", label))[0], message, "二者留一 remove one")
        )
    if problems:
        raise ExportRefused(problems)
    return mapping


def known_codes(rule_set: RuleSet) -> Collection[str]:
    """Return what a mapping may name: labels, categories, topics."""
    labels = rule_set.problem_labels
    return [
        *(label.code for label in labels),
        *dict.fromkeys(label.category_code for label in labels),
        *(topic.topic for topic in rule_set.public_topics),
    ]
