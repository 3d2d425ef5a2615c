"""What other rules would make of the same facts: who gains a tag, loses it, or becomes unknown.

What belongs here: comparing two rule sets on the same frames. What does not: hiding small counts, pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from tag_rules.engine.evaluate import evaluate
from tag_rules.engine.expression import Node, columns_read, lower
from tag_rules.engine.expression.nodes import FIRST_DAY
from tag_rules.engine.labels.model import ProblemLabel
from tag_rules.engine.life import LifeAct, pilot_committees
from tag_rules.engine.model import RuleSet, Tag
from tag_rules.engine.tag_inputs import base_columns, tags_read

MEASURES = ("gained", "lost", "became_unknown", "unchanged", "value_changed")
COUNTS_SCHEMA = pl.Schema(
    {
        "tag_code": pl.String(),
        "subject": pl.String(),
        "street_code": pl.String(),
        **{name: pl.Int64() for name in MEASURES},
    }
)
_KEY = ["subject_id", "tag_code"]
_Places = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Preview:
    """What the rules `after` would change against those `before`, on one date's facts.

    `counts`: one row per changed tag and street, `COUNTS_SCHEMA`. gained: true now and not before; lost:
    false now and true before; became_unknown: unknown now and decided before; unchanged: true in both, of
    them value_changed with another level. `changed`: codes of tags whose rule decides otherwise on that date;
    `same`: of all others that both know; `not_compared`: code → the features that the date's frames lack.
    """

    as_of: date
    before: str
    after: str
    counts: pl.DataFrame
    changed: tuple[str, ...]
    same: tuple[str, ...]
    not_compared: Mapping[str, tuple[str, ...]]


def as_they_will_be(rule_set: RuleSet, on: date) -> RuleSet:
    """Return the rules of another day as rules of any day: its versions, its values of parameters.

    What is not in force on that day is left out. Ages and spans are still counted to the date of the facts.
    """
    then = rule_set.at(on)
    tags = [tag for tag in then.tags if tag.in_force(on)]
    parameters = {
        name: parameter.model_copy(update={"values": (held[-1].model_copy(update={"from_": FIRST_DAY}),)})
        for name, parameter in rule_set.parameters.items()
        if (held := [one for one in parameter.values if one.from_ <= on])
    }
    always = {"valid_from": FIRST_DAY, "valid_to": None}
    tags = [tag.model_copy(update={**always, "life": _lived(tag, on)}) for tag in tags]
    return replace(then, tags=tuple(tags), parameters=parameters)


def _lived(tag: Tag, on: date) -> tuple[LifeAct, ...]:
    """Return the acts of a tag's life up to a day, as acts of any day; a life still to begin is a draft's."""
    acts = [act for act in tag.life if act.on <= on] or tag.life[:1]
    return tuple(act.model_copy(update={"on": FIRST_DAY}) for act in acts)


def who_is_counted(tag: Tag, as_of: date) -> tuple[str, str] | None:
    """Return in both languages who is counted of a pilot or draft, None of what is published."""
    if tag.stage(as_of) == "published":
        return None
    if tag.stage(as_of) == "draft":
        return "起草中，按发布后计", "a draft: counted as if it were published"
    number = len(pilot_committees(tag.life, as_of))
    return f"试点，只计 {number} 个居民区", f"pilot: only its {number} committees are counted"


def later_days(rule_set: RuleSet, on: date) -> list[date]:
    """Return the days after `on` on which a version (tag, label), a parameter's value or a stage begins."""
    newest: tuple[Tag | ProblemLabel, ...] = (*rule_set.tags, *rule_set.problem_labels)
    days = {one.valid_from for one in newest}
    days |= {tag.valid_from for tag in rule_set.earlier}
    days |= {act.on for tag in rule_set.tags for act in tag.life if act.act in ("pilot", "publish")}
    days |= {label.valid_from for label in rule_set.earlier_labels}
    days |= {one.valid_to for one in newest if one.valid_to is not None}
    days |= {one.from_ for parameter in rule_set.parameters.values() for one in parameter.values}
    return sorted(day for day in days if day > on)


def preview(
    before: RuleSet,
    after: RuleSet,
    features: Mapping[str, pl.DataFrame],
    as_of: date,
    settled: pl.DataFrame | None = None,
    features_after: Mapping[str, pl.DataFrame] | None = None,
) -> Preview:
    """Compare two rule sets on the same features (by subject; data model section 3).

    Tags whose rule and places are the same on that date, parameters put in, are not evaluated. A pilot counts
    in its committees only. A draft counts as if it were published: that is what its owner asks; one that is
    a draft before and no longer after begins from nothing.

    Args:
        settled: subject, subject_id, tag_code of what the city or a person has decided; no rule changes that,
            so it is not counted.
        features_after: where `after` declares other facts, the same subjects with these.
    """
    now = features if features_after is None else features_after
    before, after = before.at(as_of), after.at(as_of)
    old, new = _by_code(before, as_of), _by_code(after, as_of)
    places = _places(old, new, as_of)
    differing = _differing(before, old, after, new, as_of, places)
    lacking = {
        code: {*_lacking(before, old.get(code), features), *_lacking(after, new.get(code), now)}
        for code in differing
    }
    missing = {code: tuple(sorted(columns)) for code, columns in lacking.items() if columns}
    compared = [code for code in differing if code not in missing]
    parts = [COUNTS_SCHEMA.to_frame()]
    for subject, frame in features.items():
        codes = [
            [code for code in compared if code in tags and tags[code].subject == subject]
            for tags in (old, new)
        ]
        if any(codes):
            first = _inside(evaluate(before, subject, frame, as_of, codes[0]), frame, places[0])
            second = _inside(evaluate(after, subject, now[subject], as_of, codes[1]), frame, places[1])
            parts.append(_counted(first, second, frame, subject, settled))
    return Preview(
        as_of,
        before.version,
        after.version,
        pl.concat(parts).sort("tag_code", "subject", "street_code"),
        tuple(compared),
        tuple(sorted((old.keys() & new.keys()) - set(differing))),
        missing,
    )


def _differing(
    before: RuleSet,
    old: Mapping[str, Tag],
    after: RuleSet,
    new: Mapping[str, Tag],
    as_of: date,
    places: tuple[_Places, _Places],
) -> list[str]:
    """Return the codes of the tags that the two decide otherwise or elsewhere, sorted."""
    was_in, is_in = places
    return [
        code
        for code in sorted({*old, *new})
        if was_in.get(code) != is_in.get(code)
        or _decides(before, old.get(code), as_of) != _decides(after, new.get(code), as_of)
    ]


def _places(old: Mapping[str, Tag], new: Mapping[str, Tag], as_of: date) -> tuple[_Places, _Places]:
    """Return by code, of both rule sets, the committees that a tag counts in; all are in every other."""

    def of(tags: Mapping[str, Tag], of_drafts: _Places) -> _Places:
        pilots = {
            code: frozenset(pilot_committees(tag.life, as_of))
            for code, tag in tags.items()
            if tag.stage(as_of) == "pilot"
        }
        return {**pilots, **of_drafts}

    begun = {
        code: frozenset[str]()
        for code, tag in old.items()
        if code in new and tag.stage(as_of) == "draft" and new[code].stage(as_of) != "draft"
    }
    return of(old, begun), of(new, {})


def _inside(outcomes: pl.DataFrame, features: pl.DataFrame, places: _Places) -> pl.DataFrame:
    """Return the outcomes without those of a tag outside of the committees it counts in."""
    for code in places.keys() & set(outcomes["tag_code"].cast(pl.String)):
        here = pl.col("committee_code").cast(pl.String).is_in(list(places[code])).fill_null(False)
        ids = features.filter(here)["subject_id"]
        outcomes = outcomes.filter((pl.col("tag_code") != code) | pl.col("subject_id").is_in(ids.implode()))
    return outcomes


def _by_code(rule_set: RuleSet, as_of: date) -> dict[str, Tag]:
    then = rule_set.at(as_of).tags
    return {tag.code: tag for tag in then if tag.condition is not None and tag.in_force(as_of)}


def _decides(rule_set: RuleSet, tag: Tag | None, as_of: date) -> tuple[object, ...] | None:
    """Return all that a tag's outcome depends on beside the facts: its trees with parameters put in."""
    if tag is None or tag.condition is None:
        return None

    def lowered(tree: Node) -> Node:
        full_years_of = rule_set.full_years_of(tag.subject)
        return lower(tree, as_of, lambda name: rule_set.parameter_at(name, as_of), full_years_of)

    read = (rule_set.tag(code) for code in tags_read(rule_set.features, tag) if code in rule_set.codes)
    inputs = tuple(_decides(rule_set, each, as_of) for each in read)
    names = dict.fromkeys(name for tree in tag.trees for name in columns_read(tree))
    facts = tuple(_made(rule_set, tag.subject, name, as_of) for name in names)
    return tag.subject, *(lowered(tree) for tree in tag.trees), inputs, facts


def _made(rule_set: RuleSet, subject: str, name: str, as_of: date) -> tuple[object, ...] | None:
    """Return all that a declared fact depends on beside what is taken in; None of a fact that is none."""
    feature = rule_set.features.get(subject, {}).get(name)
    if feature is None or feature.made is None:
        return None
    made, years = feature.made, rule_set.full_years_of(feature.made.of)
    trees = [
        tree and lower(tree, as_of, lambda each: rule_set.parameter_at(each, as_of), years)
        for tree in (made.where, made.among, made.value)
    ]
    read = dict.fromkeys(each for tree in trees if tree for each in columns_read(tree))
    inputs = tuple(_made(rule_set, made.of, each, as_of) for each in read)
    return made.kind, made.of, feature.unknown, *trees, inputs


def _lacking(rule_set: RuleSet, tag: Tag | None, features: Mapping[str, pl.DataFrame]) -> set[str]:
    """Return the columns that a rule reads and the frames do not have."""
    present = features[tag.subject].columns if tag is not None and tag.subject in features else ()
    return set(base_columns(rule_set, tag) - set(present)) if tag is not None else set()


def _counted(
    before: pl.DataFrame,
    after: pl.DataFrame,
    features: pl.DataFrame,
    subject: str,
    settled: pl.DataFrame | None,
) -> pl.DataFrame:
    """Return the counts of one subject's tags by street; a key without a row is false."""
    both = before.with_columns(was=pl.col("outcome").fill_null(False), open=pl.col("outcome").is_null()).join(
        after.with_columns(now=pl.col("outcome").fill_null(False), opens=pl.col("outcome").is_null()),
        on=_KEY,
        how="full",
        coalesce=True,
        suffix="_after",
    )
    if settled is not None:
        both = both.join(settled.filter(pl.col("subject") == subject), on=_KEY, how="anti")
    was, now, was_open, opens = (pl.col(name).fill_null(False) for name in ("was", "now", "open", "opens"))
    stays = was & now
    flags = {
        "gained": now & ~was,
        "lost": was & ~now & ~opens,
        "became_unknown": opens & ~was_open,
        "unchanged": stays,
        "value_changed": stays & pl.col("value").ne_missing(pl.col("value_after")),
    }
    return (
        both.join(
            features.select("subject_id", pl.col("street_code").cast(pl.String)), on="subject_id", how="left"
        )
        .group_by("tag_code", "street_code")
        .agg(**{name: flag.sum() for name, flag in flags.items()})
        .with_columns(subject=pl.lit(subject))
        .select(COUNTS_SCHEMA.names())
        .cast(COUNTS_SCHEMA)
    )
