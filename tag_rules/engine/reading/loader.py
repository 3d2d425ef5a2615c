"""Rule files to a rule set, or every error of every file at once.

What belongs here: which files there are, and the checks that need more than one of them. A tag's own
checks are in `policy`, cases are run by `cases`, versions are held to `rules.lock` by `lock`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar, overload

from tag_rules.engine.errors import RuleError, RuleErrors, did_you_mean
from tag_rules.engine.facts.resolve import resolved
from tag_rules.engine.labels.model import (
    LabelCategory,
    LabelEntry,
    LabelLanguage,
    LabelVersion,
    ProblemLabel,
    PublicTopic,
    RoutedOut,
)
from tag_rules.engine.labels.words import problem_label
from tag_rules.engine.model import (
    Feature,
    Ledger,
    Level,
    Parameter,
    Purpose,
    RuleSet,
    Tag,
    TagEntry,
    TagGroup,
    TagVersion,
    Title,
)
from tag_rules.engine.policy import TagPolicy
from tag_rules.engine.reading.consumers import Known, read_consumers
from tag_rules.engine.reading.prohibited_texts import refuse_prohibited
from tag_rules.engine.reading.rule_file import RuleFile
from tag_rules.engine.reading.tag_facts import checked
from tag_rules.engine.reading.yaml_document import Path_

Titled = TypeVar("Titled", Parameter, Purpose)
RULE_FILES = (
    "features.yaml", "parameters.yaml", "purposes.yaml", "consumers.yaml", "approvals.yaml", "ledgers.yaml",
    "signed_inputs.yaml", "routed_out.yaml",
    "label_language.yaml", "public_topics.yaml",
    "municipal/*.yaml", "district/*.yaml", "problems/*.yaml",
)  # fmt: skip
"""The names of all files with rules."""
_LEVELS: tuple[tuple[Level, str], ...] = (("municipal", "M"), ("district", "D"))


@dataclass(frozen=True)
class Reading:
    """What could be read of the rule files.

    `rule_set` holds the sound parts only. `places`: the file and path of every tag and label in it, by code
    and version. `written`: all codes in the files, those of unreadable tags too. Errors stand in the `files`.
    """

    rule_set: RuleSet
    files: tuple[RuleFile, ...]
    places: Mapping[tuple[str, int], tuple[RuleFile, Path_]]
    written: frozenset[str]

    @property
    def errors(self) -> list[RuleError]:
        """Every error of every file found so far."""
        return [error for file in self.files for error in file.errors]


def load_rules(folder: Path) -> RuleSet:
    """Return the rule set in `folder`; raises `RuleErrors` with every error of every file."""
    reading = read_rules(folder)
    if reading.errors:
        raise RuleErrors(reading.errors)
    return reading.rule_set


def read_rules(folder: Path) -> Reading:
    """Return what can be read of the rules in `folder`, with the errors of the rest."""
    return _Loader(folder).read()


class _Loader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: list[RuleFile] = []
        self.places: dict[tuple[str, int], tuple[RuleFile, Path_]] = {}
        self.written: set[str] = set()
        self.file_of_code: dict[str, str] = {}
        self.unreadable: set[str] = set()
        self.purposes: dict[str, Purpose] = {}

    def read(self) -> Reading:
        written = self._features()
        parameters: dict[str, Parameter] = self._named("parameters", Parameter)
        features = resolved(self.files[0], written, parameters)
        purposes: dict[str, Purpose] = self._named("purposes", Purpose)
        self.purposes = purposes
        policy = TagPolicy(features, parameters, purposes, self.unreadable)
        tags = [tag for level, prefix in _LEVELS for tag in self._tags(level, prefix, policy)]
        features = checked(self.files[0], features, tags, self.written, self._place_of)
        routed_out = self._routed_out()
        language = self._language()
        labels = self._labels(language)
        written_labels = dict.fromkeys(sorted(code for code in self.written if code.startswith("P")), "")
        written_labels |= {label.code: label.purpose for label in labels}
        topics = self._topics(written_labels)
        ledgers = self._ledgers()
        known = Known(
            self.written,
            {tag.code: tag.purpose for tag in tags},
            written_labels,
            {ledger.name for ledger in ledgers},
            purposes,
            self.unreadable,
        )
        consumers, approvals = read_consumers(
            self._open("consumers.yaml"), self._open_optional("approvals.yaml"), known
        )
        tags.sort(key=lambda tag: ("MD".index(tag.code[0]), int(tag.code[1:]), tag.version))
        newest = {tag.code: tag for tag in tags}
        newest_labels = {label.code: label for label in labels}
        rule_set = RuleSet(
            self._version(),
            tuple(newest.values()),
            features,
            parameters,
            purposes,
            consumers,
            tuple(newest_labels.values()),
            earlier=tuple(tag for tag in tags if tag is not newest[tag.code]),
            ledgers=ledgers,
            routed_out=routed_out,
            label_language=language,
            public_topics=topics,
            approvals=approvals,
            earlier_labels=tuple(each for each in labels if each is not newest_labels[each.code]),
        )
        self._open_optional("signed_inputs.yaml")  # read by lint alone
        refuse_prohibited(self.files)
        return Reading(rule_set, tuple(self.files), self.places, frozenset(self.written))

    def _place_of(self, tag: Tag) -> tuple[RuleFile, Path_]:
        return self.places[tag.code, tag.version]

    def _open(self, name: str) -> RuleFile:
        file = RuleFile(self.folder / name, name)
        self.files.append(file)
        return file

    def _open_optional(self, name: str) -> RuleFile | None:
        return self._open(name) if (self.folder / name).exists() else None

    def _open_all(self, folder: str) -> list[RuleFile]:
        return [self._open(f"{folder}/{path.name}") for path in sorted((self.folder / folder).glob("*.yaml"))]

    def _named(self, stem: str, shape: type[Titled]) -> dict[str, Titled]:
        """Return the sound entries of a file of names; the names of others are remembered as unreadable.

        Entries of `<stem>.district.yaml`, where there is one, win (see `district`).
        """
        entries: dict[str, Titled] = {}
        for name in (f"{stem}.yaml", f"{stem}.district.yaml"):
            if name.endswith(".district.yaml") and not (self.folder / name).exists():
                continue
            file = self._open(name)
            file.parse(dict[str, shape])  # type: ignore[valid-type]
            sound: dict[str, Titled] = file.salvage([], shape)
            content = file.content
            self.unreadable |= (
                content.keys() - sound.keys() if isinstance(content, dict) else {f"{stem}.yaml"}
            )
            entries |= sound
        return entries

    def _version(self) -> str:
        """Return 12 hex digits over what the files say; comments and layout do not count."""
        content = json.dumps(
            {file.name: file.content for file in self.files}, sort_keys=True, ensure_ascii=False, default=str
        )
        return hashlib.sha256(content.encode()).hexdigest()[:12]

    def _features(self) -> dict[str, dict[str, Feature]]:
        file = self._open("features.yaml")
        file.parse(dict[str, tuple[Feature, ...]])
        content = file.content if isinstance(file.content, dict) else {}
        if not content:
            self.unreadable.add(file.name)
        subjects: dict[str, dict[int, Feature]] = {
            subject: file.salvage([subject], Feature) for subject in content
        }
        for subject, entries in content.items():
            self.unreadable |= _texts(entries, "name") - {
                feature.name for feature in subjects[subject].values()
            }
        for subject, numbered in subjects.items():
            features, names = list(numbered.values()), set()
            for at, feature in numbered.items():
                path: list[str | int] = [subject, at]
                if feature.name in names:
                    file.refuse(path, f"重复列出 “{feature.name}” is listed twice", "去掉一个 take one out")
                names.add(feature.name)
                if feature.full_years_of is not None and not any(
                    other.name == feature.full_years_of and other.type == "Date" for other in features
                ):
                    file.refuse(
                        [*path, "full_years_of"],
                        f"没有这个日期特征 there is no date “{feature.full_years_of}”",
                    )
        return {
            subject: {feature.name: feature for feature in numbered.values()}
            for subject, numbered in subjects.items()
        }

    def _tags(self, level: Level, prefix: str, policy: TagPolicy) -> list[Tag]:
        file_of_code = self.file_of_code
        tags: list[Tag] = []
        for file in self._open_all(level):
            group: TagGroup | None = file.parse(TagGroup)
            stem = Path(file.name).stem
            title = group.title if group else Title(zh=stem, en=stem)
            if group and group.group != stem:
                file.refuse(
                    ["group"],
                    f"类别与文件名不同 group “{group.group}” is not the file's name",
                    f"写成 write group: {stem}",
                )
            self.written |= _codes(file, "tags")
            entries: dict[int, TagEntry] = file.salvage(["tags"], TagEntry)
            for at, entry in entries.items():
                place: list[str | int] = ["tags", at]
                if not entry.code.startswith(prefix):
                    file.refuse(
                        [*place, "code"],
                        f"代码的级别不对 {entry.code} is not a {level} code",
                        f"代码开头应为 {level} codes begin with {prefix}",
                    )
                if entry.code in file_of_code:
                    file.refuse(
                        [*place, "code"],
                        f"代码已被使用 {entry.code} is used already in {file_of_code[entry.code]}",
                        "代码不再次使用 codes are never reused",
                    )
                    continue
                file_of_code[entry.code] = file.name
                common = {"level": level, "category_code": stem, "category_title": title}
                tags += [
                    self._tag(version, entry, common, file, path, policy)
                    for version, path in _versions(file, place, entry)
                ]
        return tags

    def _tag(
        self,
        version: TagVersion,
        entry: TagEntry,
        common: Mapping[str, Any],
        file: RuleFile,
        path: Path_,
        policy: TagPolicy,
    ) -> Tag:
        """Return one version of a tag, checked as a tag of its own."""
        content = {name: getattr(version, name) for name in TagVersion.model_fields}
        reason = entry.retired_because if version is entry else None
        tag = Tag(
            **content,
            code=entry.code,
            subject=entry.subject,
            retired_because=reason,
            life=entry.life,
            **common,
        )
        self.places[tag.code, tag.version] = file, path
        condition, value = policy.check(file, path, tag)
        return tag.model_copy(update={"condition": condition, "value_expression": value})

    def _routed_out(self) -> tuple[RoutedOut, ...]:
        file = self._open("routed_out.yaml")
        file.parse(tuple[RoutedOut, ...])
        return tuple(file.salvage([], RoutedOut).values())

    def _language(self) -> LabelLanguage:
        file = self._open("label_language.yaml")
        return file.parse(LabelLanguage) or LabelLanguage()

    def _topics(self, codes: Collection[str]) -> tuple[PublicTopic, ...]:
        file = self._open("public_topics.yaml")
        file.parse(tuple[PublicTopic, ...])
        topics: dict[int, PublicTopic] = file.salvage([], PublicTopic)
        for at, topic in topics.items():
            for place, code in enumerate(topic.labels):
                if codes and code not in codes:
                    near = did_you_mean(code, sorted(codes))
                    file.refuse([at, "labels", place], f"没有这个问题标签 there is no label {code}", near)
        return tuple(topics.values())

    def _labels(self, language: LabelLanguage) -> list[ProblemLabel]:
        """Return every version of every label, by code, the oldest of each first."""
        labels: dict[str, list[ProblemLabel]] = {}
        for file in self._open_all("problems"):
            category: LabelCategory | None = file.parse(LabelCategory)
            self.written |= _codes(file, "labels")
            if category and category.purpose not in self.purposes and not self.unreadable & {
                category.purpose, "purposes.yaml"
            }:  # fmt: skip
                near = did_you_mean(category.purpose, self.purposes)
                file.refuse(["purpose"], f"没有这个用途 there is no purpose “{category.purpose}”", near)
            entries: dict[int, LabelEntry] = file.salvage(["labels"], LabelEntry)
            for at, entry in entries.items():
                place: list[str | int] = ["labels", at]
                code = category.category if category else entry.code[:3]
                if not entry.code.startswith(code):
                    file.refuse([*place, "code"], f"不是这一类的标签 {entry.code} is not a label of {code}")
                if entry.code in labels:
                    file.refuse(
                        [*place, "code"],
                        f"代码已被使用 {entry.code} is used already",
                        "代码不再次使用 codes are never reused",
                    )
                    continue
                labels[entry.code] = []
                for version, path in _versions(file, place, entry):
                    self.places[entry.code, version.version] = file, path
                    label = problem_label(file, path, version, entry, category, language)
                    labels[entry.code].append(label)
        return [label for code in sorted(labels) for label in labels[code]]

    def _ledgers(self) -> tuple[Ledger, ...]:
        """Return the ledgers; a district may do without."""
        file = self._open_optional("ledgers.yaml")
        if file is None:
            return ()
        file.parse(tuple[Ledger, ...])
        ledgers: dict[int, Ledger] = file.salvage([], Ledger)
        names: set[str] = set()
        for at, ledger in ledgers.items():
            if ledger.name in names:
                file.refuse([at, "name"], f"台账重名 there are two ledgers “{ledger.name}”")
            names.add(ledger.name)
            self._check_codes(file, [at, "tags"], ledger.tags)
        return tuple(ledgers.values())

    def _check_codes(self, file: RuleFile, place: Path_, codes: tuple[str, ...]) -> None:
        for position, code in enumerate(codes):
            if code not in self.written:
                near = did_you_mean(code, sorted(self.written))
                file.refuse([*place, position], f"没有这个标签 there is no tag {code}", near)


@overload
def _versions(file: RuleFile, place: Path_, entry: TagEntry) -> list[tuple[TagVersion, Path_]]: ...
@overload
def _versions(file: RuleFile, place: Path_, entry: LabelEntry) -> list[tuple[LabelVersion, Path_]]: ...
def _versions(
    file: RuleFile, place: Path_, entry: TagEntry | LabelEntry
) -> list[tuple[TagVersion, Path_]] | list[tuple[LabelVersion, Path_]]:
    """Return the versions of an entry with their places, oldest first; what overlaps is recorded."""
    versions: list[tuple[Any, Path_]] = [
        (earlier, [*place, "earlier", number]) for number, earlier in enumerate(entry.earlier)
    ]
    versions.append((entry, place))
    for (one, path), (following, _) in pairwise(versions):
        if one.version >= following.version:
            message = (
                f"次序不对 version {one.version} of {entry.code} stands before version {following.version}"
            )
            file.refuse(
                [*path, "version"], message, "旧版本按先后写 earlier versions are written oldest first"
            )
        if one.valid_to is None or one.valid_to > following.valid_from:
            message = (
                f"两个版本的日期重叠 versions {one.version} and {following.version} of {entry.code} overlap"
            )
            remedy = f"写 write valid_to: {following.valid_from}, or an earlier day"
            file.refuse([*path, "valid_to"], message, remedy)
    return versions


def _codes(file: RuleFile, key: str) -> set[str]:
    """Return the codes that a file's entries bear, whatever else is wrong with them."""
    if not isinstance(file.content, dict):
        return file.found(r"\bcode: *([A-Z]\d+)\b")
    return _texts(file.content.get(key), "code")


def _texts(entries: Any, key: str) -> set[str]:
    """Return the texts that entries have under a key; nothing when they are no list of entries."""
    listed = entries if isinstance(entries, tuple) else ()
    texts = (entry.get(key) for entry in listed if isinstance(entry, dict))
    return {text for text in texts if isinstance(text, str)}
