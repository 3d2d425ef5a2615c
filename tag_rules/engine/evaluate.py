"""Rules applied to a frame of features: one `select` for all rules, then one filter per tag.

What belongs here: the fast way. The slow and explaining way is `reference`; both must agree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import narwhals as nw
import polars as pl

from tag_rules.engine.expression import Node, columns_read, compile_expression, lower
from tag_rules.engine.model import Feature, RuleSet, Tag
from tag_rules.engine.tag_inputs import tags_read

OUTCOME_SCHEMA = pl.Schema(
    {"subject_id": pl.Int64(), "tag_code": pl.String(), "outcome": pl.Boolean(), "value": pl.String()}
)


def schema(rule_set: RuleSet, subject: str) -> pl.Schema:
    """Return the columns that the features of a subject have in a frame, each followed by its bound, if any.

    Derived ages and tags are not among them.
    """
    features = [feature for feature in rule_set.features[subject].values() if feature.is_column]
    return pl.Schema(
        {name: dtype(feature) for feature in features for name in (feature.name, feature.bound) if name}
    )


def evaluate(
    rule_set: RuleSet,
    subject: str,
    features: pl.LazyFrame | pl.DataFrame,
    as_of: date,
    tags: Sequence[str] | None = None,
) -> pl.DataFrame:
    """Return one row per (subject_id, tag_code) that is true or, with a null outcome, unknown.

    Columns: subject_id Int64, tag_code String, outcome Boolean (true or null), value String (null
    without a value expression and where the outcome is unknown). False rows are absent, as are tags of
    other subjects, tags without a rule of ours and tags not in force at `as_of`. Each tag is applied in its
    version of that day. `tags` limits to these codes; KeyError for an unknown one. `features` has subject_id
    and the columns the rules read, typed as in features.yaml; ValueError otherwise. A tag that a rule reads
    may be a column too (who has it, whoever gives it); else it is what its rule gives.
    """
    applied = apply(rule_set, subject, features, as_of, tags)
    # Lazily: an eager filter would copy every column of the frame once per tag.
    parts = (applied.of_tag(tag, pl.col(tag.code).fill_null(True)) for tag in applied.tags)
    named = (
        part.select("subject_id", pl.lit(tag.code).alias("tag_code"), "outcome", "value")
        for tag, part in zip(applied.tags, parts, strict=True)
    )
    return pl.concat([OUTCOME_SCHEMA.to_frame().lazy(), *named]).collect()


@dataclass(frozen=True)
class Applied:
    """Rules applied to a frame of features, all at once.

    tags: those applied. rows: one row per row of the features, in their order: subject_id Int64, per tag its
    code, Boolean (null is unknown), then the facts that values are made of. values: by code, over these.
    """

    tags: tuple[Tag, ...]
    rows: pl.DataFrame
    values: Mapping[str, nw.Expr]

    def of_tag(self, tag: Tag, wanted: pl.Expr, rows: pl.LazyFrame | None = None) -> pl.LazyFrame:
        """Return the rows that are `wanted`, with `outcome` of this tag and `value`, null where not true.

        A value is worked out of those rows only: most have none, and a text for each would cost more than all
        rules together.

        Args:
            rows: `self.rows` with more columns beside them.
        """
        those = (self.rows.lazy() if rows is None else rows).filter(wanted)
        value = self.values.get(tag.code)
        if value is None:
            given = those.with_columns(value=pl.lit(None, pl.String))
        else:
            given = nw.from_native(those).with_columns(value.cast(nw.String).alias("value")).to_native()
        is_true = pl.col(tag.code)
        return given.with_columns(outcome=is_true, value=pl.when(is_true).then("value"))


def apply(
    rule_set: RuleSet,
    subject: str,
    features: pl.LazyFrame | pl.DataFrame,
    as_of: date,
    tags: Sequence[str] | None = None,
) -> Applied:
    """Return what the rules that `evaluate` applies say of each row of `features`."""
    rule_set = rule_set.at(as_of)
    asked = rule_set.tags if tags is None else tuple(rule_set.tag(code) for code in tags)
    applied = tuple(tag for tag in asked if tag.subject == subject and tag.condition and tag.in_force(as_of))
    frame = _with_what_rules_read(rule_set, subject, features.lazy(), as_of, applied)
    full_years_of = rule_set.full_years_of(subject)
    compiled = _compiler(rule_set, subject, as_of)
    conditions = [compiled(tag.condition).alias(tag.code) for tag in applied if tag.condition]
    valued = {tag.code: tag.value_expression for tag in applied if tag.value_expression}
    read = {name for tree in valued.values() for name in columns_read(tree)}
    facts = {full_years_of.get(name, name) for name in read}
    facts |= {bound for name in read if (bound := rule_set.features[subject][name].bound)}
    wide = nw.from_native(frame).select(nw.col("subject_id").cast(nw.Int64), *conditions, *sorted(facts))
    values = {code: compiled(tree) for code, tree in valued.items()}
    return Applied(applied, wide.to_native().collect(), values)


def _compiler(rule_set: RuleSet, subject: str, as_of: date) -> Callable[[Node], nw.Expr]:
    """Return how a rule's tree becomes an expression over the features of a subject on that day."""
    full_years_of = rule_set.full_years_of(subject)

    def compiled(tree: Node) -> nw.Expr:
        lowered = lower(tree, as_of, lambda name: rule_set.parameter_at(name, as_of), full_years_of)
        return compile_expression(lowered, as_of, full_years_of)

    return compiled


def _with_what_rules_read(
    rule_set: RuleSet, subject: str, frame: pl.LazyFrame, as_of: date, tags: Sequence[Tag]
) -> pl.LazyFrame:
    """Return features with every column that these tags' rules read; ValueError where one is wanting."""
    frame = _with_tag_facts(rule_set, subject, frame, as_of, tags)
    _require_columns(rule_set, subject, frame, tags)
    return _with_bounds(rule_set, subject, frame)


def _with_tag_facts(
    rule_set: RuleSet, subject: str, frame: pl.LazyFrame, as_of: date, read_by: Sequence[Tag]
) -> pl.LazyFrame:
    """Return features with the facts that show a tag and are no columns: what its rule gives.

    Only facts that one of `read_by` reads. A tag without a rule is unknown, one that is not in force false.
    """
    present = frame.collect_schema()
    wanted = {code for tag in read_by for code in tags_read(rule_set.features, tag)}
    facts = [fact for fact in rule_set.tag_facts(subject) if fact.name not in present and fact.tag in wanted]
    if not facts:
        return frame
    tags = {fact.name: rule_set.tag(str(fact.tag)) for fact in facts}
    by_rule = {name: tag for name, tag in tags.items() if tag.condition is not None and tag.in_force(as_of)}
    frame = _with_what_rules_read(rule_set, subject, frame, as_of, list(by_rule.values()))
    compiled = _compiler(rule_set, subject, as_of)
    shown = [compiled(tag.condition).alias(name) for name, tag in by_rule.items() if tag.condition]
    absent = {
        name: pl.lit(None if tag.in_force(as_of) else False, pl.Boolean)
        for name, tag in tags.items()
        if name not in by_rule
    }
    return nw.from_native(frame).with_columns(*shown).to_native().with_columns(**absent)


def _with_bounds(rule_set: RuleSet, subject: str, frame: pl.LazyFrame) -> pl.LazyFrame:
    """Return the frame with every bound of a column it has: a frame without one knows nothing of it."""
    present = frame.collect_schema()
    known = rule_set.features.get(subject, {}).values()
    return frame.with_columns(
        pl.lit(None, dtype(feature)).alias(feature.bound)
        for feature in known
        if feature.bound and feature.name in present and feature.bound not in present
    )


def _require_columns(rule_set: RuleSet, subject: str, frame: pl.LazyFrame, tags: Sequence[Tag]) -> None:
    """Refuse a frame that lacks a column some rule reads, or has it in another type: every one at once."""
    present = frame.collect_schema()
    known = rule_set.features.get(subject, {})
    wrong = [] if "subject_id" in present else ["subject_id is missing"]
    needed: dict[str, list[str]] = {}
    for tag in tags:
        for tree in (tag.condition, tag.value_expression):
            for name in columns_read(tree) if tree else ():
                needed.setdefault(known[name].full_years_of or name, []).append(tag.code)
    for name, codes in needed.items():
        wanted = dtype(known[name])
        if name not in present:
            wrong.append(f"{name} is missing, needed by {', '.join(dict.fromkeys(codes))}")
        elif present[name] != wanted and not _fits(present[name], wanted):
            wrong.append(f"{name} is {present[name]}, not {wanted}")
    if wrong:
        raise ValueError(f"features of {subject}: " + "; ".join(wrong))


def _fits(made: pl.DataType, wanted: pl.DataType) -> bool:
    """Return whether another type is as good: any integer for an integer, text for an Enum."""
    return (made.is_integer() and wanted.is_integer()) or (isinstance(wanted, pl.Enum) and made == pl.String)


def dtype(feature: Feature) -> pl.DataType:
    """Return the type a feature has in a frame."""
    kind: pl.DataType = pl.Enum(feature.members) if feature.members else getattr(pl, feature.type)()
    return kind
