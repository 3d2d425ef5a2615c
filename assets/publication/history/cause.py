"""Why a tag came or went: the cause written beside every change.

Belongs here: deciding between correction, manual, rule, time and data for the edits of one publish, pure.
Does not belong here: evaluating rules again (`reevaluation.py`); erasure, which writes its own cause.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple, Protocol

import polars as pl

from assets.publication.history.timelines import TAG_ASSIGNMENT

_KEY = list(TAG_ASSIGNMENT.key)
# What a change of place alone leaves as it was.
_SUBSTANCE = ["value", "origin", "status"]
When = Literal["before", "now"]


class Mix(NamedTuple):
    """Whose rules, facts and day an outcome is decided with: the effective date's (before) or this one's."""

    rules: When
    facts: When
    day: When

    @property
    def column(self) -> str:
        """Its name as a column."""
        return f"rules {self.rules}, facts {self.facts}, day {self.day}"


_BEFORE, _NOW = Mix("before", "before", "before"), Mix("now", "now", "now")


class Reevaluation(Protocol):
    """What can be decided again: rules, facts and day of the effective date and of this one."""

    def mixes(self, keys: pl.DataFrame) -> Mapping[Mix, pl.Series]:
        """What every mix decides, as text, in the order of `keys`; none whose rules or facts are gone."""
        ...

    def decided(self, keys: pl.DataFrame) -> pl.DataFrame:
        """Those keys on which the decision by hand in force is another than on the effective date."""
        ...


def with_cause(
    changes: pl.DataFrame,
    catalogue: pl.DataFrame,
    known_tags: pl.DataFrame,
    backfill: bool,
    reevaluation: Reevaluation | None,
) -> pl.DataFrame:
    """`changes` with a column `cause`: the first of these that applies.

    correction: the date, or one after it, had been published before (`backfill`). data: nothing had been
    published (`known_tags`: tag_code, version), or only the place changed. manual: set, set aside or disputed
    by hand, or no longer. rule, time, data: what the changed rows come out as when rules, facts and day are
    put back to the effective date (docs/publication.md). Where yesterday's rules are not kept, a tag whose
    version is not the published one changed by rule.
    """
    if backfill:
        return changes.with_columns(cause=pl.lit("correction"))
    if known_tags.is_empty() or changes.is_empty():
        return changes.with_columns(cause=pl.lit("data"))
    keys = _edited_keys(changes)
    reworded = catalogue.join(known_tags, on=["tag_code", "version"], how="anti").select(
        "tag_code", reworded=pl.lit(True)
    )
    keys = keys.join(reworded, on="tag_code", how="left", maintain_order="left").with_columns(
        pl.col("reworded").fill_null(False)
    )
    keys = _with_decided(keys, reevaluation)
    keys = _of_rules(keys, reevaluation).with_columns(
        cause=pl.when(pl.col("moved") & pl.col("older")).then(pl.lit("time"))
        .when("moved").then(pl.lit("data"))
        .when(pl.col("by_hand") | pl.col("decided")).then(pl.lit("manual"))
        .when(pl.col("upstream") & ~pl.col("reworded")).then(pl.lit("data"))
        .otherwise("of_rules")
    )  # fmt: skip
    return changes.join(keys.select(*_KEY, "cause"), on=_KEY, how="left", maintain_order="left")


def _edited_keys(changes: pl.DataFrame) -> pl.DataFrame:
    """One row per key edited: what its edits say by themselves, and its state `before`, as text."""
    return changes.group_by(_KEY, maintain_order=True).agg(
        moved=(pl.len() == 2) & pl.all_horizontal(pl.col(_SUBSTANCE).n_unique() == 1),
        # Turning 14 moves nobody and changes no fact: the day does.
        older=(pl.col("is_under_14").n_unique() == 2) & (pl.col("committee_code").n_unique() == 1),
        by_hand=(pl.col("origin") == "manual").any() | (pl.col("status").eq("disputed").n_unique() == 2),
        kept_ran_out=(pl.col("status").eq("kept") & pl.col("change").eq("removed")).any() & (pl.len() == 1),
        upstream=(pl.col("origin") == "upstream").any(),
        before=pl.when(pl.col("status") == "kept").then(pl.lit("unknown"))
        .otherwise(pl.lit("true ") + pl.col("value").fill_null(""))
        .filter(pl.col("change") == "removed").first().fill_null("false"),
    )  # fmt: skip


def _with_decided(keys: pl.DataFrame, reevaluation: Reevaluation | None) -> pl.DataFrame:
    """`keys` with a column `decided`: whether another decision by hand is in force than before."""
    if reevaluation is None:
        return keys.with_columns(decided=pl.lit(False))
    decided = reevaluation.decided(keys.select(_KEY)).with_columns(decided=pl.lit(True))
    return keys.join(decided, on=_KEY, how="left", maintain_order="left").with_columns(
        pl.col("decided").fill_null(False)
    )


def _of_rules(keys: pl.DataFrame, reevaluation: Reevaluation | None) -> pl.DataFrame:
    """`keys` with a column `of_rules`: rule, time or data."""
    mixes = {} if reevaluation is None else dict(reevaluation.mixes(keys.select(_KEY)))
    if mixes and _BEFORE not in mixes:  # what was published says it, as far as it goes
        mixes[_BEFORE] = keys["before"]
    keys = keys.with_columns(states.alias(mix.column) for mix, states in mixes.items())
    unmade = pl.lit(False)

    def same(one: Mix, other: Mix) -> pl.Expr:
        return pl.col(one.column) == pl.col(other.column) if one in mixes and other in mixes else unmade

    rules_known = any(mix.rules == "before" for mix in mixes if mix != _BEFORE)
    unchanged = same(_BEFORE, _NOW)
    return keys.with_columns(
        of_rules=pl.when(unchanged & pl.col("reworded")).then(pl.lit("rule"))
        # The rule gives what it gave; the days for which a tag is kept while unknown have run out.
        .when(unchanged & pl.col("kept_ran_out")).then(pl.lit("time"))
        .when(unchanged).then(pl.lit("data"))
        # With this one put back there would be no change.
        .when(same(_NOW._replace(rules="before"), _BEFORE)).then(pl.lit("rule"))
        .when(same(_NOW._replace(day="before"), _BEFORE)).then(pl.lit("time"))
        .when(same(_NOW._replace(facts="before"), _BEFORE)).then(pl.lit("data"))
        # It alone would have made the change.
        .when(same(_BEFORE._replace(rules="now"), _NOW)).then(pl.lit("rule"))
        .when(same(_BEFORE._replace(day="now"), _NOW)).then(pl.lit("time"))
        .when(pl.col("reworded") & pl.lit(not rules_known)).then(pl.lit("rule"))
        .otherwise(pl.lit("data"))
    )  # fmt: skip
