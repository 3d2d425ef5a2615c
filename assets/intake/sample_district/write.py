"""Writing the sample: one history of the district, cut at four consecutive snapshot dates."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from assets.intake.sample_district import records
from assets.intake.sample_district.dirt import (
    add_bad_rows,
    plant_canaries,
    same_person_again,
    spoil_documents,
)
from assets.intake.sample_district.divisions import committees, divisions
from assets.intake.sample_district.export import HEADERS, write_export
from assets.intake.sample_district.movements import move
from assets.intake.sample_district.people import DAYS, FIRST_DATE, Population, make_population
from assets.intake.sample_district.places import Places, make_places

SNAPSHOT_DATES = tuple(FIRST_DATE + timedelta(days=day) for day in range(DAYS))
DEFAULT_SEED = 310106


def write_sample(landing: Path, scale: float, seed: int = DEFAULT_SEED) -> None:
    """Write ``landing/<date>/`` for the four snapshot dates, and ``landing/planted/<date>.json`` beside them.

    ``scale`` 1.0 is a whole district: 362,000 households, about 1.16 million rows of residents. The planted
    records are no part of an export: rows by source and reason that intake must quarantine, and counts of
    what it must accept although it looks odd.
    """
    rng = np.random.default_rng([seed, round(scale * 1_000_000)])
    places = make_places(scale, rng)
    population = spoil_documents(move(make_population(places, scale, rng), rng), scale, rng)
    places, population = plant_canaries(places, population)
    lasting = {
        "dibao": records.dibao(population, rng),
        "care_assessment": records.care_assessment(population, rng),
        "upstream_tags": records.upstream_tags(population, rng),
        "visits": records.visits(population, scale, rng),
        "manual_tags": records.manual_tags(population, scale, rng),
    }
    (landing / "planted").mkdir(parents=True, exist_ok=True)
    for day, snapshot_date in enumerate(SNAPSHOT_DATES):
        frames, odd = _snapshot(places, population, lasting, day, scale)
        spoilt, quarantined = add_bad_rows(frames, scale)
        planted = {"snapshot_date": str(snapshot_date), "quarantined": quarantined, "accepted": odd}
        text = json.dumps(planted, ensure_ascii=False, indent=2) + "\n"
        (landing / "planted" / f"{snapshot_date}.json").write_text(text, encoding="utf-8")
        write_export(landing / str(snapshot_date), snapshot_date, spoilt)


def _snapshot(
    places: Places, population: Population, lasting: dict[str, pl.DataFrame], day: int, scale: float
) -> tuple[dict[str, pl.DataFrame], dict[str, int]]:
    """Return the good rows of every source on one date, by canonical column names, and counts of odd ones."""
    present = (pl.col("appears") <= day) & (day < pl.col("vanishes"))
    there = {name: table.filter(present) for name, table in lasting.items()}
    households, people = population.households, population.people.filter(present)
    residents = people.with_columns(
        id_value="written_id",
        birth_date=pl.col("birth_date").dt.strftime("%Y%m%d"),
        updated_on=pl.col("updated_on").dt.strftime("%Y-%m-%d"),
    ).select(*HEADERS["residents"], "defect")
    residents = pl.concat([residents, same_person_again(residents, scale)])
    area = committees()["committee_code"]
    start_end = {"valid_from": "start", "valid_to": "end"}
    frames = {
        **_places(places, households),
        "divisions": divisions(),
        "households": households.select(
            "household_code",
            "household_type",
            on_cloud=pl.when(pl.col("on_cloud_from") <= day).then(pl.lit("1")).otherwise(pl.lit("0")),
            dwelling_code=_gathered(places.dwellings["dwelling_code"], households["dwelling"]),
            committee_code=area.gather(households["committee"]),
        ),
        "residents": residents.drop("defect"),
        "residences": _residences(population, day),
        "dibao": there["dibao"].select("id_value", "level", **start_end),
        "care_assessment": there["care_assessment"].select("id_value", "level", **start_end),
        "upstream_tags": there["upstream_tags"].select(
            "id_value", "value", tag_code="code", since=pl.col("since").dt.strftime("%Y-%m-%d")
        ),
        "visits": there["visits"].select(
            "visit_code",
            "visited_on",
            "channel",
            "note",
            household_code=households["household_code"].gather(there["visits"]["household"]),
        ),
        "manual_tags": there["manual_tags"].rename({"subject_kind": "subject"}),
    }
    text = {name: frame.select(list(HEADERS[name])).cast(pl.String) for name, frame in frames.items()}
    return text, {
        **_odd_residents(residents, SNAPSHOT_DATES[day]),
        "personal_notes": int(there["visits"]["personal"].sum()),
        "split_households": text["residences"].filter(pl.col("residence_kind") == "2").height,
    }


def _gathered(values: pl.Series, index: pl.Series) -> pl.Series:
    """Return the values at ``index``, null where it is -1."""
    return pl.select(pl.when(index >= 0).then(values.gather(index.clip(0)))).to_series()


def _places(places: Places, households: pl.DataFrame) -> dict[str, pl.DataFrame]:
    housed = households.filter(pl.col("dwelling") >= 0)
    tenure = np.full(places.dwellings.height, "4")
    tenure[housed["dwelling"].to_numpy()] = housed["tenure"].to_numpy()
    return {
        "compounds": places.compounds,
        "buildings": places.buildings.with_columns(
            has_lift=pl.when("has_lift").then(pl.lit("有")).otherwise(pl.lit("无"))
        ),
        "dwellings": places.dwellings.with_columns(tenure=pl.Series(tenure)),
    }


def _residences(population: Population, day: int) -> pl.DataFrame:
    relations = population.relations.filter((pl.col("appears") <= day) & (day < pl.col("vanishes")))
    return relations.select(
        person_code=population.people["person_code"].gather(relations["person"]),
        household_code=population.households["household_code"].gather(relations["household"]),
        residence_kind="kind",
        relation_to_head="relation",
        since=pl.col("since").dt.strftime("%Y-%m-%d"),
    ).unique(["person_code", "household_code", "residence_kind"], keep="first", maintain_order=True)


def _odd_residents(residents: pl.DataFrame, day: date) -> dict[str, int]:
    birth, number = pl.col("birth_date"), pl.col("id_value")
    odd = {
        **{
            kind: pl.col("defect") == kind
            for kind in ("bad_check_digit", "bad_form", "fifteen_digits", "lower_case_x")
        },
        "residence_permit": pl.col("id_type") == "02",
        "foreign_permanent_id": pl.col("id_type") == "03",
        "without_document": pl.col("id_type") == "99",
        "address_code_310108": (pl.col("id_type") == "01") & number.str.starts_with("310108"),
        "same_person_again": pl.col("person_code").str.starts_with("RB"),
        "birthday_on_snapshot_date": birth.str.slice(4) == f"{day:%m%d}",
        "born_on_29_february": birth.str.slice(4) == "0229",
    }
    return residents.select(**{name: condition.sum() for name, condition in odd.items()}).row(0, named=True)
