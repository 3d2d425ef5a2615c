"""How right the registry of a date is on the sample district: reading the truth and the registry's answers.

Belongs here: source codes and the ids they stand for on a date. Does not belong here: counting
(`sample_score`), printing (`commands/sample_score.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from assets.lake import newest_date, read_frame
from assets.paths import DataPaths
from assets.problems.trends.weekly import weekly
from assets.registry.identity.pending_acts import read_pending
from assets.registry.identity.register import ids, known_ids
from assets.registry.identity.register_store import read_register
from pipelines.answers.evidence import NothingKnownError
from pipelines.answers.sample_score import PersonScore, score_dwellings, score_persons
from pipelines.answers.wave_score import WaveScore, score_waves
from sample_district import read_truth, read_waves

_NOBODY = pl.DataFrame(schema={"person_code": pl.String, "leading_code": pl.String})


@dataclass(frozen=True)
class SampleScore:
    """The scores of one snapshot date."""

    snapshot_date: date
    persons: PersonScore
    dwellings: pl.DataFrame
    waves: WaveScore


def score_sample(paths: DataPaths, on: date | None) -> SampleScore:
    """Score the registry of a date, or of the newest that was run.

    Raises NothingKnownError where no date was run, and NotOfTheSampleError where the exports have no truth.
    """
    day = on or newest_date(paths.lake, "registry", "household")
    households = None if day is None else read_frame(paths.lake, "registry", "household", day)
    if day is None or households is None:
        what = "" if day is None else f" --date {day}"
        raise NothingKnownError(f"未运行，先运行：tagging run{what}。 It was not run yet: tagging run{what}")
    people, dwellings = read_truth(paths.landing_root, day)
    register = pl.concat([read_register(paths.register, paths.register_rows), read_pending(paths.register)])
    known = known_ids(register, _NOBODY, day)
    merges = read_frame(paths.lake, "registry", "resident_merge", day)
    return SampleScore(
        day,
        score_persons(people, _persons(ids(known, "resident"), merges)),
        score_dwellings(dwellings, _homes(households, known)),
        _waves(paths, day),
    )


def _waves(paths: DataPaths, day: date) -> WaveScore:
    """Return how many of the planted waves the cases of a date show."""
    case = read_frame(paths.lake, "problems", "case", day)
    if case is None:
        raise NothingKnownError(f"未运行，先运行：tagging run --date {day}。 It was not run yet.")
    return score_waves(read_waves(paths.landing_root, day), weekly(case, day), day)


def _persons(resident: pl.DataFrame, merges: pl.DataFrame | None) -> pl.DataFrame:
    """Return person_code, found_id: the id under which the code's person is known on the date."""
    own = resident.select(person_code="resident_code", resident_id="resident_id")
    if merges is None:
        return own.rename({"resident_id": "found_id"})
    return own.join(merges.select("resident_id", "known_as_id"), on="resident_id", how="left").select(
        "person_code", found_id=pl.coalesce("known_as_id", "resident_id")
    )


def _homes(households: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    return (
        households.select("household_id", "dwelling_id")
        .join(ids(known, "household"), on="household_id")
        .join(ids(known, "dwelling"), on="dwelling_id", how="left")
        .select("household_code", "dwelling_code")
    )
