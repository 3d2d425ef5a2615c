"""What the identity register records of people on one date: new codes, merges, partings.

Belongs here: which id a person's code gets, and what changed for codes that have one, pure. Does not belong
here: who is one person today (`same_person.py`), places and cases (`register.py`).

An id belongs to a code. A code nobody has seen gets the id of an earlier code in two cases: both are one
person today, or the earlier one is not here today and has had the same evidence, which is number, name, sex
and birth date together. Whoever is here with another number has so given up the one they once had.
"""

import polars as pl

from assets.registry.identity.drawn_ids import DrawIds
from assets.registry.identity.pseudonym import evidence_of

_ACTS = {
    "source_code": pl.String,
    "subject_id": pl.Int64,
    "resident_key": pl.String,
    "evidence": pl.String,
    "act": pl.String,
    "other_id": pl.Int64,
}


def person_acts(known: pl.DataFrame, observed: pl.DataFrame, draw: DrawIds, secret: bytes) -> pl.DataFrame:
    """Return the rows to add to the register for the people of one date.

    Args:
        known: the register's rows of residents.
        observed: source_code (unique), leading_code (the smallest code of the same person), resident_key and
            attributes (name, sex and birth date as one text), null where there is none or not all are known.
        draw: gives new ids.
        secret: hashes the evidence.

    """
    own = known.select("source_code", "subject_id").unique("source_code", keep="last", maintain_order=True)
    present = observed.join(own, on="source_code", how="left").sort("source_code")
    present = _with_evidence(present, known, secret).with_columns(is_known=pl.col("subject_id").is_not_null())
    parted = _other_people(present, draw)
    held = present.join(parted.select("source_code", parted_id="subject_id"), on="source_code", how="left")
    held = held.with_columns(subject_id=pl.coalesce("parted_id", "subject_id")).drop("parted_id")
    seen = _new_codes(held, known, own, draw)
    held = held.join(seen.select("source_code", new_id="subject_id"), on="source_code", how="left")
    held = held.with_columns(subject_id=pl.coalesce("subject_id", "new_id")).drop("new_id")
    documented = held.filter(pl.col("is_known") & pl.col("evidence").is_not_null())
    rows = [
        parted,
        seen,
        documented.select(*_SHOWN, act=pl.lit("seen")),
        _merges(held, known),
    ]
    return pl.concat([pl.DataFrame(schema=_ACTS), *rows], how="diagonal")


_SHOWN = ("source_code", "subject_id", "resident_key", "evidence")


def _with_evidence(present: pl.DataFrame, known: pl.DataFrame, secret: bytes) -> pl.DataFrame:
    """Add evidence, for codes that show a number they have not shown before; null for all others."""
    new = present.join(known, on=["source_code", "resident_key"], how="anti").drop_nulls(
        ["resident_key", "attributes"]
    )
    hashed = new.select("source_code", evidence=evidence_of(secret, new["resident_key"], new["attributes"]))
    return present.join(hashed, on="source_code", how="left", maintain_order="left")


def _other_people(present: pl.DataFrame, draw: DrawIds) -> pl.DataFrame:
    """Codes with one id that are different people today: the smallest code's person keeps it."""
    with_id = present.drop_nulls("subject_id")
    several = with_id.filter(pl.col("leading_code").n_unique().over("subject_id") > 1)
    leaves = several.filter(
        pl.col("leading_code") != pl.col("leading_code").sort_by("source_code").first().over("subject_id")
    )
    drawn = draw.for_codes(leaves["leading_code"]).rename({"source_code": "leading_code"})
    return leaves.join(drawn, on="leading_code").select(
        "source_code", act=pl.lit("parted"), other_id="subject_id", subject_id="new_id"
    )


def _new_codes(held: pl.DataFrame, known: pl.DataFrame, own: pl.DataFrame, draw: DrawIds) -> pl.DataFrame:
    """The id of every code that nobody has seen: of the person today, of their evidence, or a new one."""
    new = held.filter(pl.col("subject_id").is_null())
    today = (
        held.drop_nulls("subject_id")
        .group_by("leading_code")
        .agg(today_id=pl.col("subject_id").sort_by("source_code").first())
    )
    # Whose evidence it is must not be here as somebody else: they have given up that number.
    absent = own.join(held, on="source_code", how="anti").join(
        held.drop_nulls("subject_id"), on="subject_id", how="anti"
    )
    once = (
        known.drop_nulls("evidence")
        .select("source_code", "evidence")
        .join(absent.select("source_code", absent_id="subject_id"), on="source_code")
    )
    recognised = (
        new.drop_nulls("evidence")
        .join(once.select("evidence", "absent_id", absent_code="source_code"), on="evidence")
        .group_by("leading_code")
        .agg(evidence_id=pl.col("absent_id").sort_by("absent_code").first())
        .sort("leading_code")
        .unique("evidence_id", keep="first", maintain_order=True)
    )
    with_ids = new.join(today, on="leading_code", how="left").join(recognised, on="leading_code", how="left")
    with_ids = with_ids.with_columns(found_id=pl.coalesce("today_id", "evidence_id"))
    strangers = with_ids.filter(pl.col("found_id").is_null())["leading_code"]
    drawn = draw.for_codes(strangers).rename({"source_code": "leading_code"})
    return (
        with_ids.join(drawn, on="leading_code", how="left")
        .sort("source_code")
        .select(
            "source_code",
            "resident_key",
            "evidence",
            subject_id=pl.coalesce("found_id", "new_id"),
            act=pl.lit("seen"),
        )
    )


def _merges(held: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Codes that are one person under another id since today, and those that no longer are."""
    leading = held.select(leading_code="source_code", leading_id="subject_id")
    last = known.filter(pl.col("act") != "seen").unique("source_code", keep="last", maintain_order=True)
    placed = held.join(leading, on="leading_code", how="left").join(
        last.select("source_code", "act", "other_id"), on="source_code", how="left"
    )
    placed = placed.sort("source_code")
    elsewhere = pl.col("leading_id") != pl.col("subject_id")
    was = pl.when(pl.col("act") == "merged").then("other_id")
    begun = placed.filter(elsewhere & was.ne_missing(pl.col("leading_id")))
    ended = placed.filter(~elsewhere & was.is_not_null())
    return pl.concat(
        [
            begun.select("source_code", "subject_id", act=pl.lit("merged"), other_id="leading_id"),
            ended.select("source_code", "subject_id", "other_id", act=pl.lit("parted")),
        ],
        how="diagonal",
    )
