"""What all dates together say of which codes are one person: groups of what codes were seen as.

Belongs here: grouping by the facts of all dates, pure. Does not belong here: which rows of a date are one
person (`same_person.py`), what one code was seen as (`sights.py`), which id a group has (`group_ids.py`).

The strongest facts first: two codes that were here as two people on some date are two; what agrees of one
code is one person; two codes that were one person on some date are one; so are two that have shown one number
with the same name, sex and birth date. The groups are a function of what all published dates show, so in
whatever order the dates come they end the same.
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal, NamedTuple

import polars as pl

from assets.registry.identity.own_ids import with_sight
from assets.registry.identity.sights import NOTHING, SIGHT, has_number, of_one_code
from assets.registry.linkage.groups import Groups

HOLDER = pl.col("evidence").str.head(16)
"""The beginning of evidence speaks of the holder alone."""
Sight = tuple[str, str]  # a code, and what it was seen as


class Facts(NamedTuple):
    """What dates say of people.

    notes: of `published_days.notes_in`. days: of `published_days.days_in`. ever: of `own_ids.ever_shown`.
    older: source_code, acted_on, other_id (the person, null for a first sight), subject_id: what a register
    of older versions notes of dates that are not among the days. evidence: source_code, evidence, of older
    versions too. sights: source_code, sight: all that somebody has an id for or is to get one for, some
    several times.
    """

    notes: pl.DataFrame
    days: Sequence[date]
    ever: pl.DataFrame
    older: pl.DataFrame
    evidence: pl.DataFrame
    sights: pl.DataFrame


def groups_of(facts: Facts) -> list[list[Sight]]:
    """Return one group for each person, of all codes of which there is more than one sight to be told apart.

    Groups come in the order of their smallest code, each sorted. Whoever is in none has one code and was seen
    as one person.
    """
    told, proven = _told_on_older_dates(facts.older), _proven(facts.evidence, facts.ever)
    alike = facts.sights.filter(pl.col("sight").is_duplicated()).filter(has_number())
    members = _connected(_codes_to_compare(facts.notes, told, alike, proven))
    several = facts.sights.filter(pl.col("source_code").is_duplicated()).select("source_code")
    asked = pl.concat([members.select("source_code"), several]).unique()
    sights = facts.sights.join(asked, on="source_code", how="semi").unique().sort(SIGHT).with_row_index("row")
    there = sights.join(_standing(facts, asked), on=SIGHT, how="semi")
    days = pl.concat([_days_of(members, facts.notes, facts.days), _dated(told, members, facts.ever)])
    by_day = _pairs(days.join(there, on=SIGHT), ["about", "together"], differ="person")
    wishes = [
        by_day.filter(~pl.col("same")),
        of_one_code(there, there).with_columns(same=pl.lit(True)),
        by_day.filter("same"),
        _pairs(alike.join(there, on=SIGHT), ["sight"]),
        _pairs(proven.join(there, on=SIGHT), ["evidence", "holders"]),
        _gone(there, sights.join(there, on="row", how="anti")),
    ]
    return _united(sights, wishes)


def _standing(facts: Facts, asked: pl.DataFrame) -> pl.DataFrame:
    """Return the sights of codes that some date shows.

    What only a corrected export once showed is no fact, but the id that it got is still somebody's.
    """
    shown = facts.notes.drop_nulls("leading_code").select("source_code", "shown")
    older = facts.older.select("source_code", shown=pl.lit(None, pl.String))
    every = pl.concat([shown, older]).join(asked, on="source_code", how="semi")
    return with_sight(every.unique(), facts.ever)


def _gone(there: pl.DataFrame, gone: pl.DataFrame) -> pl.DataFrame:
    """Each sight that no date shows any longer with one that does, so that it connects nobody.

    It is one of its own code, else one with the same number, name, sex and birth date.
    """
    numbered = there.filter(has_number()).sort("row").select("sight", one="row")
    elsewhere = gone.join(numbered, on="sight").select("one", other="row")
    pairs = pl.concat([of_one_code(there, gone), elsewhere])
    return pairs.unique("other", keep="first", maintain_order=True).with_columns(same=pl.lit(True))


def _proven(evidence: pl.DataFrame, ever: pl.DataFrame) -> pl.DataFrame:
    """Return source_code, sight, evidence that several codes have shown, and whose else they have shown.

    In versions that kept evidence, whoever had shown numbers of somebody else too was not known by them.
    """
    again = evidence.unique().filter(pl.col("evidence").is_duplicated())
    holder = evidence.join(again, on="source_code", how="semi").select("source_code", holder=HOLDER).unique()
    holders = holder.sort("holder").group_by("source_code").agg(holders=pl.col("holder").str.join(" "))
    rows = again.join(holders, on="source_code").with_columns(shown=pl.lit(None, pl.String))
    return with_sight(rows, ever)


def _codes_to_compare(
    notes: pl.DataFrame, told: pl.DataFrame, alike: pl.DataFrame, proven: pl.DataFrame
) -> pl.DataFrame:
    """Return one_code, other_code: whose sights might be one person."""
    led = notes.filter(pl.col("leading_code") != pl.col("source_code"))
    first = pl.col("source_code").min()
    return (
        pl.concat(
            [
                led.select(one_code="leading_code", other_code="source_code"),
                alike.select(one_code=first.over("sight"), other_code="source_code"),
                proven.select(one_code=first.over("evidence"), other_code="source_code"),
                told.filter(pl.struct("about", "person").is_duplicated()).select(
                    one_code=first.over("about", "person"), other_code="source_code"
                ),
            ]
        )
        .filter(pl.col("one_code") != pl.col("other_code"))
        .unique()
        .sort("one_code", "other_code")
    )


def _connected(pairs: pl.DataFrame) -> pl.DataFrame:
    """Return source_code (unique, sorted), together: one number for all codes that pairs connect."""
    codes = pl.concat([pairs["one_code"], pairs["other_code"]]).unique().sort()
    place = {code: at for at, code in enumerate(codes)}
    groups = Groups.single(len(codes))
    for one, other in pairs.iter_rows():
        groups.unite(groups.of(place[one]), groups.of(place[other]))
    together = pl.Series("together", [groups.of(at) for at in range(len(codes))], dtype=pl.Int64)
    return pl.DataFrame({"source_code": codes}).with_columns(together)


def _days_of(members: pl.DataFrame, notes: pl.DataFrame, days: Sequence[date]) -> pl.DataFrame:
    """Return as whom connected codes were here, on every date on which one of them changed.

    Returns:
        source_code, sight, about (the date), together, person (the leading code).
    """
    told = notes.join(members, on="source_code", how="semi").sort("acted_on")
    dates = told.join(members, on="source_code").select("together", "acted_on").unique()
    grid = members.join(dates, on="together").sort("acted_on")
    first = days[0] if days else date.min
    late, early = pl.col("acted_on") >= first, pl.col("acted_on") <= first
    whole = pl.concat([_nearest(grid, told, late, "backward"), _nearest(grid, told, early, "forward")])
    # The first date is told from both sides alike.
    whole = whole.unique(["source_code", "acted_on"]).sort("source_code", "acted_on")
    seen = pl.col("shown").forward_fill().backward_fill().over("source_code")
    return (
        whole.with_columns(sight=seen.fill_null(NOTHING))
        .drop_nulls("leading_code")
        .select(*SIGHT, "together", about=pl.col("acted_on").cast(pl.String), person="leading_code")
    )


def _nearest(
    grid: pl.DataFrame, told: pl.DataFrame, side: pl.Expr, strategy: Literal["backward", "forward"]
) -> pl.DataFrame:
    return grid.filter(side).join_asof(
        told.filter(side), on="acted_on", by="source_code", strategy=strategy, check_sortedness=False
    )


def _told_on_older_dates(older: pl.DataFrame) -> pl.DataFrame:
    """Return who was here as whom on dates of older versions: source_code, about, person.

    Codes met first on one of them under two ids were two people on it.
    """
    day = pl.col("acted_on").cast(pl.String)
    met = pl.col("other_id").is_null()
    return older.select(
        "source_code",
        about=pl.when(met).then(pl.lit("first ") + day).otherwise(day),
        person=pl.coalesce("other_id", "subject_id").cast(pl.String),
    ).drop_nulls()


def _dated(told: pl.DataFrame, members: pl.DataFrame, ever: pl.DataFrame) -> pl.DataFrame:
    rows = told.join(members, on="source_code").with_columns(shown=pl.lit(None, pl.String))
    return with_sight(rows, ever).select(*SIGHT, "together", "about", "person")


def _pairs(frame: pl.DataFrame, keys: list[str], differ: str | None = None) -> pl.DataFrame:
    """Return the pairs of rows of two codes with one value of the keys: one, other, same.

    differ: a column; whoever differs in it is not the same.
    """
    columns = ["source_code", "row", *keys, *([] if differ is None else [differ])]
    mine = frame.select(columns)
    both = mine.join(mine, on=keys, suffix="_other").filter(
        pl.col("source_code") < pl.col("source_code_other")
    )
    same = pl.lit(True) if differ is None else pl.col(differ) == pl.col(f"{differ}_other")
    return both.select(one="row", other="row_other", same=same).unique().sort("one", "other", "same")


def _united(sights: pl.DataFrame, wishes: list[pl.DataFrame]) -> list[list[Sight]]:
    """Carry the wishes out, the strongest first."""
    groups = Groups.single(sights.height)
    groups.carry_out(row for pairs in wishes for row in pairs.iter_rows())
    found: dict[int, list[Sight]] = {}
    for row, code, sight in sights.select("row", *SIGHT).iter_rows():
        found.setdefault(groups.of(row), []).append((code, sight))
    return list(found.values())
