"""The truth that the sample was made from: who each code is, where each household lives, which waves came.

Belongs here: these as frames of one date, and their files. They lie beside the exports and are no part of
them: nothing that a night runs reads them, only what says how right its answers are.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from sample_district.exports.export import NotOfTheSampleError
from sample_district.places.written_addresses import NOT_TO_BE_MATCHED
from sample_district.records import waves
from sample_district.snapshot import District, dwelling_codes

FOLDER, PEOPLE, DWELLINGS, WAVES = "truth", "people.parquet", "dwellings.parquet", "waves.parquet"


def true_people(residents: pl.DataFrame) -> pl.DataFrame:
    """Return who each code is on a date.

    Returned: person_code (unique), person (the true person's number), planted (the kind of error, null for
    none), document (of a second row: what number it bears, null else).

    Args:
        residents: of ``snapshot``.
    """
    return residents.select(
        "person_code",
        "person",
        planted=pl.when(pl.col("planted") != "").then("planted"),
        document=pl.when(pl.col("document") != "").then("document"),
    )


def true_dwellings(district: District) -> pl.DataFrame:
    """Return where each household lives.

    household_code (unique); dwelling_code, null where it lives in no dwelling of the directory; form, how its
    address is written where the export has no code; is_to_be_matched, whether what is written tells one
    dwelling.
    """
    households, form = district.population.households, pl.col("address_form")
    return households.select(
        "household_code",
        dwelling_code=pl.when(form != "not_in_directory").then(dwelling_codes(district.places, households)),
        form=pl.when(form != "").then(form),
        is_to_be_matched=~form.is_in(NOT_TO_BE_MATCHED),
    )


def true_waves(tickets: pl.DataFrame) -> pl.DataFrame:
    """Return the waves among the tickets of a date.

    Returned: label_code, reach (committee, street, district), area_code (of the committee or street; null of
    the district), first_on, last_on, tickets.

    Args:
        tickets: of ``snapshot``.
    """
    told = pl.DataFrame(
        [(number, label, reach) for number, (label, _, reach) in enumerate(waves.WAVES)],
        schema={"wave": pl.Int32, "label_code": pl.String, "reach": pl.String},
        orient="row",
    )
    street = pl.col("committee_code").first().str.slice(0, waves.STREET_DIGITS)
    counted = (
        tickets.drop_nulls("wave")
        .group_by(pl.col("wave").cast(pl.Int32))
        .agg(
            committee=pl.col("committee_code").first(),
            street=street,
            first_on=pl.col("received_on").min(),
            last_on=pl.col("received_on").max(),
            tickets=pl.len(),
        )
    )
    area = pl.when(reach="committee").then("committee").when(reach="street").then("street")
    return (
        told.join(counted, on="wave")
        .sort("wave")
        .select("label_code", "reach", "first_on", "last_on", "tickets", area_code=area)
    )


def write_truth(
    landing: Path, day: date, people: pl.DataFrame, dwellings: pl.DataFrame, waves_of: pl.DataFrame
) -> None:
    """Write ``landing/truth/<date>/people.parquet``, ``dwellings.parquet`` and ``waves.parquet``."""
    folder = landing / FOLDER / str(day)
    folder.mkdir(parents=True, exist_ok=True)
    people.write_parquet(folder / PEOPLE)
    dwellings.write_parquet(folder / DWELLINGS)
    waves_of.write_parquet(folder / WAVES)


def read_truth(landing: Path, day: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return what ``write_truth`` wrote of a date: people, dwellings.

    Raises ``NotOfTheSampleError`` where there is no truth of the date.
    """
    folder = landing / FOLDER / str(day)
    if not (folder / DWELLINGS).exists():
        raise NotOfTheSampleError(
            f"{FOLDER}/{day}: 没有真相，只有样例才有。 There is no truth of {day}, only the sample has one:"
            " tagging sample"
        )
    return pl.read_parquet(folder / PEOPLE), pl.read_parquet(folder / DWELLINGS)


def read_waves(landing: Path, day: date) -> pl.DataFrame:
    """Return the waves of a date (`true_waves`); raises ``NotOfTheSampleError`` where there is no truth."""
    path = landing / FOLDER / str(day) / WAVES
    if not path.exists():
        raise NotOfTheSampleError(
            f"{FOLDER}/{day}: 没有真相，只有样例才有。 There is no truth of {day}, only the sample has one:"
            " tagging sample"
        )
    return pl.read_parquet(path)


def counted(frame: pl.DataFrame, column: str) -> dict[str, int]:
    """Return how many rows there are of each kind in a column, in the kinds' order; null is none."""
    counts = frame.drop_nulls(column).group_by(column).len().sort(column)
    return dict(counts.select(pl.col(column), pl.col("len")).iter_rows())
