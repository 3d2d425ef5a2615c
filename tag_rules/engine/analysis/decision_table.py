"""A tag's rule over every combination of its points, evaluated at once.

What belongs here: making and running the combinations. What is concluded from them is in the modules beside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import narwhals as nw
import numpy as np
import polars as pl

from tag_rules.engine.analysis.breakpoints import Study, study
from tag_rules.engine.evaluate import dtype
from tag_rules.engine.expression import Node, columns_read, compile_expression, lower, nodes
from tag_rules.engine.expression.nodes import Value
from tag_rules.engine.model import RuleSet, Tag

MOST_POINTS = 60_000
"""Combinations up to which a rule is examined: ten columns of a yes or no, or six of three stretches."""


@dataclass(frozen=True)
class Examined:
    """A tag's trees at one date, without parameters, and what they compare."""

    tag: Tag
    as_of: date
    condition: Node
    value: Node | None
    study: Study
    ages: Mapping[str, str]
    rows: pl.DataFrame | None = None  # looked at instead of every combination, where there are some

    @property
    def trees(self) -> tuple[Node, ...]:
        """The condition, and the value's expression if there is one."""
        return (self.condition,) if self.value is None else (self.condition, self.value)

    @cached_property
    def breakpoints(self) -> dict[str, tuple[Value, ...]]:
        """The points of each column."""
        return self.study.breakpoints()

    @property
    def size(self) -> int:
        """How many combinations there are."""
        return int(np.prod([len(values) for values in self.breakpoints.values()], dtype=np.int64))

    @property
    def exhaustive(self) -> bool:
        """Whether the combinations stand for all data and are few enough to run."""
        return self.study.complete and self.size <= MOST_POINTS

    @cached_property
    def frame(self) -> pl.DataFrame:
        """Every combination, the last column turning fastest; or `rows`."""
        return combinations(self.breakpoints, self.study) if self.rows is None else self.rows

    @cached_property
    def outcome(self) -> pl.Series:
        """What the condition gives for every combination."""
        return self.run([self.condition]).to_series()

    def run(self, trees: Sequence[Node]) -> pl.DataFrame:
        """Return one column per tree, named by its number, over every combination."""
        compiled = [
            compile_expression(tree, self.as_of, self.ages).alias(str(number))
            for number, tree in enumerate(trees)
        ]
        # A rule may have come down to a literal, which `select` alone would not repeat for every row.
        numbers = [str(number) for number in range(len(trees))]
        return nw.from_native(self.frame).with_columns(*compiled).select(numbers).to_native()


def on_date(rule_set: RuleSet, tag: Tag, as_of: date) -> tuple[tuple[Node, ...], dict[str, str]]:
    """Return a tag's condition and value as they stand on a date, and the ages seen as birth dates.

    An age is a column of its own here; a rule that reads the birth date as well sees ages as birth dates.
    """
    trees = [tree for tree in (tag.condition, tag.value_expression) if tree is not None]
    if tag.condition is None:
        raise ValueError(f"{tag.code} has no rule")
    read = {name for tree in trees for name in columns_read(tree)}
    years = rule_set.full_years_of(tag.subject)
    ages = {name: born for name, born in years.items() if name in read and born in read}

    def parameter(name: str) -> Value:
        return rule_set.parameter_at(name, as_of)

    # What a bound decides is no point of a table: it stands for values that are on it.
    return tuple(nodes.exact(lower(tree, as_of, parameter, ages)) for tree in trees), ages


def examine(rule_set: RuleSet, tag: Tag, as_of: date) -> Examined:
    """Return a tag with a rule as it stands on a date; ValueError without a rule."""
    lowered, ages = on_date(rule_set, tag, as_of)
    studied = study(lowered, rule_set.features[tag.subject])
    if ages:
        left = {name for tree in lowered for name in columns_read(tree) if name in ages}
        studied.complete &= not left
        studied.columns = [name for name in studied.columns if name not in left]
    return Examined(tag, as_of, lowered[0], lowered[1] if len(lowered) > 1 else None, studied, ages)


def on_rows(examined: Examined, rows: Sequence[Mapping[str, Value]]) -> Examined:
    """Return the same looked at on some rows only: a claim that does not hold there does not hold."""
    features = examined.study.features
    read = {name for tree in examined.trees for name in columns_read(tree)}
    named = sorted({name for row in rows for name in row if name in features} | read)
    types = {name: dtype(features[name]) for name in named}
    frame = pl.DataFrame(
        [{name: row.get(name) for name in named} for row in rows], schema=types, orient="row"
    )
    return replace(examined, rows=frame)


def combinations(breakpoints: Mapping[str, Sequence[Value]], of: Study) -> pl.DataFrame:
    """Return every combination of the breakpoints' values in columns of the features' types."""
    sizes = [len(values) for values in breakpoints.values()]
    rows = np.arange(int(np.prod(sizes, dtype=np.int64)))
    columns, stride = [], len(rows)
    for (name, values), size in zip(breakpoints.items(), sizes, strict=True):
        stride //= size
        points = pl.Series(name, list(values), dtype=dtype(of.features[name]))
        columns.append(points.gather(pl.Series((rows // stride) % size)))
    return pl.DataFrame(columns)
