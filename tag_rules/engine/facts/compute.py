"""Declared facts worked out: one grouping per pair of kinds, one look-up per place above, all at once.

What belongs here: the fast way. The slow one is `reference`; both must agree. What does not: which sources
are good (`assets/features`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import narwhals as nw
import polars as pl

from tag_rules.engine.expression import Node, columns_read, compile_expression, lower, nodes
from tag_rules.engine.facts.kinds import RECORDS, Made
from tag_rules.engine.model import Feature, RuleSet

WELL_KNOWN = 0.95
"""Of how many of those counted a condition must be known for a share of it."""
Frames = Mapping[str, pl.DataFrame]


def with_declared(rule_set: RuleSet, frames: Frames, links: Frames, as_of: date) -> dict[str, pl.DataFrame]:
    """Return the features of every subject with the declared facts, in the order of the catalogue.

    Args:
        frames: features by subject (subject_id, then facts), and the rows of `RECORDS` by name.
        links: by subject and by record, row by row as in `frames` where it is a record: subject_id of a
            subject, and `<place>_id` of each place above it; null where it belongs to none.
    """
    made = {name: frame.lazy() for name, frame in frames.items()}
    since = {
        name: _recorded_from(frames[name], record.dated) for name, record in RECORDS.items() if name in frames
    }
    for wave in waves(rule_set, {name: frame.columns for name, frame in frames.items()}):
        columns = {
            subject: _of_subject(rule_set, subject, facts, made, links, since, as_of)
            for subject, facts in wave.items()
        }
        for subject, parts in columns.items():
            for part in parts:
                made[subject] = made[subject].join(part, on="subject_id", how="left", maintain_order="left")
            made[subject] = _filled(made[subject], wave[subject], since, rule_set, as_of)
    subjects = [subject for subject in frames if subject in rule_set.features]
    return dict(zip(subjects, pl.collect_all([made[subject] for subject in subjects]), strict=True))


def waves(rule_set: RuleSet, there: Mapping[str, Collection[str]]) -> list[dict[str, list[Feature]]]:
    """Return the declared facts by subject in waves: each is made of facts of earlier waves.

    Args:
        there: by subject and record the columns there are; what is made of others is left out.
    """

    def can_be(subject: str, name: str) -> bool:
        feature = rule_set.features.get(subject, {}).get(name)
        if feature is None or feature.made is None:
            return (feature.full_years_of or name if feature else name) in there.get(subject, ())
        return {subject, feature.made.of} <= there.keys() and all(
            can_be(feature.made.of, each) for each in _read(feature.made)
        )

    depth: dict[tuple[str, str], int] = {}

    def of(subject: str, name: str) -> int:
        feature = rule_set.features.get(subject, {}).get(name)
        if feature is None or feature.made is None:
            return 0
        if (subject, name) not in depth:
            depth[subject, name] = 1 + max(
                (of(feature.made.of, each) for each in _read(feature.made)), default=0
            )
        return depth[subject, name]

    found: dict[int, dict[str, list[Feature]]] = {}
    for subject, facts in rule_set.features.items():
        for fact in facts.values():
            if fact.made is not None and can_be(subject, fact.name):
                found.setdefault(of(subject, fact.name), {}).setdefault(subject, []).append(fact)
    return [found[number] for number in sorted(found)]


def _read(made: Made) -> set[str]:
    trees = (tree for tree in (made.where, made.among, made.value) if tree is not None)
    return {name for tree in trees for name in columns_read(tree)}


def _recorded_from(rows: pl.DataFrame, dated: str) -> date | None:
    first = rows[dated].min()
    return first if isinstance(first, date) else None


def _of_subject(
    rule_set: RuleSet, subject: str, facts: list[Feature], made: Mapping[str, pl.LazyFrame], links: Frames,
    since: Mapping[str, date | None], as_of: date,
) -> list[pl.LazyFrame]:  # fmt: skip
    """Return frames of subject_id and facts, one for each kind that is counted or looked up."""
    by_other: dict[tuple[bool, str], list[Feature]] = {}
    for fact in facts:
        if fact.made is not None:
            by_other.setdefault((fact.made.kind == "from", fact.made.of), []).append(fact)
    return [
        _taken(subject, other, some, made, links) if is_from
        else _counted(rule_set, subject, other, some, made, links, since, as_of)
        for (is_from, other), some in by_other.items()
    ]  # fmt: skip


def _taken(
    subject: str, place: str, facts: list[Feature], made: Mapping[str, pl.LazyFrame], links: Frames
) -> pl.LazyFrame:
    columns = [pl.col("subject_id").alias(f"{place}_id")]
    for fact in facts:
        _, name = fact.origin()
        columns.append(pl.col(name).alias(fact.name))
        if fact.bound:
            columns.append(pl.col(f"{name}_{fact.unknown}").alias(fact.bound))
    whose = links[subject].lazy().select("subject_id", f"{place}_id").drop_nulls()
    return whose.join(made[place].select(columns), on=f"{place}_id").drop(f"{place}_id")


def _counted(
    rule_set: RuleSet, subject: str, other: str, facts: list[Feature], made: Mapping[str, pl.LazyFrame],
    links: Frames, since: Mapping[str, date | None], as_of: date,
) -> pl.LazyFrame:  # fmt: skip
    years = rule_set.full_years_of(other)

    def compiled(tree: Node | None, name: str) -> nw.Expr:
        if tree is None:
            return nw.lit(True).alias(name)
        lowered = lower(tree, as_of, lambda each: rule_set.parameter_at(each, as_of), years)
        return compile_expression(lowered, as_of, years).alias(name)

    conditions = [
        compiled(tree, f"{fact.name}/{key}")
        for fact in facts
        if fact.made is not None
        for key, tree in (("where", fact.made.where), ("among", fact.made.among))
    ]
    values = {
        fact.made.value.name for fact in facts if fact.made and isinstance(fact.made.value, nodes.Column)
    }
    key = f"{subject}_id"
    rows = nw.from_native(made[other]).select(
        *([nw.col("subject_id")] if other not in RECORDS else []), *sorted(values), *conditions
    )
    whose = links[other].lazy().select(*(["subject_id"] if other not in RECORDS else []), key)
    native: pl.LazyFrame = rows.to_native()
    joined = (
        pl.concat([native, whose], how="horizontal")
        if other in RECORDS
        else whose.drop_nulls().join(native, on="subject_id").drop("subject_id")
    )
    covered = {fact.name: covers(rule_set, fact, since, as_of) for fact in facts}
    return (
        joined.drop_nulls(key)
        .group_by(key)
        .agg(
            *(column for fact in facts for column in _aggregates(fact, covered[fact.name], since.get(other))),
            *(pl.lit(True).alias(f"{fact.name}/there") for fact in facts),
        )
        .rename({key: "subject_id"})
    )


def covers(rule_set: RuleSet, fact: Feature, since: Mapping[str, date | None], as_of: date) -> bool:
    """Return whether what is counted is on record for as long as the fact asks; always, of subjects.

    It asks as far back as its condition's earliest day: `visited_on > :as_of - interval '30' day`.
    """
    if fact.made is None or fact.made.of not in RECORDS:
        return True
    first, dated = since.get(fact.made.of), RECORDS[fact.made.of].dated
    if first is None or fact.made.where is None:
        return False
    lowered = lower(fact.made.where, as_of, lambda each: rule_set.parameter_at(each, as_of), {})
    starts = [start for part in _all_of(lowered) if (start := _start(part, dated)) is not None]
    return bool(starts) and first <= max(starts)


def _all_of(node: Node) -> list[Node]:
    return [*_all_of(node.left), *_all_of(node.right)] if isinstance(node, nodes.And) else [node]


def _start(part: Node, dated: str) -> date | None:
    """Return the day before which a part of a condition holds for no row."""
    match part:
        case nodes.Comparison(
            operator=">" | ">=", left=nodes.Column(name=name), right=nodes.Constant(value=day)
        ):
            pass
        case nodes.Comparison(
            operator="<" | "<=", left=nodes.Constant(value=day), right=nodes.Column(name=name)
        ):
            pass
        case nodes.Between(operand=nodes.Column(name=name), low=nodes.Constant(value=day)):
            pass
        case _:
            return None
    return day if name == dated and isinstance(day, date) else None


def _aggregates(fact: Feature, covered: bool, first: date | None) -> list[pl.Expr]:
    """Return a fact, and its bound if it has one, over the rows of one subject."""
    made = fact.made
    assert made is not None
    holds, among = pl.col(f"{fact.name}/where"), pl.col(f"{fact.name}/among")
    true, open_ = holds.sum().cast(pl.Int32), holds.null_count()
    match made.kind:
        case "count_of":
            exact = pl.when((open_ == 0) & pl.lit(covered)).then(true)
            return _bounded(fact, exact, true)
        case "any_of":
            never = pl.when((open_ == 0) & pl.lit(covered)).then(pl.lit(False))
            return [pl.when(true > 0).then(pl.lit(True)).otherwise(never).alias(fact.name)]
        case "share_of":
            known, all_ = (among & holds.is_not_null()).sum(), among.fill_null(True).sum()
            enough = (known > 0) & (known >= WELL_KNOWN * all_) & pl.lit(covered)
            return [pl.when(enough).then((among & holds).sum() / known).alias(fact.name)]
    value = pl.col(made.value.name) if isinstance(made.value, nodes.Column) else pl.lit(None)
    unclear = (holds.fill_null(True) & (value.is_null() | holds.is_null())).any()
    those = value.filter(holds)
    chosen = those.min() if made.kind == "min_of" else those.max()
    # The latest of what is on record is the latest, however short the record; the earliest is not.
    known_all = ~unclear & pl.lit(covered or (made.kind == "max_of" and made.of in RECORDS))
    return _bounded(fact, pl.when(known_all).then(chosen), pl.lit(_day_before(first), pl.Date))


def _bounded(fact: Feature, exact: pl.Expr, bound: pl.Expr) -> list[pl.Expr]:
    return [exact.alias(fact.name), *([bound.alias(fact.bound)] if fact.bound else [])]


def _day_before(day: date | None) -> date | None:
    return None if day is None else date.fromordinal(day.toordinal() - 1)


def _filled(
    frame: pl.LazyFrame,
    facts: list[Feature],
    since: Mapping[str, date | None],
    rule_set: RuleSet,
    as_of: date,
) -> pl.LazyFrame:
    """Return the frame with what holds of subjects on whom nobody and nothing is counted."""
    empty: list[pl.Expr] = []
    for fact in facts:
        if fact.made is None:
            continue
        column, covered = pl.col(fact.name), covers(rule_set, fact, since, as_of)
        nobody = {"count_of": pl.lit(0, pl.Int32), "any_of": pl.lit(False)}.get(fact.made.kind)
        if nobody is not None:
            there = pl.col(f"{fact.name}/there").fill_null(False)
            empty.append(pl.when(there | pl.lit(not covered)).then(column).otherwise(nobody).alias(fact.name))
        if fact.made.kind == "count_of" and fact.bound:
            empty.append(pl.col(fact.bound).fill_null(0))
        if fact.made.kind == "max_of" and fact.bound:
            first = _day_before(since.get(fact.made.of))
            empty.append(pl.col(fact.bound).fill_null(pl.lit(first, pl.Date)))
    return frame.with_columns(empty).drop([f"{fact.name}/there" for fact in facts], strict=False)
