"""Problem labels as checked objects: their words, the language texts use, what is routed out, public topics.

Belongs here: names, types and plain shapes. Does not belong here: what words mean (`labels`), reading files.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from pydantic import Field, model_validator

from tag_rules.engine.expression.nodes import FIRST_DAY
from tag_rules.engine.strict_model import StrictModel, Title


class LabelCase(StrictModel):
    """A text and whether it gets the label."""

    text: str = Field(min_length=1)
    then: bool


class Near(StrictModel):
    """A word of `first` and a word of `second`, in either order, at most `within` characters between them."""

    first: tuple[str, ...] = Field(min_length=1)
    second: tuple[str, ...] = Field(min_length=1)
    within: int = Field(default=8, ge=0, le=50)


class LabelWords(StrictModel):
    """What gives a label: evidence that decides alone (`any`, `about`, `near`, asked `wanted`) or together.

    `any` tells the problem: 没有 before it denies it. `about` is what it is about, whose lack is no denial.
    """

    any: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    near: tuple[Near, ...] = ()
    wanted: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    not_: tuple[str, ...] = Field(default=(), alias="not")

    @model_validator(mode="after")
    def _something_gives_it(self) -> LabelWords:
        if not (self.any or self.about or self.near or self.wanted) and len(self.hints) < 2:
            raise ValueError(
                "标签要有词语 a label has words in any, about or wanted, pairs in near, or two hints"
            )
        return self


class LabelVersion(LabelWords):
    """What a label says in one of its versions; valid_to is the first day without it."""

    title: Title
    definition: Title
    version: int = Field(ge=1)
    valid_from: date
    valid_to: date | None = None
    cases: tuple[LabelCase, ...] = Field(min_length=2)


class EarlierLabel(LabelVersion):
    """What a label said before: past dates are labelled with it, so it stays as it was."""

    valid_to: date


class LabelEntry(LabelVersion):
    """A problem sub-category (问题小类) as its file has it: its newest version, and the earlier ones."""

    code: str = Field(pattern=r"^P0([1-9]\d\d|000)$")
    earlier: tuple[EarlierLabel, ...] = ()
    retired_because: Title | None = None

    @model_validator(mode="after")
    def _an_end_has_a_reason(self) -> LabelEntry:
        if (self.valid_to is None) != (self.retired_because is None):
            raise ValueError(
                "停用的标签须同时有 a label that is retired has both valid_to and retired_because"
            )
        return self


class LabelCategory(StrictModel):
    """One file of problem labels."""

    category: str = Field(pattern=r"^P0[0-9]$")
    title: Title
    purpose: str
    labels: tuple[LabelEntry, ...] = Field(min_length=1)


class RoutedOut(StrictModel):
    """A topic that is nobody's label: a text with one of its words goes to who can help, without a label."""

    topic: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    version: int = Field(default=1, ge=1)
    title: Title
    to: Title
    words: tuple[str, ...] = Field(min_length=1)
    near: tuple[Near, ...] = ()
    kept: tuple[str, ...] = ()


class LabelLanguage(StrictModel):
    """How texts deny, say that it is over, note routine work and ask: see `label_language.yaml`."""

    version: int = Field(default=1, ge=1)
    kept: tuple[str, ...] = ()
    denies: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    joined_by: tuple[str, ...] = ()
    troubles: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()
    routine: tuple[str, ...] = ()
    routine_opening: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    fine: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    not_over: tuple[str, ...] = ()
    still: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    lists: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class PublicTopic(StrictModel):
    """A topic of public services, wider than our labels, and the names foreign taxonomies have for it."""

    topic: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: Title
    names: tuple[str, ...] = Field(min_length=1)
    labels: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()
    words: tuple[str, ...] = Field(min_length=1)
    hints: tuple[str, ...] = ()


OTHER = "P0000"
"""The label of a text that asks for something and has no label else; one that asks for nothing has none."""


@dataclass(frozen=True)
class ProblemLabel:
    """One version of a problem label (问题标签) of the rule set; it stands on a case, never on a person.

    `written`: what its file says, with the names of shared lists, which `rules.lock` holds it to.
    """

    code: str
    category_code: str
    title: Title
    category_title: Title
    any: tuple[str, ...]
    must: tuple[str, ...]
    not_: tuple[str, ...]
    cases: tuple[LabelCase, ...] = field(default=(), repr=False)
    near: tuple[Near, ...] = ()
    about: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    definition: Title | None = None
    version: int = 1
    valid_from: date = FIRST_DAY
    valid_to: date | None = None
    retired_because: Title | None = None
    purpose: str = ""
    written: LabelVersion | None = field(default=None, repr=False, compare=False)

    def in_force(self, as_of: date) -> bool:
        """Return whether the label is given on that day ([valid_from, valid_to))."""
        return self.valid_from <= as_of and (self.valid_to is None or as_of < self.valid_to)

    @property
    def strong(self) -> frozenset[str]:
        """The words that decide alone."""
        return frozenset((*self.any, *self.about))


@dataclass(frozen=True, eq=False)
class Labelling:
    """All that decides a text's labels: the labels, the language they are told in, what is routed out."""

    labels: tuple[ProblemLabel, ...]
    language: LabelLanguage = field(default_factory=LabelLanguage)
    routed_out: tuple[RoutedOut, ...] = ()
