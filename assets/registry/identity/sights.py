"""As whom a code was seen: what its row said of the person, in keyed hashes that can be compared.

Belongs here: those hashes, and which of one code's sights are one person, pure. Does not belong here: on
which dates a code was seen as whom (`published_days.py`), which codes are one person (`seen_together.py`).

A code can name somebody else from one date on: its row was overwritten, or its number given out again. Two
sights of one code are one person while they agree in the name, the birth date or the document number: a
correction, a marriage or a new passport leaves two of the three. Where all three differ nothing is left that
says so. A fact that is not known differs from every other; what has no name, birth date or sex is no sight at
all, and stands for whoever the code named before.
"""

import polars as pl

from assets.registry.identity.pseudonym import keyed_digits

PARTS = {"name": (0, 8), "birth_date": (8, 8), "number": (17, 16)}
"""Where each fact stands in a sight, which ends with the number; one letter of sex stands before it."""
NO_NUMBER = "-" * 16
NOTHING = ""
"""The sight of a code of which no date said enough."""
SIGHT = ["source_code", "sight"]


def sights_of(people: pl.DataFrame, secret: bytes) -> pl.Series:
    """Return the sight of each row: 33 characters, null unless name, sex and birth date are known.

    Args:
        people: name, sex, birth_date, resident_key (null without a number to trust).
        secret: the pseudonym key.
    """
    parts = people.select(
        keyed_digits(secret, people["name"], 8),
        keyed_digits(secret, people["birth_date"].cast(pl.String), 8),
        pl.when(pl.col("sex") != "unknown").then(pl.col("sex").cast(pl.String).str.head(1)).alias("sex"),
        pl.col("resident_key").str.head(16).fill_null(NO_NUMBER).alias("number"),
    )
    return parts.select(shown=pl.concat_str("name", "birth_date", "sex", "number")).to_series()


def has_number() -> pl.Expr:
    """Return whether a sight has a number."""
    return (pl.col("sight") != NOTHING) & ~pl.col("sight").str.ends_with(NO_NUMBER)


def of_one_code(sights: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Return which of the others are one person with the first of the sights of their code that agrees.

    Args:
        sights: source_code, sight, row (a number for each).
        others: the same columns.

    Returns:
        one (a row of the sights), other; one pair for each fact in which the two agree, sorted.
    """
    pairs = [_agreeing(sights, others, start, length) for start, length in PARTS.values()]
    return pl.concat(pairs).filter(pl.col("one") != pl.col("other")).unique().sort("other", "one")


def _agreeing(sights: pl.DataFrame, others: pl.DataFrame, start: int, length: int) -> pl.DataFrame:
    fact = pl.col("sight").str.slice(start, length).alias("fact")
    said = ~fact.is_in([NOTHING, NO_NUMBER])
    first = sights.filter(said).group_by("source_code", fact).agg(one=pl.col("row").min())
    return (
        others.filter(said)
        .select("source_code", fact, other="row")
        .join(first, on=["source_code", "fact"])
        .select("one", "other")
    )
