"""What is found wrong with an expression, and the names it may use.

What belongs here: those two shapes, and what the language allows. What does not: finding it (`parse`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tag_rules.engine.expression.nodes import Type, Value

ALLOWED = (
    "可用的写法见 docs/rule-language.md allowed are comparisons, and, or, not, between, in, "
    "is [not] null/true/false, like, regexp_matches, "
    "coalesce, case, + - * / %, date ± interval, literals, features and :parameters"
)
LISTED = "特征都列在 all features stand in features.yaml"
REGEXP_ALLOWED = (
    r"可用的只有 allowed are characters, . [a-z] [^a-z] ^ $ (a|b) and * + ? {2,3} after a character, "
    r"\. for a dot"
)


@dataclass(frozen=True)
class Finding:
    """One thing wrong in an expression.

    `offset` is where in the text, None when unknown; `read` is false for what is no expression at all.
    """

    message: str
    remedy: str = ""
    offset: int | None = None
    read: bool = True


@dataclass(frozen=True)
class Vocabulary:
    """The names an expression may use: columns with types, parameters with all values they ever take.

    `units`: what parameters count, for those that count something. `titles`: Chinese title → the name as a
    rule writes it. `elsewhere`: columns of other subjects → those subjects; `titles_elsewhere`: their titles;
    `declared`: those of a place above or of members → the line of features.yaml that makes them one's own.
    `member_titles`: columns with a closed list → Chinese title of each value → the value.
    """

    columns: Mapping[str, Type]
    parameters: Mapping[str, Sequence[Value]]
    units: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Mapping[str, Sequence[str]] = field(default_factory=dict)
    titles_elsewhere: Mapping[str, str] = field(default_factory=dict)
    declared: Mapping[str, str] = field(default_factory=dict)
    member_titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def listed(self, column: str | None) -> str:
        """Return the values of a column with their titles, as a remedy; empty where none are known."""
        titles = self.member_titles.get(column or "", {})
        values = ", ".join(f"'{member}'（{title}）" for title, member in titles.items())
        return f"取值为 it is one of: {values}" if values else ""
