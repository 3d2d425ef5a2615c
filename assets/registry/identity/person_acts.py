"""What the identity register records of people on one date: new codes, merges, partings, who was here.

Belongs here: which id a person's code gets, and what changed for codes that have one, pure. Does not belong
here: who is one person today (`same_person.py`), which codes days have shown to be one person
(`seen_together.py`), places and cases (`register.py`).

A group of codes that days have shown to be one person has one id. Where two ids turn out to be one person,
the smallest code's stays and the other one's codes are `merged` into it, whether they are here or not. Where
codes of one id turn out to be two people, it stays with the code that had it first, and the others are
`parted`: they get back what they had before, or a new one.
"""

from datetime import date

import polars as pl

from assets.registry.identity.drawn_ids import DrawIds
from assets.registry.identity.own_ids import own_ids
from assets.registry.identity.pseudonym import evidence_of
from assets.registry.identity.seen_together import first_sights, groups_of, noted, shared_evidence, to_note

_ACTS = {
    "source_code": pl.String,
    "subject_id": pl.Int64,
    "resident_key": pl.String,
    "evidence": pl.String,
    "act": pl.String,
    "other_id": pl.Int64,
}


def person_acts(
    known: pl.DataFrame, observed: pl.DataFrame, acted_on: date, draw: DrawIds, secret: bytes
) -> pl.DataFrame:
    """Return the rows to add to the register for the people of one date.

    Args:
        known: the register's rows of residents.
        observed: source_code (unique), leading_code (the smallest code of the same person), resident_key and
            attributes (name, sex and birth date as one text), null where there is none or not all are known.
        acted_on: the date.
        draw: gives new ids.
        secret: hashes the evidence.

    """
    own = own_ids(known)
    present = observed.join(own, on="source_code", how="left").sort("source_code")
    present = _with_evidence(present, known, secret)
    before = noted(known)
    news = to_note(present, known, before, acted_on)
    given = _given(present, known, own, before, news, acted_on, draw)
    held = present.join(given, on="source_code", how="left", maintain_order="left").with_columns(
        is_known=pl.col("subject_id").is_not_null(), subject_id=pl.coalesce("given_id", "subject_id")
    )
    drawn = draw.for_codes(held.filter(pl.col("subject_id").is_null())["source_code"])
    held = held.join(drawn, on="source_code", how="left", maintain_order="left").with_columns(
        subject_id=pl.coalesce("subject_id", "new_id")
    )
    shown = held.filter(~pl.col("is_known") | pl.col("evidence").is_not_null())
    rows = [
        shown.select("source_code", "subject_id", "resident_key", "evidence", act=pl.lit("seen")),
        _moves(given, own),
        _here(held, before, own, news, acted_on),
    ]
    return pl.concat([pl.DataFrame(schema=_ACTS), *rows], how="diagonal")


def _with_evidence(present: pl.DataFrame, known: pl.DataFrame, secret: bytes) -> pl.DataFrame:
    """Add evidence, for codes that show a number they have not shown before; null for all others."""
    new = present.join(known, on=["source_code", "resident_key"], how="anti").drop_nulls(
        ["resident_key", "attributes"]
    )
    hashed = new.select("source_code", evidence=evidence_of(secret, new["resident_key"], new["attributes"]))
    return present.join(hashed, on="source_code", how="left", maintain_order="left")


def _given(
    present: pl.DataFrame,
    known: pl.DataFrame,
    own: pl.DataFrame,
    before: pl.DataFrame,
    news: pl.Series,
    acted_on: date,
    draw: DrawIds,
) -> pl.DataFrame:
    """Return source_code, given_id of the codes of all groups that the facts of this date may change."""
    noted_today = pl.concat([news, before.filter(acted_on=acted_on)["source_code"]]).unique()
    today = present.filter(pl.col("source_code").is_in(noted_today.implode())).select(
        "source_code", about=pl.lit(str(acted_on)), person="leading_code"
    )
    others = before.filter(pl.col("acted_on") != acted_on).select(
        "source_code", about=pl.col("acted_on").cast(pl.String), person=pl.col("person").cast(pl.String)
    )
    asked = {*noted_today, *shared_evidence(present, known)}
    if not asked:
        return pl.DataFrame(schema={"source_code": pl.String, "given_id": pl.Int64})
    columns = ["source_code", "evidence"]
    evidence = pl.concat([known.select(columns), present.select(columns)]).drop_nulls()
    first = first_sights(known, acted_on)
    return _ids_of(groups_of(asked, evidence, pl.concat([others, today]), first), known, own, draw)


def _ids_of(groups: list[list[str]], known: pl.DataFrame, own: pl.DataFrame, draw: DrawIds) -> pl.DataFrame:
    """Return source_code, given_id: one id for each group.

    An id belongs to the smallest code that was first seen with it. A group has the id of its smallest code
    that it has now, else that it ever had, else one that its codes had and nobody has, else a new one.
    """
    place = {code: at for at, group in enumerate(groups) for code in group}
    codes = pl.Series(list(place), dtype=pl.String).implode()
    rows = known.filter(pl.col("source_code").is_in(codes)).select("source_code", "subject_id")
    now = dict(own.filter(pl.col("source_code").is_in(codes)).iter_rows())
    first = rows.unique("source_code", keep="first", maintain_order=True).sort("source_code")
    owner: dict[int, str] = {}
    for code, one in first.iter_rows():
        owner.setdefault(one, code)
    once: dict[int, set[int]] = {}
    for code, one in rows.iter_rows():
        once.setdefault(place[code], set()).add(one)
    taken = {*own.filter(~pl.col("source_code").is_in(codes))["subject_id"]}
    found: list[int | None] = []
    for at, group in enumerate(groups):
        had = once.get(at, set())
        mine = {one for one in had if one in owner and place[owner[one]] == at}
        held = {now[code] for code in group if code in now} & mine
        again = held or (mine or had - owner.keys()) - taken
        found.append(min(again, key=lambda one: (owner.get(one, ""), one), default=None))
        taken |= {found[at]}
    new = [group[0] for group, one in zip(groups, found, strict=True) if one is None]
    drawn = dict(draw.for_codes(pl.Series(new, dtype=pl.String)).iter_rows())
    ids = [drawn[group[0]] if one is None else one for group, one in zip(groups, found, strict=True)]
    given = [(code, one) for group, one in zip(groups, ids, strict=True) for code in group]
    return pl.DataFrame(given, schema={"source_code": pl.String, "given_id": pl.Int64}, orient="row")


def _moves(given: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """Codes that have another id since today: merged where nobody keeps the one they had, else parted."""
    moved = given.join(own, on="source_code").filter(pl.col("given_id") != pl.col("subject_id"))
    after = own.join(given, on="source_code", how="left").select(
        pl.coalesce("given_id", "subject_id").alias("id")
    )
    act = pl.when(pl.col("subject_id").is_in(after["id"].implode())).then(pl.lit("parted"))
    return moved.sort("source_code").select(
        "source_code",
        subject_id="given_id",
        other_id="subject_id",
        act=act.otherwise(pl.lit("merged")),
    )


def _here(
    held: pl.DataFrame, before: pl.DataFrame, own: pl.DataFrame, news: pl.Series, acted_on: date
) -> pl.DataFrame:
    """Who is here as which person: of the news, and of whom an earlier run of the date noted otherwise.

    before: of `noted`.
    """
    earlier = before.filter(acted_on=acted_on).select("source_code", "person")
    asked = pl.concat([news, earlier["source_code"]]).unique().sort().to_frame("source_code")
    person = held.select("source_code", "leading_code").join(asked, on="source_code", how="semi")
    leading = held.select(leading_code="source_code", other_id="subject_id")
    shown = person.join(leading, on="leading_code").select("source_code", "other_id")
    now = held.select("source_code", "subject_id").join(asked, on="source_code", how="semi")
    return (
        asked.join(shown, on="source_code", how="left")
        .join(earlier, on="source_code", how="left")
        .filter(pl.col("other_id").ne_missing(pl.col("person")))
        .join(now, on="source_code", how="left")
        .join(own.rename({"subject_id": "own_id"}), on="source_code", how="left")
        .sort("source_code")
        .select("source_code", "other_id", subject_id=pl.coalesce("subject_id", "own_id"), act=pl.lit("here"))
    )
