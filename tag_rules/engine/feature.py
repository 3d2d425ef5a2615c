"""A fact that rules may read, as features.yaml has it.

What belongs here: what an entry may say. What does not: what a declared fact has from others
(`facts.resolve`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, InstanceOf, model_validator

from tag_rules.engine.facts.kinds import Made
from tag_rules.engine.strict_model import StrictModel, Title

Sensitivity = Literal["open", "general", "sensitive"]
SENSITIVITIES: tuple[Sensitivity, ...] = ("open", "general", "sensitive")

ON_A_ROLL: Mapping[str, tuple[str, str]] = {
    "none": ("不在册", "Not on the roll"),
    "listed": ("在册", "On the roll"),
}
"""What two levels of every roll are called."""


class FactRange(StrictModel):
    """The values that a count or share can have at all, both ends included."""

    least: float
    most: float


class Feature(StrictModel):
    """A fact a rule may read: a column of `features/<subject>`, or the full years of one.

    `from`: the fact of a place above that it shows, and whose doubt is its own. `unknown`: whether a bound is
    known of it where it is not known exactly (one of three members has no document: at least so many).
    `tag`: the tag of the subject that it shows, whoever gives it; its sources are that tag's. `count_of`,
    `any_of`, `share_of`, `min_of`, `max_of`: who or what is counted, those `where` a condition holds, of
    `share_of` `among` others. Such facts have type, sources and sensitivity from what they are `made` of.
    `shows`: of the entry on a `roll` not its level but this day; null of who is not on it.
    `members` of an Enum are its values; written with titles (`male: [男, Male]`), these are `member_titles`.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    type: Literal["Boolean", "Int16", "Int32", "Int64", "Float64", "Date", "Enum", "String"] = "Boolean"
    members: tuple[str, ...] | None = None
    member_titles: dict[str, tuple[str, str]] = Field(default={}, exclude=True, repr=False)
    title: Title
    unit: str | None = None
    sensitivity: Sensitivity = "open"
    sources: tuple[str, ...] = ()
    full_years_of: str | None = None
    roll: str | None = None
    from_: str | None = Field(default=None, alias="from", pattern=r"^[a-z]+\.[a-z][a-z0-9_]*$")

    unknown: Literal["exact", "at_least", "at_most"] = "exact"
    tag: str | None = None
    count_of: str | None = None
    any_of: str | None = None
    share_of: str | None = None
    min_of: str | None = None
    max_of: str | None = None
    where: str | None = None
    among: str | None = None
    value: str | None = None
    range: FactRange | None = None
    shows: Literal["valid_from", "valid_to", "unbroken_since"] | None = None
    made: InstanceOf[Made] | None = Field(default=None, exclude=True, repr=False)

    def member_title(self, member: str) -> Title:
        """Return what people read for a value: its title, that of every roll, or the value itself."""
        given = self.member_titles.get(member) or (ON_A_ROLL.get(member) if self.roll else None)
        zh, en = given or (member, member.replace("_", " "))
        return Title(zh=zh, en=en)

    @property
    def is_declared(self) -> bool:
        """Whether features.yaml says how it is made of others, and not our code."""
        kinds = (self.count_of, self.any_of, self.share_of, self.min_of, self.max_of)
        unsaid = not self.sources and (self.from_ is not None or self.shows is not None)
        return any(kinds) or unsaid or self.made is not None

    @property
    def is_column(self) -> bool:
        """Whether features/<subject> has it: an age and a tag are worked out where they are read."""
        return self.full_years_of is None and self.tag is None

    @property
    def bound(self) -> str | None:
        """The column beside it that says what it is at least, or at most, where it is not known exactly."""
        return None if self.unknown == "exact" else f"{self.name}_{self.unknown}"

    def origin(self) -> tuple[str, str]:
        """Return of whom it is taken, and which fact of theirs (`from: household.residents`)."""
        subject, _, name = (self.from_ or "").partition(".")
        return subject, name

    @model_validator(mode="before")
    @classmethod
    def _with_titles_apart(cls, given: Any) -> Any:
        """Take `members: {male: [男, Male]}` as the members and their titles."""
        members = given.get("members") if isinstance(given, Mapping) else None
        if not isinstance(members, Mapping):
            return given
        return {**given, "members": tuple(members), "member_titles": dict(members)}

    @model_validator(mode="after")
    def _members_are_of_an_enum(self) -> Feature:
        if (self.type == "Enum") != bool(self.members):
            raise ValueError(
                "取值列表只用于 Enum，且必须有 members are listed for an Enum, and only for an Enum"
            )
        if (
            self.roll is not None
            and self.shows is None
            and (self.roll not in self.sources or "none" not in (self.members or ()))
        ):
            raise ValueError(
                "名册须列在来源里，且取值含 none "
                "a roll is one of the sources, and its levels have the member none"
            )
        given = {"type", "sensitivity"} <= self.model_fields_set
        if not self.is_declared and not (given and (self.tag is None) == bool(self.sources)):
            raise ValueError(
                "须写 type、sensitivity 和 sources；显示标签的不写 sources "
                "type, sensitivity and sources are named (no sources of a fact that shows a tag)"
            )
        if (
            self.is_declared
            and self.made is None
            and {"type", "sources", "tag", *(["roll"] if self.shows is None else [])} & self.model_fields_set
        ):
            raise ValueError(
                "推出来的特征不写 type 和 sources "
                "a declared fact has its type and sources from what it is made of"
            )
        if self.tag is not None and self.type != "Boolean":
            raise ValueError("显示标签的特征是 Boolean a fact that shows a tag is a Boolean")
        if self.unknown != "exact" and not self.is_declared and self.type not in ("Int16", "Int32", "Date"):
            raise ValueError("上下限只用于数量和日期 at_least and at_most are bounds of a count or a date")
        return self
