"""Rule files to a rule set, or every error of every file at once.

What belongs here: which files there are, and the checks that need more than one of them. A tag's own
checks are in `policy`, cases are run by `cases`, versions are held to `rules.lock` by `lock`.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from tag_rules.engine.errors import RuleErrors, did_you_mean
from tag_rules.engine.model import (
    Consumer,
    Feature,
    LabelCategory,
    Level,
    Parameter,
    ProblemLabel,
    Purpose,
    RuleSet,
    Tag,
    TagGroup,
)
from tag_rules.engine.policy import TagPolicy, refuse_prohibited, titles
from tag_rules.engine.rule_file import RuleFile

_LEVELS: tuple[tuple[Level, str], ...] = (("municipal", "M"), ("district", "D"))


def load_rules(folder: Path) -> RuleSet:
    """Return the rule set in `folder`; raises `RuleErrors` with every error of every file."""
    return _Loader(folder).load()


class _Loader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: list[RuleFile] = []

    def load(self) -> RuleSet:
        features = self._features()
        parameters: dict[str, Parameter] = self._open("parameters.yaml").parse(dict[str, Parameter]) or {}
        purposes_file = self._open("purposes.yaml")
        purposes: dict[str, Purpose] = purposes_file.parse(dict[str, Purpose]) or {}
        for name, purpose in purposes.items():
            refuse_prohibited(purposes_file, [name], name, *titles(purpose.title))
        policy = TagPolicy(features, parameters, purposes)
        tags = tuple(tag for level, prefix in _LEVELS for tag in self._tags(level, prefix, policy))
        labels = self._labels()
        consumers = self._consumers({tag.code for tag in tags}, purposes)
        errors = [error for file in self.files for error in file.errors]
        if errors:
            raise RuleErrors(errors)
        ordered = tuple(sorted(tags, key=lambda tag: ("MD".index(tag.code[0]), tag.code)))
        return RuleSet(self._version(), ordered, features, parameters, purposes, consumers, labels)

    def _open(self, name: str) -> RuleFile:
        file = RuleFile(self.folder / name, name)
        self.files.append(file)
        return file

    def _open_all(self, folder: str) -> list[RuleFile]:
        return [self._open(f"{folder}/{path.name}") for path in sorted((self.folder / folder).glob("*.yaml"))]

    def _version(self) -> str:
        """Return 12 hex digits over what the files say; comments and layout do not count."""
        content = json.dumps(
            {file.name: file.content for file in self.files}, sort_keys=True, ensure_ascii=False, default=str
        )
        return hashlib.sha256(content.encode()).hexdigest()[:12]

    def _features(self) -> dict[str, dict[str, Feature]]:
        file = self._open("features.yaml")
        subjects: dict[str, tuple[Feature, ...]] = file.parse(dict[str, tuple[Feature, ...]]) or {}
        for subject, features in subjects.items():
            names = [feature.name for feature in features]
            for at, feature in enumerate(features):
                path: list[str | int] = [subject, at]
                refuse_prohibited(file, path, feature.name, *titles(feature.title), *(feature.members or ()))
                if feature.name in names[:at]:
                    file.refuse(path, f"“{feature.name}” is listed twice", "take one out")
                if feature.full_years_of is not None and not any(
                    other.name == feature.full_years_of and other.type == "Date" for other in features
                ):
                    file.refuse([*path, "full_years_of"], f"there is no date “{feature.full_years_of}”")
        return {subject: {feature.name: feature for feature in subjects[subject]} for subject in subjects}

    def _tags(self, level: Level, prefix: str, policy: TagPolicy) -> list[Tag]:
        seen: dict[str, str] = {}
        tags: list[Tag] = []
        for file in self._open_all(level):
            group: TagGroup | None = file.parse(TagGroup)
            if group is None:
                continue
            stem = Path(file.name).stem
            if group.group != stem:
                file.refuse(
                    ["group"], f"group “{group.group}” is not the file's name", f"write group: {stem}"
                )
            refuse_prohibited(file, ["title"], *titles(group.title))
            for at, entry in enumerate(group.tags):
                path: list[str | int] = ["tags", at, "code"]
                if not entry.code.startswith(prefix):
                    file.refuse(
                        path, f"{entry.code} is not a {level} code", f"{level} codes begin with {prefix}"
                    )
                if entry.code in seen:
                    file.refuse(
                        path, f"{entry.code} is used already in {seen[entry.code]}", "codes are never reused"
                    )
                seen.setdefault(entry.code, file.name)
                condition, value = policy.check(file, ["tags", at], entry)
                tags.append(
                    Tag(
                        **dict(entry),
                        level=level,
                        category_code=group.group,
                        category_title=group.title,
                        condition=condition,
                        value_expression=value,
                    )
                )
        return tags

    def _labels(self) -> tuple[ProblemLabel, ...]:
        labels: dict[str, ProblemLabel] = {}
        for file in self._open_all("problems"):
            category: LabelCategory | None = file.parse(LabelCategory)
            if category is None:
                continue
            for at, entry in enumerate(category.labels):
                path: list[str | int] = ["labels", at, "code"]
                if not entry.code.startswith(category.category):
                    file.refuse(path, f"{entry.code} is not a label of {category.category}")
                if entry.code in labels:
                    file.refuse(path, f"{entry.code} is used already", "codes are never reused")
                labels[entry.code] = ProblemLabel(
                    entry.code,
                    category.category,
                    entry.title,
                    category.title,
                    entry.any,
                    entry.must,
                    entry.not_,
                    entry.cases,
                )
        return tuple(labels[code] for code in sorted(labels))

    def _consumers(self, codes: set[str], purposes: dict[str, Purpose]) -> tuple[Consumer, ...]:
        file = self._open("consumers.yaml")
        consumers: tuple[Consumer, ...] = file.parse(tuple[Consumer, ...]) or ()
        names = [consumer.name for consumer in consumers]
        for at, consumer in enumerate(consumers):
            refuse_prohibited(file, [at], consumer.name, *titles(consumer.title), *consumer.columns)
            if consumer.name in names[:at]:
                file.refuse([at, "name"], f"there are two consumers “{consumer.name}”")
            if consumer.purpose not in purposes:
                remedy = did_you_mean(consumer.purpose, purposes)
                file.refuse([at, "purpose"], f"there is no purpose “{consumer.purpose}”", remedy)
            for position, code in enumerate(consumer.tags):
                if code not in codes:
                    file.refuse([at, "tags", position], f"there is no tag {code}", did_you_mean(code, codes))
        return consumers
