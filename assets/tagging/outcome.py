"""Outcomes: what our rules, the city, the rolls and people's decisions say.

Belongs here: precedence (hand > upstream and roll > rule) and the frames of data model section 4.
Does not belong here: what a rule means (`tag_rules`), the shape of the frames (`outcome_encoding`), history
and keeping a tag while it is unknown (`publication`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

import polars as pl
import polars.selectors as cs

from assets.tagging.city import City
from assets.tagging.outcome_encoding import SCHEMAS, SUBJECT, numbered_sets
from assets.tagging.stages import published
from assets.tagging.stated_rows import UNREAD, accepted, manual_rows, upstream_rows
from tag_rules.engine.evaluate import apply
from tag_rules.engine.model import RuleSet, Tag
from tag_rules.engine.tag_inputs import in_order

# Subjects decided at a time: what is worked out in between grows with these, not with the district.
_AT_ONCE = 100_000
_ORIGINS = pl.Enum(["manual", "upstream", "roll", "rule"])
_STATUSES = pl.Enum(["active", "disputed"])
UNKNOWN = pl.Schema(
    {name: SCHEMAS["undecided_subject"][name] for name in (*SUBJECT, "street_code", "committee_code")}
    | {"kind": pl.List(pl.UInt16)}
)
"""Subjects with the list of what is unknown of them, as numbers of `_KINDS`."""
# What can be unknown in one way, numbered.
_KINDS = pl.Schema(
    {"kind": pl.UInt16()}
    | {name: kind for name, kind in SCHEMAS["undecided_set"].items() if name != "undecided_set"}
)
# Rows are counted, not named, until the end: `row` is the subject's place in its frame, `tag` its tag's.
_CLAIMS = pl.Schema(
    {
        "row": pl.UInt32(),
        "tag": pl.UInt16(),
        "outcome": pl.Boolean(),
        "value": pl.String(),
        "origin": _ORIGINS,
    }
)

_NONE = pl.DataFrame(schema={**_CLAIMS, "place": pl.UInt64(), "status": _STATUSES})


def outcomes(
    rule_set: RuleSet,
    features: Mapping[str, pl.DataFrame],
    upstream: pl.DataFrame,
    manual: pl.DataFrame,
    city: City,
    as_of: date,
) -> dict[str, pl.DataFrame]:
    """Return what is true and what is unknown of every subject and tag: the frames of `SCHEMAS`, by key.

    What is in neither is false. While the city's file is silent its rows are not read, and a tag it may give
    is unknown unless our rule gives it; so it is of whom the city is uncertain. Where the city's list is
    complete our rule has no say. When people contradict each other by hand, suppress wins over add. A
    decision that nobody can read is a dispute of what is true, and leaves unknown what nobody else gives.
    Rows that `ignored` counts have no effect.

    Args:
        features: by subject, data model section 3; only these subjects are tagged.
        upstream: resident_id, tag_code, value; or of any subject, as `city.given` returns it.
        manual: subject, subject_id, tag_code, action, value, decisions in force.
        city: what its file can tell of residents.
    """
    deciding = Deciding.on(rule_set, features, city, as_of)
    parts = [deciding.part(subject, features[subject], upstream, manual) for subject in sorted(features)]
    return deciding.gathered(parts)


@dataclass(frozen=True)
class Deciding:
    """What decides the outcomes of a date, the same for every part of it: rules, tags in force by code, city.

    A part is subjects of one kind. Households, buildings and committees are whole within a street, and no
    outcome is made of two subjects: so any part may be decided anywhere, by itself.
    """

    rule_set: RuleSet
    tags: tuple[Tag, ...]
    city: City
    as_of: date

    @staticmethod
    def on(rule_set: RuleSet, subjects: Collection[str], city: City, as_of: date) -> Deciding:
        """Return what decides on that day about these kinds of subject."""
        rule_set = rule_set.at(as_of)
        in_force = [tag for tag in rule_set.tags if tag.subject in subjects and tag.in_force(as_of)]
        return Deciding(rule_set, tuple(sorted(in_force, key=lambda tag: tag.code)), city, as_of)

    def part(
        self, subject: str, features: pl.DataFrame, upstream: pl.DataFrame, manual: pl.DataFrame
    ) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return true_outcome and `UNKNOWN` of the subjects of one kind, both by subject_id.

        `upstream` and `manual` are as `outcomes` takes them; those of other subjects make no difference.
        """
        there = {subject: features}
        decided = accepted(manual_rows(manual), self.tags, there)
        stated = accepted(upstream_rows(upstream), self.tags, there)
        of_kind = [tag for tag in self.tags if tag.subject == subject]
        true, unknown = [SCHEMAS["true_outcome"].to_frame()], [UNKNOWN.to_frame()]
        for frame in features.sort("subject_id").iter_slices(_AT_ONCE):
            subjects = _Subjects(subject, frame, self.tags)
            parts = [_NONE]
            for asked in in_order(self.rule_set, of_kind):
                made = _claims(self.rule_set, subjects, decided, stated, self.city, self.as_of, asked)
                parts.append(_effective(subjects, made, decided))
                subjects = subjects.showing(parts[-1], asked, self.rule_set)
            claims = published(pl.concat(parts).sort("place"), self.tags, frame, self.as_of)
            true.append(_true(subjects, claims.filter("outcome")))
            unknown.append(_unknown(subjects, claims.filter(pl.col("outcome").is_null())))
        return pl.concat(true), pl.concat(unknown)

    def gathered(self, parts: Sequence[tuple[pl.DataFrame, pl.DataFrame]]) -> dict[str, pl.DataFrame]:
        """Return the frames of `SCHEMAS` of all parts, in the order of the parts."""
        true = pl.concat([SCHEMAS["true_outcome"].to_frame(), *(part[0] for part in parts)])
        unknown = pl.concat([UNKNOWN.to_frame(), *(part[1] for part in parts)])
        undecided_subject, undecided_set = numbered_sets(unknown, _kinds(self.tags), "kind")
        return {
            "true_outcome": true,
            "undecided_subject": undecided_subject,
            "undecided_set": undecided_set,
        }


@dataclass(frozen=True)
class _Subjects:
    """Subjects of one kind, by subject_id, and all tags in force, by code: a tag's number is its place."""

    subject: str
    features: pl.DataFrame
    tags: tuple[Tag, ...]

    def numbers(self, asked: Collection[Tag]) -> list[tuple[int, Tag]]:
        """The tags asked about, with their numbers."""
        codes = {tag.code for tag in asked}
        return [(number, tag) for number, tag in enumerate(self.tags) if tag.code in codes]

    def showing(self, claims: pl.DataFrame, asked: Collection[Tag], rule_set: RuleSet) -> _Subjects:
        """Return the same with the facts that show one of the tags asked about, whoever gave it.

        A disputed tag is unknown to the rules that read it, as it is to everybody else.
        """
        numbers = {tag.code: number for number, tag in self.numbers(asked)}
        held = pl.when(pl.col("status") == "active").then(pl.col("outcome"))
        columns = []
        for fact in rule_set.tag_facts(self.subject):
            if fact.tag in numbers:
                of_tag = claims.filter(pl.col("tag") == numbers[fact.tag]).select("row", held)
                column = pl.repeat(False, self.features.height, dtype=pl.Boolean, eager=True).alias(fact.name)
                columns.append(column.scatter(of_tag["row"], of_tag["outcome"]))
        return replace(self, features=self.features.with_columns(columns)) if columns else self

    def numbered(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return those of `rows` that are of this kind, with `row` and `tag`."""
        ids = self.features.select(pl.col("subject_id").cast(pl.Int64)).with_row_index("row")
        codes = pl.DataFrame(
            {"tag_code": [tag.code for tag in self.tags]}, schema={"tag_code": pl.String}
        ).with_row_index("tag")
        return (
            rows.filter(pl.col("subject") == self.subject)
            .join(ids, on="subject_id")
            .join(codes, on="tag_code")
            .cast({"row": pl.UInt32, "tag": pl.UInt16})
        )


def _claims(
    rule_set: RuleSet,
    subjects: _Subjects,
    decided: pl.DataFrame,
    stated: pl.DataFrame,
    city: City,
    as_of: date,
    asked: Collection[Tag],
) -> pl.DataFrame:
    """Return the strongest claim of every subject and tag asked about: `_CLAIMS`, in no order."""
    numbered = subjects.numbers(asked)
    codes = [tag.code for _, tag in numbered]
    of_asked = pl.col("tag_code").is_in(codes)
    by_city_of_date = stated.clear() if city.is_silent else stated.filter(of_asked)
    claimed = _stated(subjects, decided.filter(of_asked), by_city_of_date)
    claimed_rows = _rows_by_tag(claimed)
    unread_rows = _rows_by_tag(subjects.numbered(decided.filter(of_asked, pl.col("action") == UNREAD)))
    applied = apply(rule_set, subjects.subject, subjects.features, as_of, codes)
    residence = subjects.features.select(cs.by_name("lives_here", "registered_here", require_all=False))
    residence = residence.drop(applied.rows.columns, strict=False)  # facts that a value is made of
    # Unread until all parts are asked for together: a filter of the whole frame would copy every column of it
    # for each tag.
    rows = pl.concat([applied.rows, residence], how="horizontal").with_row_index("row").lazy()
    parts = [_CLAIMS.to_frame().lazy(), claimed.lazy()]
    for number, tag in numbered:
        open_ = pl.lit(True)
        if number in claimed_rows:
            open_ = ~pl.col("row").is_in(claimed_rows[number].implode())
        by_city = subjects.subject == "resident" and city.may_give(tag)
        if tag.condition is not None and not (by_city and city.decides_alone(tag)):
            by_rule = pl.col(tag.code).fill_null(True)
            parts.append(_by_rule(applied.of_tag(tag, open_ & by_rule, rows), tag, number))
            open_ &= ~by_rule
        # What the city might say comes last: it undoes no tag that our rule gives.
        if by_city:
            parts.append(_undecidable(rows.filter(open_ & city.undecidable(tag)), number, "upstream"))
            open_ &= ~city.undecidable(tag)
        if number in unread_rows:
            unread = pl.col("row").is_in(unread_rows[number].implode())
            parts.append(_undecidable(rows.filter(open_ & unread), number, "manual"))
    return pl.concat(parts).collect()


def _rows_by_tag(claims: pl.DataFrame) -> dict[int, pl.Series]:
    """Return the rows that there are claims about, by the number of the tag."""
    return {int(tag): part["row"] for (tag,), part in claims.partition_by("tag", as_dict=True).items()}


def _stated(subjects: _Subjects, decided: pl.DataFrame, by_city: pl.DataFrame) -> pl.DataFrame:
    """Return what people added by hand, and what the city states beside it: `_CLAIMS`, all of them true."""
    added = (
        subjects.numbered(decided.filter(pl.col("action") == "add"))
        .group_by("row", "tag")
        .agg(pl.col("value").max())
        .with_columns(origin=pl.lit("manual"))
    )
    upstream = subjects.numbered(by_city).join(added, on=["row", "tag"], how="anti")
    return pl.concat(
        [
            rows.with_columns(outcome=pl.lit(True)).select(_CLAIMS.names()).cast(_CLAIMS)
            for rows in (added, upstream.with_columns(origin=pl.lit("upstream")))
        ]
    )


def _by_rule(rows: pl.LazyFrame, tag: Tag, number: int) -> pl.LazyFrame:
    """Return what our rule says of `rows` (`Applied.of_tag`), of whom it says true or unknown."""
    return rows.select(
        pl.col("row"),
        pl.lit(number, pl.UInt16).alias("tag"),
        "outcome",
        "value",
        pl.lit("roll" if tag.origin == "roll" else "rule", _ORIGINS).alias("origin"),
    )


def _undecidable(rows: pl.LazyFrame, number: int, origin: str) -> pl.LazyFrame:
    """Return `rows` as unknown: the city may give them the tag, or a person."""
    return rows.select(
        pl.col("row"),
        pl.lit(number, pl.UInt16).alias("tag"),
        pl.lit(None, pl.Boolean).alias("outcome"),
        pl.lit(None, pl.String).alias("value"),
        pl.lit(origin, _ORIGINS).alias("origin"),
    )


def _effective(subjects: _Subjects, claims: pl.DataFrame, decided: pl.DataFrame) -> pl.DataFrame:
    """Return claims but the suppressed, with `place` and `status`: disputed or active."""
    by_hand = {
        actions[0]: subjects.numbered(decided.filter(pl.col("action").is_in(actions)))
        .select(_place())["place"]
        .implode()
        for actions in (("suppress",), ("dispute", UNREAD))
    }
    place = pl.col("place")
    status = pl.when(place.is_in(by_hand["dispute"])).then(pl.lit("disputed")).otherwise(pl.lit("active"))
    return (
        claims.with_columns(_place())
        .filter(~place.is_in(by_hand["suppress"]))
        .with_columns(status.cast(_STATUSES).alias("status"))
    )


def _true(subjects: _Subjects, claims: pl.DataFrame) -> pl.DataFrame:
    """Return true claims as rows of true_outcome."""
    codes, versions = ([tag.code for tag in subjects.tags], [tag.version for tag in subjects.tags])
    tag = pl.col("tag")
    named = claims.select(
        pl.lit(subjects.subject).alias("subject"),
        *_of_subject(subjects),
        pl.lit(pl.Series(codes, dtype=pl.String)).gather(tag).alias("tag_code"),
        "value",
        pl.col("origin", "status").cast(pl.String),
        pl.lit(pl.Series(versions, dtype=pl.Int32)).gather(tag).alias("rule_version"),
    )
    return named.select(SCHEMAS["true_outcome"].names())


def _unknown(subjects: _Subjects, claims: pl.DataFrame) -> pl.DataFrame:
    """Return unknown claims as `UNKNOWN`, one row per subject with any."""
    return (
        claims.lazy()
        .select("row", _kind(pl.col("tag"), pl.col("origin"), pl.col("status")))
        .group_by("row", maintain_order=True)
        .agg(pl.col("kind").sort())
        .select(pl.lit(subjects.subject).alias("subject"), *_of_subject(subjects), "kind")
        .select(UNKNOWN.names())
        .collect()
    )


def _of_subject(subjects: _Subjects) -> list[pl.Expr]:
    """Return subject_id and place of the subject that `row` counts."""
    ids, streets, committees = subjects.features.select(
        pl.col("subject_id").cast(pl.Int64), pl.col("street_code", "committee_code").cast(pl.String)
    )
    return [pl.lit(each).gather(pl.col("row")).alias(each.name) for each in (ids, streets, committees)]


def _kind(tag: pl.Expr, origin: pl.Expr, status: pl.Expr) -> pl.Expr:
    """Return what is unknown as a number: the place among `_kinds` of a tag, an origin and a status."""
    origins, statuses = len(_ORIGINS.categories), len(_STATUSES.categories)
    kind = (tag * origins + origin.to_physical()) * statuses + status.to_physical()
    return kind.cast(pl.UInt16).alias("kind")


def _kinds(tags: tuple[Tag, ...]) -> pl.DataFrame:
    """Return every `kind` with what undecided_set has of it."""
    ways = product(tags, _ORIGINS.categories, _STATUSES.categories)
    return pl.DataFrame(
        [
            (kind, tag.code, origin, status, tag.version, tag.unknown.keep_days, tag.publish_unknown)
            for kind, (tag, origin, status) in enumerate(ways)
        ],
        schema=_KINDS,
        orient="row",
    )


def _place() -> pl.Expr:
    """Return where a subject's tag stands among all: one number to sort and to look up by."""
    return (pl.col("row").cast(pl.UInt64) * 2**16 + pl.col("tag")).alias("place")
