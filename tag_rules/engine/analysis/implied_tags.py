"""Which tags say something of each other by their rules alone: who has one has another, or has it not.

What belongs here: proving it for two rules of one subject over every combination of what both compare. What
is not understood may be anything, so a relation may be missed and none is claimed that does not hold. What
does not: whoever else gives a tag (the city, people by hand), what counts give away (`assets/reports`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, product

import numpy as np
import numpy.typing as npt

from tag_rules.engine.analysis.breakpoints import study
from tag_rules.engine.analysis.decision_table import Examined
from tag_rules.engine.expression import Node, columns_read, lower, nodes, parse_condition
from tag_rules.engine.expression.nodes import BOOLEAN
from tag_rules.engine.feature import Feature
from tag_rules.engine.model import RuleSet
from tag_rules.engine.policy import vocabulary

UNKNOWN = "?"
"""Before a tag's code: those of whom it is unknown."""
_JOINS = (nodes.And, nodes.Or, nodes.Not, nodes.IsTruth)
_TRUE, _UNKNOWN, _FALSE = 0, 1, 2
Pair = tuple[str, str]
Facts = Mapping[str, Mapping[str, str]]
"""By subject and name: conditions, in the language of rules, of which others than tags are counted."""


@dataclass(frozen=True)
class Relations:
    """A name is a tag's code, or `?` and the code: of whom the tag is unknown; or that of another fact.

    within: (narrower, wider), everybody in the first is in the second. apart: nobody is in both. whole: each
    is in exactly one of these.
    """

    within: tuple[Pair, ...] = ()
    apart: tuple[Pair, ...] = ()
    whole: tuple[tuple[str, ...], ...] = ()

    def __add__(self, other: Relations) -> Relations:
        """Return what both say."""
        return Relations(self.within + other.within, self.apart + other.apart, self.whole + other.whole)


def relations(rule_set: RuleSet, as_of: date, facts: Facts | None = None) -> Relations:
    """Return what the rules in force on a day say of each other, of all subjects.

    Of a tag without a rule nothing is said; nor is it that of one tag, true and unknown are apart.

    Args:
        rule_set: the rules.
        as_of: the day.
        facts: what is counted beside tags; one that is unknown may be counted or not.
    """
    rule_set = rule_set.at(as_of)
    found = Relations()
    for subject in dict.fromkeys(tag.subject for tag in rule_set.tags):
        tables = _tables(rule_set, subject, as_of, (facts or {}).get(subject, {}))
        shown = {fact.tag: fact.name for fact in rule_set.tag_facts(subject)}
        for one, other in combinations(sorted(tables), 2):
            first = tables[one].as_fact(shown.get(one), tables[other])
            second = tables[other].as_fact(shown.get(other), tables[one])
            if not set(first.columns).isdisjoint(second.columns):
                found += _of_pair((one, other), _met(first, second))
    return found


@dataclass(frozen=True)
class _Table:
    """What a rule gives for every combination of its columns' points.

    outcomes: an axis for each column, and one for true, unknown, false: whether it gives that.
    """

    columns: tuple[str, ...]
    outcomes: npt.NDArray[np.bool_]

    def as_fact(self, fact: str | None, reader: _Table) -> _Table:
        """Return the table of the fact that shows the tag, if the reader's rule reads that; else this one."""
        if fact is None or fact not in reader.columns:
            return self
        # Points of a Boolean are null, false, true.
        return _Table((fact,), np.array([[False, True, False], [False, False, True], [True, False, False]]))

    def decided(self) -> _Table:
        """Return the table of what is true or not: where the rule gives unknown, it may be either."""
        either = self.outcomes[..., _UNKNOWN]
        outcomes = self.outcomes | either[..., None]
        outcomes[..., _UNKNOWN] = False
        return replace(self, outcomes=outcomes)

    def by(self, columns: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Return what it may give by these of its columns alone: one row per combination of them."""
        others = tuple(axis for axis, name in enumerate(self.columns) if name not in columns)
        kept = [name for name in self.columns if name in columns]
        order = (*(kept.index(name) for name in columns), len(kept))
        return np.transpose(np.any(self.outcomes, axis=others, keepdims=False), order).reshape(-1, 3)


def _tables(rule_set: RuleSet, subject: str, as_of: date, facts: Mapping[str, str]) -> dict[str, _Table]:
    """Return the tables of all rules in force that are understood, over the same points of each column."""
    tags = [tag for tag in rule_set.tags if tag.subject == subject and tag.in_force(as_of)]
    trees = {tag.code: _tree(rule_set, tag.condition, subject, as_of) for tag in tags if tag.condition}
    words = vocabulary(rule_set.features[subject], rule_set.parameters)
    for name, text in facts.items():
        tree, wrong = parse_condition(text, words)
        if not wrong:  # other rules may not have the column
            trees[name] = _tree(rule_set, tree, subject, as_of)
    read = {name for tree in trees.values() for name in columns_read(tree)}
    features = {**rule_set.features[subject], **{name: _yes_or_no(name) for name in read if name[0] == "/"}}
    trees = {code: tree for code, tree in trees.items() if study([tree], features).complete}
    studied = study(list(trees.values()), features)
    tables = {}
    for name, tree in trees.items():
        columns = columns_read(tree)
        examined = Examined(tags[0], as_of, tree, None, replace(studied, columns=list(columns)), {})
        if columns and examined.exhaustive:
            table = _Table(columns, _outcomes(examined))
            tables[name] = table.decided() if name in facts else table
    return tables


def _outcomes(examined: Examined) -> npt.NDArray[np.bool_]:
    """Return what a rule gives, as in `_Table`."""
    given = examined.outcome
    outcomes = np.stack([given.eq_missing(value).to_numpy() for value in (True, None, False)], axis=-1)
    return outcomes.reshape(*(len(points) for points in examined.breakpoints.values()), 3)


def _tree(rule_set: RuleSet, condition: Node, subject: str, as_of: date) -> Node:
    """Return a condition on a day, ages as birth dates and what is compared by a bound as one thing."""
    years = rule_set.full_years_of(subject)
    return _closed(lower(condition, as_of, lambda name: rule_set.parameter_at(name, as_of), years))


def _closed(node: Node) -> Node:
    """Return a condition whose comparisons with a bounded column are columns of their own, by their text.

    A bound decides one comparison and leaves another open: no value of the column stands for that.
    """
    if isinstance(node, _JOINS):
        return nodes.rebuild(node, _closed)
    is_bounded = any(isinstance(part, nodes.Column) and part.type.bound for part in nodes.walk(node))
    return nodes.Column(BOOLEAN, node.text, f"/{node.text}") if is_bounded else node


def _yes_or_no(name: str) -> Feature:
    """Return the feature that stands for a comparison."""
    return Feature.model_construct(name=name, type="Boolean", members=None, range=None, full_years_of=None)


def _met(one: _Table, other: _Table) -> npt.NDArray[np.bool_]:
    """Return which outcome of one is ever met with which of the other; what only one reads is anything."""
    shared = [name for name in one.columns if name in other.columns]
    met: npt.NDArray[np.bool_] = (one.by(shared).T.astype(np.int64) @ other.by(shared).astype(np.int64)) > 0
    return met


def _of_pair(codes: Pair, met: npt.NDArray[np.bool_]) -> Relations:
    """Return what is said of two tags; `met`: which outcomes of one are ever met with which of the other."""
    names = [(code, UNKNOWN + code) for code in codes]
    within, apart = list[Pair](), list[Pair]()
    for (at, first), (to, second) in product(enumerate(names[0]), enumerate(names[1])):
        if not met[at].any() or not met[:, to].any():
            continue
        if not met[at, to]:
            apart.append((first, second))
            continue
        if met[at].sum() == 1:
            within.append((first, second))
        if met[:, to].sum() == 1:
            within.append((second, first))
    return Relations(tuple(within), tuple(apart), tuple(_wholes(names, met)))


def _wholes(names: Sequence[Pair], met: npt.NDArray[np.bool_]) -> Iterator[tuple[str, ...]]:
    """Yield the outcomes of both, some of each, of which exactly one is there whatever the others are."""
    some = ((_TRUE,), (_UNKNOWN,), (_TRUE, _UNKNOWN))
    for of_one, of_other in product(some, some):
        if not (met[list(of_one)].any(1).all() and met[:, list(of_other)].any(0).all()):
            continue  # one that never is
        times = np.zeros((3, 3), np.int64)
        times[list(of_one)] += 1
        times[:, list(of_other)] += 1
        if (times[met] == 1).all():
            yield (*(names[0][at] for at in of_one), *(names[1][at] for at in of_other))
