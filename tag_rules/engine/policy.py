"""Checks of one tag against the rest: expression, inputs, purpose, sensitivity.

What belongs here: what makes a well-formed tag unacceptable. What does not: the shape of files (`model`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from tag_rules.engine.errors import did_you_mean
from tag_rules.engine.expression import (
    Finding,
    Node,
    Type,
    Vocabulary,
    columns_read,
    parameters_read,
    parse_condition,
    parse_value,
)
from tag_rules.engine.facts.kinds import above, members_of
from tag_rules.engine.model import SENSITIVITIES, Feature, Parameter, Purpose, Tag
from tag_rules.engine.reading.rule_file import RuleFile
from tag_rules.engine.reading.yaml_document import Path_

_KINDS = {
    "Boolean": Type("boolean"),
    "Int16": Type("integer", magnitude=2**15),
    "Int32": Type("integer", magnitude=2**31),
    "Int64": Type("integer", magnitude=2**31),  # only derived ages; a stored count fits Int32
    "Float64": Type("decimal"),
    "Date": Type("date"),
    "String": Type("string"),
}


def vocabulary(
    features: Mapping[str, Feature],
    parameters: Mapping[str, Parameter],
    all_features: Mapping[str, Mapping[str, Feature]] | None = None,
) -> Vocabulary:
    """Return the names and types that a rule about one subject may use.

    Args:
        all_features: those of every subject, so that a name of another one is told as such.
    """
    elsewhere: dict[str, list[str]] = {}
    of_others = all_features or {}
    for subject, theirs in of_others.items():
        for name in theirs:
            if name not in features:
                elsewhere.setdefault(name, []).append(subject)
    own = next((subject for subject, theirs in of_others.items() if theirs is features), None)
    return Vocabulary(
        {
            name: Type("string", members=feature.members)
            if feature.members
            else replace(
                _KINDS[feature.type],
                unit=feature.unit,
                bound=None if feature.unknown == "exact" else feature.unknown,
            )
            for name, feature in features.items()
        },
        {name: [dated.value for dated in parameter.values] for name, parameter in parameters.items()},
        {name: parameter.unit for name, parameter in parameters.items() if parameter.unit},
        {parameter.title.zh: f":{name}" for name, parameter in parameters.items()}
        | {feature.title.zh: name for name, feature in features.items()},
        elsewhere,
        {of_others[subjects[0]][name].title.zh: name for name, subjects in elsewhere.items()},
        _declared(own, elsewhere, of_others) if own else {},
        {
            name: {feature.member_title(member).zh: member for member in feature.members}
            for name, feature in features.items()
            if feature.members
        },
    )


def _declared(
    subject: str, elsewhere: Mapping[str, Sequence[str]], features: Mapping[str, Mapping[str, Feature]]
) -> dict[str, str]:
    """Return by name of another subject's fact how features.yaml makes one of this subject of it."""
    said: dict[str, str] = {}
    for name, subjects in elsewhere.items():
        place = next((one for one in above(subject) if one in subjects), None)
        member = next((one for one in members_of(subject) if one in subjects), None)
        if place is not None:
            title = features[place][name].title
            line = (
                f"- {{name: {place}_{name}, title: {{zh: {title.zh}, en: {title.en}}}, from: {place}.{name}}}"
            )
        elif member is not None:
            line = (
                f"- {{name: {member}s_{name}, title: {{zh: …, en: …}}, count_of: {member}, where: {name} …}}"
            )
        else:
            continue
        said[name] = (
            f"先在 features.yaml 的 {subject} 下写 first write under {subject} in features.yaml: {line}"
        )
    return said


class TagPolicy:
    """Checks one tag of one file; errors go to the file."""

    def __init__(
        self,
        features: Mapping[str, Mapping[str, Feature]],
        parameters: Mapping[str, Parameter],
        purposes: Mapping[str, Purpose],
        unreadable: Collection[str] = (),
    ) -> None:
        """Names and files that are `unreadable` are reported where they stand and not again wherever used."""
        self.features, self.parameters, self.purposes = features, parameters, purposes
        self.unreadable = frozenset(unreadable)

    def check(self, file: RuleFile, path: Path_, tag: Tag) -> tuple[Node | None, Node | None]:
        """Return the trees of `when` and `value`; None where there is none or it is wrong."""
        self._check_texts(file, path, tag)
        features = self.features.get(tag.subject, {})
        words = vocabulary(features, self.parameters, self.features)
        condition = expression = None
        if tag.when is not None and self._readable(tag.when):
            condition = self._tree(file, [*path, "when"], *parse_condition(tag.when, words))
        if tag.value is not None and self._readable(tag.value):
            expression = self._tree(file, [*path, "value"], *parse_value(tag.value, words))
        trees = [tree for tree in (condition, expression) if tree is not None]
        self._check_origin(file, path, tag, condition, features)
        read = dict.fromkeys(name for tree in trees for name in columns_read(tree))
        self._check_sensitivity(file, path, tag, [features[name] for name in read])
        has_values = self._check_parameters(file, path, tag, trees)
        # Nobody can say what it gives on its first day.
        return (condition, expression) if has_values else (None, None)

    def _check_texts(self, file: RuleFile, path: Path_, tag: Tag) -> None:
        """Check what can be checked of a tag without reading its expressions."""
        if tag.purpose not in self.purposes and not self.unreadable & {tag.purpose, "purposes.yaml"}:
            file.refuse(
                [*path, "purpose"],
                f"没有这个用途 there is no purpose “{tag.purpose}”",
                self._purpose_meant(tag.purpose),
            )
        if tag.valid_to is not None and tag.valid_to <= tag.valid_from:
            file.refuse(
                [*path, "valid_to"],
                "valid_to 不晚于 valid_from valid_to is not after valid_from",
                "valid_to 是没有它的第一天 valid_to is the first day without it",
            )

    def _check_parameters(self, file: RuleFile, path: Path_, tag: Tag, trees: list[Node]) -> bool:
        """Return whether every parameter has a value on the tag's first day."""
        firsts = {
            name: self.parameters[name].values[0].from_ for tree in trees for name in parameters_read(tree)
        }
        late = {name: first for name, first in firsts.items() if first > tag.valid_from}
        for name, first in late.items():
            file.refuse(
                [*path, "valid_from"],
                f"参数那时还没有取值 “:{name}” has no value before {first}",
                "补上更早的取值，或推迟标签起始日 give it an earlier value or the tag a later valid_from",
            )
        return not late

    def _readable(self, text: str) -> bool:
        return not self.unreadable & {"features.yaml", "parameters.yaml", *re.findall(r"\w+", text)}

    def _tree(self, file: RuleFile, path: Path_, tree: Node, findings: list[Finding]) -> Node | None:
        for finding in findings:
            file.refuse(path, finding.message, finding.remedy, finding.offset)
        return None if findings else tree

    def _check_origin(
        self,
        file: RuleFile,
        path: Path_,
        tag: Tag,
        condition: Node | None,
        features: Mapping[str, Feature],
    ) -> None:
        if tag.when is None:
            if tag.origin in ("rule", "roll"):
                file.refuse(
                    path,
                    f"缺少 when {tag.code} has no when",
                    "写上规则，或写 origin write one, or origin: upstream or manual",
                )
            if tag.value is not None:
                file.refuse(
                    [*path, "value"],
                    "没有 when，value 不会计算 a value without a when is never computed",
                    "去掉它 take it out",
                )
            return
        if tag.origin == "manual":
            file.refuse(
                [*path, "when"],
                "人工标签没有规则 a tag set by hand has no rule",
                "去掉 when，或去掉 origin: manual take out when, or origin: manual",
            )
        rolls = [name for name, feature in features.items() if feature.roll is not None]
        if tag.origin == "roll" and condition and not set(rolls) & set(columns_read(condition)):
            file.refuse(
                [*path, "origin"],
                "写了名册，规则却没用到名册 origin: roll, but no roll is read",
                f"名册有 rolls are: {', '.join(rolls) or 'none'}",
            )
        if not tag.cases:
            file.refuse(
                path,
                f"没有例子 {tag.code} has no cases",
                "成立、不成立、无法判定各一例，界限两边各一例 "
                "show one true, one false, one unknown, and each boundary",
            )

    def _purpose_meant(self, written: str) -> str:
        titled = next((name for name, each in self.purposes.items() if written in each.title.zh), None)
        if titled is not None:
            return f"写成 write: purpose: {titled}"
        return did_you_mean(written, self.purposes) or f"有 there are: {', '.join(self.purposes)}"

    def _check_sensitivity(self, file: RuleFile, path: Path_, tag: Tag, read: list[Feature]) -> None:
        highest = max(read, key=lambda feature: SENSITIVITIES.index(feature.sensitivity), default=None)
        if highest and SENSITIVITIES.index(tag.sensitivity) < SENSITIVITIES.index(highest.sensitivity):
            file.refuse(
                [*path, "sensitivity"],
                "敏感级别低于所用特征 "
                f"{tag.code} is {tag.sensitivity}, its input “{highest.name}” is {highest.sensitivity}",
                f"写成 write: sensitivity: {highest.sensitivity}",
            )
