"""Tags that say the same of everyone.

What belongs here: finding pairs and proving them. A few rows of every tag tell most tags apart; those they do
not tell apart are compared over every combination of the points of both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations
from random import Random

import narwhals as nw
import polars as pl

from tag_rules.engine.analysis.breakpoints import study
from tag_rules.engine.analysis.conditions import dates_of
from tag_rules.engine.analysis.decision_table import Examined, examine, on_date
from tag_rules.engine.evaluate import dtype
from tag_rules.engine.expression import Node, compile_expression
from tag_rules.engine.expression.nodes import Value
from tag_rules.engine.model import RuleSet

_ROWS_OF_EACH = 12


def equal_tags(rule_set: RuleSet, examined: Sequence[Examined]) -> list[tuple[str, str]]:
    """Return pairs of codes (earlier, later) whose rules of one subject give the same on all data.

    Tags that the city delivers are left out: our rule only stands in for them.
    """
    pairs = []
    for subject in dict.fromkeys(one.tag.subject for one in examined):
        of_subject = [one for one in examined if one.tag.subject == subject and one.tag.origin != "upstream"]
        for alike in _told_apart_by_no_row(rule_set, subject, of_subject):
            later = set()
            for one, other in combinations(alike, 2):
                known = other.tag.code in later or not _in_force_together(one, other)
                if not known and _equal(rule_set, one, other):
                    pairs.append((one.tag.code, other.tag.code))
                    later.add(other.tag.code)
    return pairs


def _told_apart_by_no_row(
    rule_set: RuleSet, subject: str, examined: Sequence[Examined]
) -> Iterator[list[Examined]]:
    """Yield groups of tags that give the same on rows taken from every tag's own combinations."""
    if len(examined) < 2:
        return
    features = rule_set.features[subject]
    names = [name for name in features if any(name in one.breakpoints for one in examined)]
    choices = {name: _known_points(name, examined) for name in names}
    draw = Random(0)
    rows: list[dict[str, Value]] = []
    for one in examined:
        if one.exhaustive:
            chosen = _telling_rows(one)
            rows += [{name: row.get(name, draw.choice(choices[name])) for name in names} for row in chosen]
    rows += [{name: draw.choice(choices[name]) for name in names} for _ in range(200)]
    frame = nw.from_native(pl.DataFrame(rows, schema={name: dtype(features[name]) for name in names}))
    years = {name: born for name, born in rule_set.full_years_of(subject).items() if name not in names}
    outcomes = frame.select(
        *(
            compile_expression(one.condition, one.as_of, {**years, **one.ages}).alias(one.tag.code)
            for one in examined
        )
    ).to_native()
    groups: dict[tuple[object, ...], list[Examined]] = {}
    for one in examined:
        groups.setdefault(tuple(outcomes[one.tag.code]), []).append(one)
    yield from (group for group in groups.values() if len(group) > 1)


def _known_points(name: str, examined: Sequence[Examined]) -> list[Value]:
    points = dict.fromkeys(value for one in examined for value in one.breakpoints.get(name, ()))
    return [value for value in points if value is not None]


def _telling_rows(one: Examined) -> list[dict[str, Value]]:
    """Return rows on which a tag is true, and as many on which it is false and unknown."""
    outcome = one.outcome
    chosen: list[dict[str, Value]] = []
    for result in (True, False, None):
        rows = one.frame.filter(outcome.eq_missing(pl.Series([result], dtype=pl.Boolean)))
        chosen += rows.gather_every(max(1, rows.height // _ROWS_OF_EACH)).head(_ROWS_OF_EACH).rows(named=True)
    return chosen


def _in_force_together(one: Examined, other: Examined) -> bool:
    return one.tag.in_force(_first_day(one, other)) and other.tag.in_force(_first_day(one, other))


def _first_day(one: Examined, other: Examined) -> date:
    return max(one.tag.valid_from, other.tag.valid_from)


def _equal(rule_set: RuleSet, one: Examined, other: Examined) -> bool:
    """Return whether two rules provably give the same on every date, and the same value if they give one."""
    shared = [day for day in dates_of(rule_set, one.tag) if one.tag.in_force(day) and other.tag.in_force(day)]
    done: list[tuple[tuple[Node, ...], tuple[Node, ...]]] = []
    for day in dict.fromkeys([_first_day(one, other), *shared]):
        pair = on_date(rule_set, one.tag, day)[0], on_date(rule_set, other.tag, day)[0]
        if pair[0] == pair[1] or pair in done:
            continue
        done.append(pair)
        a, b = examine(rule_set, one.tag, day), examine(rule_set, other.tag, day)
        if a.ages != b.ages or (a.value is None) != (b.value is None):
            return False
        trees = (*a.trees, *b.trees)
        both = Examined(a.tag, day, a.condition, None, study(trees, a.study.features), a.ages)
        if not (a.study.complete and b.study.complete and both.exhaustive):
            return False
        seen = both.run(trees).get_columns()
        half = len(seen) // 2
        if not seen[0].eq_missing(seen[half]).all():
            return False
        if half == 2:
            where = seen[0].fill_null(False)
            if not seen[1].filter(where).eq_missing(seen[3].filter(where)).all():
                return False
    return True
