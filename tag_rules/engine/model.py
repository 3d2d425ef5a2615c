"""The rules as checked objects: what a file may say, and the rule set made of all files.

What belongs here: names, types and plain shapes. What does not: reading files (`loader`), checks across files
(`policy`), the language of `when` (`expression`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BeforeValidator, Field, InstanceOf, model_validator

from tag_rules.engine.expression import Node
from tag_rules.engine.feature import SENSITIVITIES as SENSITIVITIES
from tag_rules.engine.feature import Feature as Feature
from tag_rules.engine.feature import Sensitivity as Sensitivity
from tag_rules.engine.labels.model import LabelLanguage, Labelling, ProblemLabel, PublicTopic, RoutedOut
from tag_rules.engine.life import LifeAct, Stage, faults, stage
from tag_rules.engine.strict_model import StrictModel as StrictModel
from tag_rules.engine.strict_model import Title as Title

Subject = Literal["resident", "household", "dwelling", "building", "compound", "committee", "case"]
SUBJECTS: tuple[str, ...] = get_args(Subject)
"""The kinds of subject that a tag can be on."""
Level = Literal["municipal", "district", "problem"]
Origin = Literal["rule", "upstream", "roll", "manual"]


class DatedValue(StrictModel):
    """A parameter's value from a date on, and where it is laid down."""

    from_: date = Field(alias="from")
    value: int | float | str | date
    source: str = Field(min_length=1)


class Parameter(StrictModel):
    """A number rules share, dated."""

    title: Title
    unit: str | None = None
    values: tuple[DatedValue, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _dates_rise(self) -> Parameter:
        dates = [value.from_ for value in self.values]
        if dates != sorted(set(dates)):
            raise ValueError("取值按日期先后写 values are written oldest first, each from its own date")
        return self

    def at(self, as_of: date) -> int | float | str | date:
        """Return the value in force; LookupError before the first one."""
        for value in reversed(self.values):
            if value.from_ <= as_of:
                return value.value
        raise LookupError(f"no value before {self.values[0].from_}")


class Purpose(StrictModel):
    """Why a tag may exist: its legal basis, and who answers for it."""

    title: Title
    legal_basis: str = Field(min_length=1)
    notice: str = Field(min_length=1)
    retention_days: int = Field(gt=0)
    owner: Title
    review_date: date
    covers_under_14: bool


class SignedInputs(StrictModel):
    """Who answers for taking some facts in: for which purpose, on what basis. A fact is `subject.name`."""

    signed_by: str = Field(min_length=1)
    signed_on: date
    purpose: str
    basis: str = Field(min_length=1)
    inputs: tuple[str, ...] = Field(min_length=1)


class WayBack(StrictModel):
    """The way back (反哺): a consumer is entitled to a system's own codes of the subjects it sees.

    subjects: of which kinds; whoever has to find a building needs no codes of people.
    """

    system: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    subjects: tuple[Literal["resident", "household", "dwelling", "building", "compound"], ...] = Field(
        default=("resident", "household", "dwelling", "building", "compound"), min_length=1
    )
    legal_basis: str = Field(min_length=1)
    return_files: bool = False


class Consumer(StrictModel):
    """A downstream system's contract: what it gets of the published tables, for which purposes, where.

    tags: codes, or `of_purposes` for all of the purposes' own. tables: by published table its columns, or
    `all` that may be given; the key of a row always comes along. history: also what no longer holds.
    """

    # A role and a schema are called consumer_<name>: PostgreSQL cuts names at 63 bytes.
    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=50)
    title: Title
    purposes: tuple[str, ...] = Field(min_length=1)
    tags: tuple[str, ...] | Literal["of_purposes"] = ()
    labels: tuple[str, ...] | Literal["all"] = ()
    tables: dict[str, tuple[str, ...] | Literal["all"]] = Field(min_length=1)
    ledgers: tuple[str, ...] = ()
    history: bool = False
    way_back: WayBack | None = None
    area: Literal["district"] | tuple[str, ...] = Field(min_length=1)
    contact: str = Field(min_length=1)
    adverse_use: Literal[False]
    ranks_workers: Literal[False]


class Approval(StrictModel):
    """A consumer's request for tags of a purpose that is not its own, and what was decided of it."""

    consumer: str
    purpose: str
    requested_by: str = Field(min_length=1)
    requested_on: date
    why: str = Field(min_length=1)
    decision: Literal["approved", "refused"] | None = None
    decided_by: str | None = Field(default=None, min_length=1)
    decided_on: date | None = None
    until: date | None = None

    @model_validator(mode="after")
    def _a_decision_is_somebodys(self) -> Approval:
        if (self.decision is None) != (self.decided_by is None) or (self.decision is None) != (
            self.decided_on is None
        ):
            raise ValueError(
                "已决定的写明谁、何时；未决定的都不写 "
                "a decision has decided_by and decided_on, an open request neither"
            )
        if (self.decision == "approved") != (self.until is not None):
            raise ValueError(
                "批准要写到何时，别的不写 an approval says until when it holds, and nothing else does"
            )
        days = [day for day in (self.requested_on, self.decided_on) if day is not None]
        if days != sorted(days) or (self.until is not None and self.until <= days[-1]):
            raise ValueError(
                "日期依次为申请、决定、到期 a request comes before its decision, and that before its end"
            )
        return self

    def is_decided(self, on: date) -> bool:
        """Return whether it was decided by that day."""
        return self.decided_on is not None and self.decided_on <= on

    def holds(self, on: date) -> bool:
        """Return whether it was approved and is not over on that day; `until` is the first day without."""
        return self.is_decided(on) and self.until is not None and on < self.until


class Ledger(StrictModel):
    """A ledger (台账) that committees get: the current tags it lists, or the cases that are open."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: Title
    tags: tuple[str, ...] = ()
    cases: Literal["open"] | None = None

    @model_validator(mode="after")
    def _lists_tags_or_cases(self) -> Ledger:
        if bool(self.tags) == bool(self.cases):
            raise ValueError("台账列标签或事项，二者取一 a ledger lists tags or cases: one of the two")
        return self


class Unknown(StrictModel):
    """What an unknown outcome does to a tag someone has: it is kept for `keep_days`; 0 drops it."""

    keep_days: int = Field(ge=0, le=3660)


def _dropped(value: Any) -> Any:
    return {"keep_days": 0} if value == "drop" else value


class ValueRange(StrictModel):
    """The whole numbers that a tag's value may be, both ends included."""

    least: int = Field(ge=0)
    most: int = Field(le=999_999)


class RuleCase(StrictModel):
    """An example: these features, this outcome. `as_of` defaults to the tag's first day."""

    given: dict[str, bool | int | float | str | date | None] = Field(min_length=1)
    then: Literal[True, False, "unknown"]
    value: str | None = None
    as_of: date | None = None


class TagVersion(StrictModel):
    """What a tag says in one of its versions; valid_to is the first day without it.

    `values`: what the city or somebody by hand may say beside it, where no `value` of the rule tells.
    """

    title: Title
    when: str | None = None
    value: str | None = None
    values: tuple[str, ...] | ValueRange | None = None
    purpose: str
    sensitivity: Sensitivity
    valid_from: date
    valid_to: date | None = None
    version: int = Field(ge=1)
    unknown: Annotated[Unknown, BeforeValidator(_dropped, json_schema_input_type=Unknown | Literal["drop"])]
    publish_unknown: bool = False
    origin: Origin = "rule"
    cases: tuple[RuleCase, ...] = ()


class EarlierVersion(TagVersion):
    """What a tag said before: past dates are computed with it, so it stays as it was."""

    valid_to: date


class TagEntry(TagVersion):
    """A tag as its file has it: its newest version, and the earlier ones, oldest first."""

    code: str = Field(pattern=r"^[MD](00[1-9]|0[1-9]\d|[1-9]\d{2,5})$")
    subject: Subject
    earlier: tuple[EarlierVersion, ...] = ()
    retired_because: Title | None = None
    life: tuple[LifeAct, ...] = ()

    @model_validator(mode="after")
    def _an_end_has_a_reason(self) -> TagEntry:
        if (self.valid_to is None) != (self.retired_because is None):
            raise ValueError("停用的标签须同时有 a tag that is retired has both valid_to and retired_because")
        wrong = faults(self.life, self.valid_to)
        if wrong:
            raise ValueError(wrong)
        return self


class TagGroup(StrictModel):
    """One file of tags."""

    group: str
    title: Title
    tags: tuple[TagEntry, ...] = Field(min_length=1)


class Tag(TagVersion):
    """One version of a tag of the rule set: what it says, where it stands, and the checked expressions."""

    code: str
    subject: Subject
    retired_because: Title | None = Field(default=None, exclude=True)
    life: tuple[LifeAct, ...] = Field(default=(), exclude=True)
    level: Level
    category_code: str
    category_title: Title
    condition: InstanceOf[Node] | None = Field(default=None, exclude=True, repr=False)
    value_expression: InstanceOf[Node] | None = Field(default=None, exclude=True, repr=False)

    @property
    def trees(self) -> tuple[Node, ...]:
        """The checked expressions there are: the condition's, the value's."""
        return tuple(tree for tree in (self.condition, self.value_expression) if tree is not None)

    def stage(self, as_of: date) -> Stage:
        """Return whether the tag is a draft, in a pilot or published on that day."""
        return stage(self.life, as_of)

    def in_force(self, as_of: date) -> bool:
        """Return whether the tag is valid on that day ([valid_from, valid_to))."""
        return self.valid_from <= as_of and (self.valid_to is None or as_of < self.valid_to)


@dataclass(frozen=True)
class RuleSet:
    """Everything the rule files say, checked. `version`: 12 hex digits of the SHA-256 over the content.

    `tags`, `problem_labels`: the newest version of each; `earlier`, `earlier_labels`: what they said before.
    What rules make of a day's data is computed with `at` that day.
    """

    version: str
    tags: tuple[Tag, ...]
    features: Mapping[str, Mapping[str, Feature]]
    parameters: Mapping[str, Parameter]
    purposes: Mapping[str, Purpose]
    consumers: tuple[Consumer, ...]
    problem_labels: tuple[ProblemLabel, ...]
    earlier: tuple[Tag, ...] = ()
    ledgers: tuple[Ledger, ...] = ()
    routed_out: tuple[RoutedOut, ...] = ()
    label_language: LabelLanguage = field(default_factory=LabelLanguage)
    public_topics: tuple[PublicTopic, ...] = ()
    approvals: tuple[Approval, ...] = ()
    earlier_labels: tuple[ProblemLabel, ...] = ()

    @cached_property
    def labelling(self) -> Labelling:
        """What decides the labels of a text; of a day's texts with the rules `labelling_on` that day."""
        return Labelling(self.problem_labels, self.label_language, self.routed_out)

    def labelling_on(self, as_of: date) -> RuleSet:
        """Return the rules of that day with only the labels that are given on it."""
        then = self.at(as_of)
        labels = tuple(label for label in then.problem_labels if label.in_force(as_of))
        return then if labels == then.problem_labels else replace(then, problem_labels=labels)

    def at(self, as_of: date) -> RuleSet:
        """Return the rules of that day: each tag and label in the version of the day, and no other version.

        One that is not in force then has its last version before that day, or else its first one.
        """
        if not self.earlier and not self.earlier_labels:
            return self
        return replace(
            self,
            tags=_of_day((*self.earlier, *self.tags), self.codes, as_of),
            earlier=(),
            problem_labels=_of_day(
                (*self.earlier_labels, *self.problem_labels),
                tuple(label.code for label in self.problem_labels),
                as_of,
            ),
            earlier_labels=(),
        )

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all tags, in order."""
        return tuple(tag.code for tag in self.tags)

    def tag(self, code: str) -> Tag:
        """Return the tag with this code; KeyError when there is none."""
        for tag in self.tags:
            if tag.code == code:
                return tag
        raise KeyError(code)

    def tags_of(self, consumer: Consumer, on: date | None = None) -> tuple[str, ...]:
        """Return the codes of the tags that a contract takes.

        With a day: without those of other purposes whose approval does not hold on it.
        """
        if consumer.tags == "of_purposes":
            return tuple(tag.code for tag in self.tags if tag.purpose in consumer.purposes)
        if on is None:
            return consumer.tags
        # The latest decision of a purpose stands: a refusal after an approval takes it back.
        decided = [each for each in self.approvals if each.consumer == consumer.name and each.is_decided(on)]
        latest = {each.purpose: each for each in sorted(decided, key=lambda each: each.decided_on or on)}
        approved = {purpose for purpose, each in latest.items() if each.holds(on)}
        allowed = approved.union(consumer.purposes)
        return tuple(code for code in consumer.tags if self.tag(code).purpose in allowed)

    def full_years_of(self, subject: str) -> dict[str, str]:
        """Return the derived age columns of a subject: name → the date column it is the full years of."""
        features = self.features.get(subject, {}).values()
        return {feature.name: feature.full_years_of for feature in features if feature.full_years_of}

    def tag_facts(self, subject: str) -> tuple[Feature, ...]:
        """Return the facts of a subject that show one of its tags."""
        return tuple(feature for feature in self.features.get(subject, {}).values() if feature.tag)

    def parameter_at(self, name: str, as_of: date) -> int | float | str | date:
        """Return a parameter's value at a date; `as_of` is the date itself."""
        return as_of if name == "as_of" else self.parameters[name].at(as_of)


Versioned = TypeVar("Versioned", Tag, ProblemLabel)


def _of_day(versions: Sequence[Versioned], codes: Sequence[str], as_of: date) -> tuple[Versioned, ...]:
    """Return of each code the version of the day, in the order of the codes."""
    chosen: dict[str, Versioned] = {}
    for one in sorted(versions, key=lambda one: one.version):
        if one.code not in chosen or one.valid_from <= as_of:
            chosen[one.code] = one
    return tuple(chosen[code] for code in codes)
