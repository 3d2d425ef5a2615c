"""What days have shown of which codes are one person, and the groups of codes that follow from it.

Belongs here: which facts of a day are noted, and grouping codes by the facts of all days, pure. Does not
belong here: which rows of a day are one person (`same_person.py`), which id a group has (`person_acts.py`).

Two codes are linked when they were one person on some day, unless they were here as two on another; or when
both have shown one number with the same name, sex and birth date, unless one of them has shown numbers of
somebody else too. The groups are a function of the facts alone, so
in whatever order the days come they end the same. A fact of a day is noted once, where it may matter: of the
codes of one person, and of people who are alike.
"""

from collections.abc import Collection
from datetime import date

import polars as pl

from assets.registry.identity.own_ids import RETIRED
from assets.registry.identity.pseudonym import HOLDER
from assets.registry.linkage.groups import Groups

_MOST_ALIKE = 20
"""Of more people who are alike than this (a name and birth date that stand for missing) nothing is noted."""
_PAIR = ["one_code", "other_code"]


def noted(known: pl.DataFrame) -> pl.DataFrame:
    """Return what the register notes of days: source_code, acted_on, person (equal for codes of one person).

    The last note on a code and a day stands; one without a person says that the code was not here after all.
    """
    rows = known.filter(pl.col("act") == "here", ~pl.col("source_code").str.starts_with(f"{RETIRED} "))
    last = rows.unique(["source_code", "acted_on"], keep="last", maintain_order=True)
    return last.select("source_code", "acted_on", person="other_id").drop_nulls("person")


def to_note(present: pl.DataFrame, known: pl.DataFrame, before: pl.DataFrame, acted_on: date) -> pl.Series:
    """Return the codes of a day whose being here, as one person or as two, no day has shown before.

    Args:
        present: source_code (unique), leading_code, attributes, evidence (of a number shown for the first
            time), subject_id (null for a code nobody has seen).
        known: the register's rows of residents.
        before: of `noted`.
        acted_on: the day.
    """
    pairs = pl.concat(
        [
            present.filter(pl.col("leading_code") != pl.col("source_code")).select(
                one_code="leading_code", other_code="source_code", same=pl.lit(True)
            ),
            _two(present.drop_nulls("attributes"), "attributes"),
            _two(present.drop_nulls("subject_id"), "subject_id"),
            _two(_alike(present, known).join(present.drop("evidence"), on="source_code"), "evidence"),
        ]
    ).unique()
    new = _not_noted(pairs, before, acted_on)
    return pl.concat([new["one_code"], new["other_code"]]).unique().sort()


def shared_evidence(present: pl.DataFrame, known: pl.DataFrame) -> pl.Series:
    """Return the codes that have shown evidence which is new today and which another code has shown too."""
    alike = _alike(present, known)
    return alike.filter(pl.col("evidence").is_duplicated())["source_code"].unique()


def first_sights(known: pl.DataFrame, acted_on: date) -> pl.DataFrame:
    """Return where each code was met first: source_code, about (a day), person.

    Codes met first on one day under two ids were two people on it. The day's own are left out, so that it
    ends the same when it is run again.
    """
    first = known.unique("source_code", keep="first", maintain_order=True)
    return first.filter(pl.col("acted_on") != acted_on).select(
        "source_code", about=pl.format("first {}", "acted_on"), person=pl.col("subject_id").cast(pl.String)
    )


def groups_of(
    codes: Collection[str], evidence: pl.DataFrame, here: pl.DataFrame, first: pl.DataFrame
) -> list[list[str]]:
    """Return the codes, and all that are linked with one of them, in groups of one person each.

    Args:
        codes: the codes asked about.
        evidence: source_code, evidence: what codes have ever shown.
        here: source_code, about (a day), person: of `noted`, the day's own notes included.
        first: of `first_sights`.

    Returns:
        Groups in the order of their smallest code, each sorted.
    """
    members = _connected(pl.Series("source_code", list(codes), dtype=pl.String), evidence, here)
    by_number = _pairs(_of(evidence, members), ["evidence"])
    by_day = _pairs(_of(here, members), ["about", "person"])
    rows = {code: row for row, code in enumerate(members["source_code"])}
    shown = _of(evidence, members).select("source_code", holder=pl.col("evidence").str.head(HOLDER))
    holder = shown.unique().sort("holder").group_by("source_code").agg(pl.col("holder").str.join(" "))
    whole = _united(rows, [(by_number, True), (by_day, True)])
    within = members.with_columns(whole=pl.Series(whole, dtype=pl.Int64))
    two = _pairs(_of(pl.concat([here, first]), within), ["whole", "about"], differ="person")
    holders = _pairs(_of(holder, within), ["whole"], differ="holder")
    wishes = [(two, False), (by_day, True), (holders, False), (by_number, True)]
    found: dict[int, list[str]] = {}
    for code, group in zip(rows, _united(rows, wishes), strict=True):
        found.setdefault(group, []).append(code)
    return list(found.values())


def _of(facts: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    return facts.join(members, on="source_code").unique()


def _united(rows: dict[str, int], wishes: list[tuple[pl.DataFrame, bool]]) -> list[int]:
    """Return the group of each row, the strongest wishes first."""
    groups = Groups.single(len(rows))
    groups.carry_out((rows[one], rows[two], same) for pairs, same in wishes for one, two in pairs.iter_rows())
    return [groups.of(row) for row in range(len(rows))]


def _alike(present: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Return source_code, evidence: of all codes that have shown what is new evidence today."""
    new = present.drop_nulls("evidence").select("source_code", "evidence")
    old = known.drop_nulls("evidence").select("source_code", "evidence").join(new, on="evidence", how="semi")
    return pl.concat([new, old]).unique()


def _two(people: pl.DataFrame, key: str) -> pl.DataFrame:
    """Return the pairs of codes with one key that are two people today."""
    again = people.filter(pl.col(key).is_duplicated())
    several = again.filter(pl.col("leading_code").n_unique().over(key).is_between(2, _MOST_ALIKE)).select(
        "source_code", "leading_code", key
    )
    return _pairs(several, [key], differ="leading_code").with_columns(same=pl.lit(False))


def _pairs(frame: pl.DataFrame, keys: list[str], differ: str | None = None) -> pl.DataFrame:
    """Return one_code < other_code of the rows with one value of the keys, sorted.

    differ: a column in which the two must differ.
    """
    both = frame.join(frame, on=keys, suffix="_other").filter(
        pl.col("source_code") < pl.col("source_code_other"),
        pl.lit(True) if differ is None else pl.col(differ) != pl.col(f"{differ}_other"),
    )
    return both.select(one_code="source_code", other_code="source_code_other").unique().sort(_PAIR)


def _not_noted(pairs: pl.DataFrame, here: pl.DataFrame, acted_on: date) -> pl.DataFrame:
    """Return the pairs of which no day showed the same, or the newest day before showed something else."""
    once = pairs.join(here.rename({"source_code": "one_code"}), on="one_code").join(
        here.rename({"source_code": "other_code"}), on=["other_code", "acted_on"], suffix="_other"
    )
    as_today = (pl.col("person") == pl.col("person_other")) == pl.col("same")
    told = (
        once.group_by(*_PAIR, "same")
        .agg(
            ever=as_today.any(),
            newest=as_today.sort_by("acted_on").last(),
            last_on=pl.col("acted_on").max(),
        )
        .filter(pl.col("ever") & (pl.col("newest") | (pl.col("last_on") >= acted_on)))
    )
    return pairs.join(told, on=[*_PAIR, "same"], how="anti")


def _connected(codes: pl.Series, evidence: pl.DataFrame, here: pl.DataFrame) -> pl.DataFrame:
    """Return the codes and all that links lead to from them: source_code, unique, sorted."""
    found = codes.to_frame("source_code").unique()
    while True:
        shown = evidence.join(found, on="source_code", how="semi").select("evidence").unique()
        days = here.join(found, on="source_code", how="semi").select("about", "person").unique()
        more = pl.concat(
            [
                found,
                evidence.join(shown, on="evidence", how="semi").select("source_code"),
                here.join(days, on=["about", "person"], how="semi").select("source_code"),
            ]
        ).unique()
        if more.height == found.height:
            return found.sort("source_code")
        found = more
