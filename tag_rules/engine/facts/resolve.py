"""features.yaml as checked facts: what a declared fact is made of, and what it has from that.

What belongs here: types, sources, sensitivity and circles of declared facts. What does not: working them out
(`compute`), facts that show a tag (`tag_rules.engine.reading.tag_facts`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tag_rules.engine.errors import did_you_mean
from tag_rules.engine.expression import (
    Finding,
    Node,
    Vocabulary,
    columns_read,
    nodes,
    parse_condition,
)
from tag_rules.engine.facts.kinds import AGGREGATES, RECORDS, Made, above, link_sources, members_of
from tag_rules.engine.model import SENSITIVITIES, Feature, Parameter, Title
from tag_rules.engine.policy import vocabulary
from tag_rules.engine.reading.rule_file import RuleFile
from tag_rules.engine.reading.yaml_document import Path_

Parse = Callable[[str, Vocabulary], tuple[Node, list[Finding]]]
Refuse = Callable[[str, str, str, str, str], None]
_TYPES = {"count_of": "Int32", "any_of": "Boolean", "share_of": "Float64"}
_TITLE = Title(zh="记录", en="record")


def record_features(name: str) -> dict[str, Feature]:
    """Return the columns of a record as features, sensitive as what may happen to a person is."""
    record = RECORDS[name]
    return {
        column: Feature.model_validate(
            {
                "name": column,
                "type": kind,
                "title": _TITLE,
                "sensitivity": "general",
                "sources": (record.source,),
            }
        )
        for column, kind in record.columns.items()
    }


def resolved(
    file: RuleFile, written: dict[str, dict[str, Feature]], parameters: Mapping[str, Parameter]
) -> dict[str, dict[str, Feature]]:
    """Return the facts with what declared ones have from others; what is wrong is recorded in the file."""
    places: dict[tuple[str, str], Path_] = {
        (subject, name): [subject, at] for subject, facts in written.items() for at, name in enumerate(facts)
    }

    def refuse(subject: str, name: str, key: str, message: str, remedy: str) -> None:
        file.refuse([*places[subject, name], key], message, remedy)

    return Resolver(written, parameters, refuse).all()


@dataclass
class Resolver:
    """Resolves the facts of all subjects, each once; what is wrong is refused where it stands."""

    written: Mapping[str, Mapping[str, Feature]]
    parameters: Mapping[str, Parameter]
    refuse: Refuse
    resolved: dict[tuple[str, str], Feature | None] = field(default_factory=dict)
    path: tuple[tuple[str, str], ...] = ()

    def all(self) -> dict[str, dict[str, Feature]]:
        """Return the sound facts by subject, in their order."""
        found = {
            subject: {name: self.fact(subject, name) for name in facts}
            for subject, facts in self.written.items()
        }
        return {
            subject: {name: fact for name, fact in facts.items() if fact is not None}
            for subject, facts in found.items()
        }

    def fact(self, subject: str, name: str) -> Feature | None:
        """Return a fact resolved; None for one that is wrong."""
        key = subject, name
        if key in self.path:
            circle = " → ".join(f"{of}.{fact}" for of, fact in (*self.path[self.path.index(key) :], key))
            for of, one in self.path[self.path.index(key) :]:
                self.refuse(of, one, "name", f"特征互相依赖 facts wait for each other: {circle}", "")
            return None
        if key not in self.resolved:
            fact = self.written[subject][name]
            self.path = (*self.path, key)
            self.resolved[key] = self._declared(subject, fact) if fact.is_declared else fact
            self.path = self.path[:-1]
        return self.resolved[key]

    def _declared(self, subject: str, fact: Feature) -> Feature | None:
        if fact.shows is not None:
            return self._shown(subject, fact)
        kinds = [kind for kind in AGGREGATES if getattr(fact, kind) is not None]
        if len(kinds) + (fact.from_ is not None) != 1:
            self.refuse(
                subject,
                fact.name,
                "name",
                "一个特征只有一种来历 a fact is of one kind",
                "只留一个 keep one key",
            )
            return None
        return (
            self._taken(subject, fact) if fact.from_ is not None else self._counted(subject, fact, kinds[0])
        )

    def _shown(self, subject: str, fact: Feature) -> Feature | None:
        levels = [
            one for one in self.written[subject].values() if one.roll == fact.roll and one.shows is None
        ]
        if not levels:
            rolls = {
                str(one.roll) for one in self.written[subject].values() if one.roll and one.shows is None
            }
            message = f"没有名册 {fact.roll} there is no roll {fact.roll} of a {subject}"
            self.refuse(subject, fact.name, "roll", message, did_you_mean(str(fact.roll), sorted(rolls)))
            return None
        update = {"type": "Date", "sources": levels[0].sources, "sensitivity": levels[0].sensitivity}
        return fact.model_copy(update=update)

    def _taken(self, subject: str, fact: Feature) -> Feature | None:
        place, name = fact.origin()
        if place not in above(subject) or name not in self.written.get(place, {}):
            names = [f"{each}.{one}" for each in above(subject) for one in self.written.get(each, {})]
            message = f"没有 {fact.from_} there is no {fact.from_} above a {subject}"
            self.refuse(subject, fact.name, "from", message, did_you_mean(str(fact.from_), names))
            return None
        origin = self.fact(place, name)
        if origin is None or origin.full_years_of or origin.tag:
            if origin is not None:
                self.refuse(
                    subject, fact.name, "from", f"{fact.from_} 不能引用 is an age or a tag", "take a column"
                )
            return None
        made = Made("from", place, value=nodes.Column(_type(origin), name, name))
        update = {
            "type": origin.type,
            "members": origin.members,
            "member_titles": origin.member_titles,
            "unit": origin.unit,
            "unknown": origin.unknown,
        }
        return self._with(subject, fact, made, [origin], link_sources(subject, place), update)

    def _counted(self, subject: str, fact: Feature, kind: Any) -> Feature | None:
        of = str(getattr(fact, kind))
        if of not in members_of(subject):
            message = f"{subject} 之下没有 {of} there is no {of} to count in a {subject}"
            remedy = did_you_mean(of, members_of(subject)) or f"one of: {', '.join(members_of(subject))}"
            self.refuse(subject, fact.name, kind, message, remedy)
            return None
        known = self._columns(of, fact)
        if known is None:
            return None
        words = vocabulary(known, self.parameters)
        trees = {
            key: self._tree(subject, fact, key, parse_condition, words)
            for key in ("where", "among")
            if getattr(fact, key) is not None
        }
        if kind in ("min_of", "max_of"):
            trees["value"] = self._value(subject, fact, known)
        if any(tree is None for tree in trees.values()):
            return None
        read = [known[name] for tree in trees.values() if tree for name in columns_read(tree)]
        made = Made(kind, of, trees.get("where"), trees.get("among"), trees.get("value"))
        value = trees.get("value")
        of_value = known[value.name] if isinstance(value, nodes.Column) else None
        update = (
            {
                "type": of_value.type,
                "members": of_value.members,
                "member_titles": of_value.member_titles,
                "unit": fact.unit or of_value.unit,
            }
            if of_value
            else {"type": _TYPES[kind]}
        )
        return self._with(subject, fact, made, read, link_sources(of, subject), update)

    def _columns(self, of: str, fact: Feature) -> dict[str, Feature] | None:
        """Return the columns of what is counted, resolved where the texts name them; None if one is wrong."""
        if of in RECORDS:
            return record_features(of)
        named = set(re.findall(r"\w+", " ".join(filter(None, (fact.where, fact.among, fact.value)))))
        resolved = {name: self.fact(of, name) for name in self.written[of] if name in named}
        sound = {name: one for name, one in resolved.items() if one is not None}
        return {**self.written[of], **sound} if len(sound) == len(resolved) else None

    def _tree(
        self, subject: str, fact: Feature, key: str, parse: Parse,
        words: Vocabulary,
    ) -> Node | None:  # fmt: skip
        tree, findings = parse(str(getattr(fact, key)), words)
        for finding in findings:
            self.refuse(subject, fact.name, key, finding.message, finding.remedy)
        return None if findings else tree

    def _value(self, subject: str, fact: Feature, known: Mapping[str, Feature]) -> Node | None:
        feature = known.get(str(fact.value))
        if (
            feature is None
            or feature.type not in ("Int16", "Int32", "Float64", "Date")
            or not feature.is_column
        ):
            message = f"没有可比较的 {fact.value} there is no number or date {fact.value} to compare"
            self.refuse(subject, fact.name, "value", message, did_you_mean(str(fact.value), known))
            return None
        return nodes.Column(_type(feature), feature.name, feature.name)

    def _with(
        self, subject: str, fact: Feature, made: Made, read: Iterable[Feature], links: Collection[str],
        update: Mapping[str, Any],
    ) -> Feature | None:  # fmt: skip
        inputs = list(read)
        bounds = {"at_least": ("count_of",), "at_most": ("max_of",)}
        if made.kind != "from" and fact.unknown != "exact" and made.kind not in bounds[fact.unknown]:
            message = f"{made.kind} 没有此界限 has no bound {fact.unknown}"
            self.refuse(subject, fact.name, "unknown", message, "count_of: at_least; max_of: at_most")
            return None
        shown = [one.name for one in inputs if one.tag is not None]
        if shown:
            message = f"{', '.join(shown)} 是标签，不能计数 shows a tag, known only later"
            self.refuse(
                subject, fact.name, "where", message, "改数规则所读的事实 count what the tag's rule reads"
            )
            return None
        least = max((one.sensitivity for one in inputs), key=SENSITIVITIES.index, default="open")
        given = fact.sensitivity if "sensitivity" in fact.model_fields_set else least
        # A number of a building or a larger place is nobody's own; its owner says how open it is.
        own = subject in ("resident", "household", "dwelling", "case")
        if own and SENSITIVITIES.index(given) < SENSITIVITIES.index(least):
            message = f"级别低于其依据 {fact.name} is {given}, what it is made of is {least}"
            self.refuse(subject, fact.name, "sensitivity", message, f"写成 write sensitivity: {least}")
            return None
        sources = {*links, *(source for one in inputs for source in one.sources)}
        return fact.model_copy(
            update={**update, "sensitivity": given, "sources": tuple(sorted(sources)), "made": made}
        )


def _type(feature: Feature) -> nodes.Type:
    return vocabulary({feature.name: feature}, {}).columns[feature.name]
