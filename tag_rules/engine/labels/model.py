"""Problem labels as checked objects: their words, the language texts use, what is routed out, public topics.

Belongs here: names, types and plain shapes. Does not belong here: what words mean (`labels`), reading files.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pydantic import Field, model_validator

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


class LabelEntry(LabelWords):
    """A problem sub-category (问题小类) as its file has it."""

    code: str = Field(pattern=r"^P0([1-9]\d\d|000)$")
    title: Title
    definition: Title
    cases: tuple[LabelCase, ...] = Field(min_length=2)


class LabelCategory(StrictModel):
    """One file of problem labels."""

    category: str = Field(pattern=r"^P0[0-9]$")
    title: Title
    labels: tuple[LabelEntry, ...] = Field(min_length=1)


class RoutedOut(StrictModel):
    """A topic that is nobody's label: a text with one of its words goes to who can help, without a label."""

    topic: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: Title
    to: Title
    words: tuple[str, ...] = Field(min_length=1)
    near: tuple[Near, ...] = ()
    kept: tuple[str, ...] = ()


class LabelLanguage(StrictModel):
    """How texts deny, say that it is over, note routine work and ask: see `label_language.yaml`."""

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
    """A problem label (问题标签) of the rule set; it stands on a case, never on a person."""

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
