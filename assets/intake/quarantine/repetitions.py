"""Rows that come twice, in one file or from two systems: the same again, or another content under a key.

What belongs here: finding them among good rows, and what is left of rows that contradict each other. What
does not: any other fault (`row_faults`), people under several codes (registry).

Which of two rows is right is not decided by their order: a fact in which they differ is unknown. Where a null
would say something else ("no end", "still open") or where there can be none, no row of the key is taken.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from assets.intake.contracts import CANONICAL

_NULL_SAYS_SOMETHING = frozenset(
    {
        ("department_rolls", "valid_to"), ("manual_tags", "expires_on"),
        ("hotline_tickets", "closed_on"), ("committee_requests", "resolved_on"),
        ("public_opinions", "replied_on"),
    }
)  # fmt: skip
"""Columns in which null is no unknown: it has no end, it is still open."""

_SAYS_NOTHING = {("residents", "sex"): "unknown", ("residents", "id_type"): "none"}
"""Columns that have a value of their own for what is not known, where others are null."""

_CHANGES_WITH_TIME = frozenset({("residents", "updated_on"), ("upstream_tags", "since")})
"""Columns in which rows of one key may differ without contradicting each other: the latest counts."""

CONTRADICTS = "rows_contradict"
"""Column of the typed rows: whether another row of the key says otherwise."""
_ROW, _REFUSED = ":row", ":refused"


def with_repetitions(
    table: str, typed: pl.DataFrame, reasons: pl.Series, delivered: Sequence[str]
) -> tuple[pl.DataFrame, pl.Series]:
    """Return the typed rows with `CONTRADICTS` and, where rows of one key differ, what they agree in.

    Args:
        table: the canonical table, which says what its key is.
        typed: canonical columns and others, one row per row of the files.
        reasons: by row, "" for a good one; only good rows are compared.
        delivered: the columns that the sources have.

    Returns:
        The rows, and `reasons` with duplicate_row (nothing else is said), duplicate_key (others of a key
        whose rows differ, while what they agree in stands in the first) and contradictory_rows (all rows of
        a key of which none can stand).

    """
    keys = CANONICAL[table].primary_key()
    typed = typed.with_columns(pl.lit(False).alias(CONTRADICTS))
    again = typed.with_row_index(_ROW).filter((reasons == "") & _repeated(typed, keys, reasons == ""))
    if again.is_empty():
        return typed, reasons
    facts = [name for name in delivered if name not in keys]
    distinct = again.unique([*keys, *facts], keep="first", maintain_order=True)
    agreed = distinct.group_by(keys, maintain_order=True).agg(
        pl.col(_ROW).first(),
        *_agreed(table, facts),
        **{CONTRADICTS: _differ(table, facts), _REFUSED: _refused(table, facts)},
    )
    named = (
        again.select(_ROW, *keys)
        .join(agreed.select(*keys, _REFUSED, CONTRADICTS, first=_ROW), on=keys, nulls_equal=True)
        .with_columns(same_again=~(pl.col(_ROW).is_in(distinct[_ROW].implode()) & pl.col(CONTRADICTS)))
        .select(
            _ROW,
            reason=pl.when(_REFUSED)
            .then(pl.lit(f"contradictory_rows:{keys[0]}"))
            .when(pl.col(_ROW) == pl.col("first"))
            .then(pl.lit(""))
            .when("same_again")
            .then(pl.lit(f"duplicate_row:{keys[0]}"))
            .otherwise(pl.lit(f"duplicate_key:{keys[0]}")),
        )
    )
    standing = agreed.filter(~pl.col(_REFUSED)).drop(*keys, _REFUSED)
    merged = typed.with_row_index(_ROW).update(standing, on=_ROW, include_nulls=True).drop(_ROW)
    return merged.select(typed.columns), reasons.scatter(named[_ROW], named["reason"])


def _repeated(typed: pl.DataFrame, keys: list[str], good: pl.Series) -> pl.Series:
    """Return which good rows have the key of another good row."""
    repeated = typed.filter(good).select(pl.struct(keys).is_duplicated()).to_series()
    return pl.repeat(False, typed.height, dtype=pl.Boolean, eager=True).scatter(good.arg_true(), repeated)


def _agreed(table: str, facts: Sequence[str]) -> list[pl.Expr]:
    """Return each fact as the rows of a key agree in it: whoever says nothing does not contradict."""
    return [
        pl.col(name).max() if (table, name) in _CHANGES_WITH_TIME else _agreed_fact(table, name)
        for name in facts
    ]


def _agreed_fact(table: str, name: str) -> pl.Expr:
    nothing, said = _SAYS_NOTHING.get((table, name)), _said(table, name)
    agreed = pl.when(said.n_unique() == 1).then(said.first())
    return (agreed if nothing is None else agreed.otherwise(pl.lit(nothing))).alias(name)


def _said(table: str, name: str) -> pl.Expr:
    nothing, said = _SAYS_NOTHING.get((table, name)), pl.col(name).drop_nulls()
    return said if nothing is None else said.filter(said != nothing)


def _differ(table: str, facts: Sequence[str]) -> pl.Expr:
    """Return whether rows of a key say different things: whoever says nothing does not contradict."""
    timeless = [name for name in facts if (table, name) not in _CHANGES_WITH_TIME]
    return pl.any_horizontal(pl.lit(False), *(_said(table, name).n_unique() > 1 for name in timeless))


def _refused(table: str, facts: Sequence[str]) -> pl.Expr:
    """Return whether rows of a key differ where no null can stand for what is not known."""
    columns = CANONICAL[table].columns()
    needed = [
        name
        for name in facts
        if (table, name) not in _CHANGES_WITH_TIME
        and (table, name) not in _SAYS_NOTHING
        and (not columns[name].nullable or (table, name) in _NULL_SAYS_SOMETHING)
    ]
    return pl.any_horizontal(pl.lit(False), *(pl.col(name).n_unique() > 1 for name in needed))
