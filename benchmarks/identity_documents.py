"""Citizen numbers by whole columns, against python-stdnum and a plain loop, both row by row.

Run: `python -m benchmarks.identity_documents`. Every tenth number has a wrong check character, every
hundredth an impossible birth date; all address codes are such as python-stdnum takes for every birth.
Verdicts, birth dates and sexes are equal, or it fails.
"""

import argparse
import hashlib
import time
from datetime import date

import numpy as np
import polars as pl
from stdnum.cn import ric  # type: ignore[import-untyped]

from assets.intake.documents.identity_documents import (
    CHECK_CHARACTERS,
    WEIGHTS,
    check_character,
    judged,
    normalised,
)
from benchmarks.pairs import paired

PREFIXES = ("310106", "310101", "310104", "310107", "310109", "110105")
SEX = {False: "female", True: "male"}


def numbers(count: int) -> pl.DataFrame:
    """Made-up numbers: `written`, one row each."""
    rng = np.random.default_rng(7)
    born = pl.Series(rng.integers(-7000, 19000, count)).cast(pl.Int32).cast(pl.Date)
    body = pl.DataFrame(
        {"prefix": rng.choice(PREFIXES, count), "born": born.dt.strftime("%Y%m%d"),
         "sequence": pl.Series(rng.integers(0, 1000, count)).cast(pl.String).str.zfill(3)}
    ).with_row_index().with_columns(
        born=pl.when(pl.col("index") % 100 == 7).then(pl.lit("19991305")).otherwise("born")
    ).select("index", body=pl.concat_str("prefix", "born", "sequence"))  # fmt: skip
    right = check_character(pl.col("body"))
    wrong = pl.when(right == "0").then(pl.lit("1")).otherwise(pl.lit("0"))
    last = pl.when(pl.col("index") % 10 == 3).then(wrong).otherwise(right)
    return body.select(written=pl.col("body") + last)


def by_column(written: pl.Series) -> list[pl.Series]:
    """Whether each number is valid, its birth date and sex (null where it is not)."""
    number = written.to_frame("written").select(normalised(pl.col("written"))).to_series()
    kind = pl.repeat("citizen_id", len(number), eager=True)
    judgement = judged(kind, number)
    return [judgement["state"] == "valid", judgement["birth_date"], judgement["sex"]]


def by_stdnum(written: list[str]) -> list[pl.Series]:
    """The same from python-stdnum, a number at a time."""
    valid = [ric.is_valid(number) for number in written]
    good = list(zip(written, valid, strict=True))
    born = [ric.get_birth_date(number) if right else None for number, right in good]
    sex = [SEX[int(number[16]) % 2 == 1] if right else None for number, right in good]
    return [pl.Series(valid), pl.Series(born, dtype=pl.Date), pl.Series(sex, dtype=pl.String)]


def by_loop(written: list[str]) -> list[pl.Series]:
    """The same from a plain loop that judges check character and birth date only."""
    judgements: list[tuple[bool, date | None, str | None]] = []
    for number in written:
        total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
        try:
            born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
        except ValueError:
            born = None
        if born is None or CHECK_CHARACTERS[total % 11] != number[17]:
            judgements.append((False, None, None))
        else:
            judgements.append((True, born, SEX[int(number[16]) % 2 == 1]))
    types = (pl.Boolean, pl.Date, pl.String)
    columns = zip(*judgements, strict=True)
    return [pl.Series(column, dtype=kind) for column, kind in zip(columns, types, strict=True)]


def main() -> None:
    """Print numbers per second, and how many times longer the other ways take."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    written = numbers(given.rows)["written"]
    texts, results = written.to_list(), list[pl.Series]()

    def digest() -> str:
        return hashlib.sha256(pl.DataFrame(
            {str(at): column for at, column in enumerate(results)}
        ).write_csv().encode()).hexdigest()  # fmt: skip

    for title, other in (("python-stdnum", by_stdnum), ("a plain loop", by_loop)):
        paired(
            f"{given.rows:,} citizen numbers; other: {title}",
            results.clear,
            lambda: results.extend(by_column(written)),
            lambda other=other: results.extend(other(texts)),  # type: ignore[misc]
            digest, given.rounds,
        )  # fmt: skip
    many = numbers(2_000_000)["written"]
    spent = []
    for _ in range(given.rounds):
        started = time.perf_counter()
        by_column(many)
        spent.append(time.perf_counter() - started)
    print(f"{len(many) / sorted(spent)[len(spent) // 2]:,.0f} numbers a second, judged and read")


if __name__ == "__main__":
    main()
