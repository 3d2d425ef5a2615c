"""Why a tag came or went: the cause written beside every change.

Belongs here: deciding between correction, manual, rule, time and data for the edits of one publish, pure.
Does not belong here: evaluating rules again (`reevaluation.py`); erasure, which writes its own cause.
"""

from collections.abc import Mapping
from typing import Protocol

import polars as pl

from assets.publication.history.timelines import TAG_ASSIGNMENT

_KEY = list(TAG_ASSIGNMENT.key)
# What a change of place alone leaves as it was.
_SUBSTANCE = ["value", "origin", "status"]
_WAS, _IS = "then then then", "now now now"


class Reevaluation(Protocol):
    """What can be decided again: rules, facts and day of the standing date (then) and of this one (now)."""

    def mixes(self, keys: pl.DataFrame) -> Mapping[str, pl.Series]:
        """What rules make of facts on a day, each `then` or `now`, as text, in the order of `keys`.

        By mix, such as "then now now"; one whose rules or facts are not kept is left out.
        """
        ...

    def decided(self, keys: pl.DataFrame) -> pl.DataFrame:
        """Those keys on which the decision by hand in force is another than on the standing date."""
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
    put back to the standing date (docs/publication.md). Where yesterday's rules are not kept, a tag whose
    version is not the published one changed by rule.
    """
    if backfill:
        return changes.with_columns(cause=pl.lit("correction"))
    if known_tags.is_empty() or changes.is_empty():
        return changes.with_columns(cause=pl.lit("data"))
    keys = changes.group_by(_KEY, maintain_order=True).agg(
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
    reworded = catalogue.join(known_tags, on=["tag_code", "version"], how="anti").select(
        "tag_code", reworded=pl.lit(True)
    )
    keys = keys.join(reworded, on="tag_code", how="left", maintain_order="left").with_columns(
        pl.col("reworded").fill_null(False), decided=pl.lit(False)
    )
    if reevaluation is not None:
        decided = reevaluation.decided(keys.select(_KEY)).with_columns(now_decided=pl.lit(True))
        keys = keys.join(decided, on=_KEY, how="left", maintain_order="left").with_columns(
            decided=pl.col("now_decided").fill_null(False)
        )
    keys = _of_rules(keys, reevaluation).with_columns(
        cause=pl.when(pl.col("moved") & pl.col("older")).then(pl.lit("time"))
        .when("moved").then(pl.lit("data"))
        .when(pl.col("by_hand") | pl.col("decided")).then(pl.lit("manual"))
        .when(pl.col("upstream") & ~pl.col("reworded")).then(pl.lit("data"))
        .otherwise("of_rules")
    )  # fmt: skip
    return changes.join(keys.select(*_KEY, "cause"), on=_KEY, how="left", maintain_order="left")


def _of_rules(keys: pl.DataFrame, reevaluation: Reevaluation | None) -> pl.DataFrame:
    """`keys` with a column `of_rules`: rule, time or data."""
    made = {} if reevaluation is None else reevaluation.mixes(keys.select(_KEY))
    mixes = {mix: states.alias(mix) for mix, states in made.items()}
    if mixes and _WAS not in mixes:  # what was published says it, as far as it goes
        mixes[_WAS] = keys["before"].alias(_WAS)
    keys = keys.with_columns(mixes.values())
    unmade = pl.lit(False)

    def same(one: str, other: str) -> pl.Expr:
        return pl.col(one) == pl.col(other) if one in mixes and other in mixes else unmade

    rules_known = any(name.startswith("then") for name in mixes if name != _WAS)
    return keys.with_columns(
        of_rules=pl.when(same(_WAS, _IS) & pl.col("reworded")).then(pl.lit("rule"))
        # The rule gives what it gave; the days for which a tag is kept while unknown have run out.
        .when(same(_WAS, _IS) & pl.col("kept_ran_out")).then(pl.lit("time"))
        .when(same(_WAS, _IS)).then(pl.lit("data"))
        # Without it there would be no change.
        .when(same("then now now", _WAS)).then(pl.lit("rule"))
        .when(same("now now then", _WAS)).then(pl.lit("time"))
        .when(same("now then now", _WAS)).then(pl.lit("data"))
        # It alone would have made the change.
        .when(same("now then then", _IS)).then(pl.lit("rule"))
        .when(same("then then now", _IS)).then(pl.lit("time"))
        .when(pl.col("reworded") & pl.lit(not rules_known)).then(pl.lit("rule"))
        .otherwise(pl.lit("data"))
    )  # fmt: skip
