"""Writing the sample: one history of the district, cut at four consecutive snapshot dates."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from zlib import crc32

import numpy as np

from sample_district.dates import ending_on, snapshot_dates
from sample_district.exports.bad_rows import add_bad_rows
from sample_district.exports.export import (
    MANIFEST,
    in_the_systems_terms,
    late_on,
    refuse_unless_sample,
    write_export,
)
from sample_district.exports.systems import sources
from sample_district.people.as_recorded import as_known
from sample_district.people.dirt import plant_canaries, spoil_documents
from sample_district.people.look_alikes import plant_look_alikes
from sample_district.people.movements import move
from sample_district.people.population import Population, make_population
from sample_district.people.recorded_twice import plant_second_records
from sample_district.places.places import make_places
from sample_district.places.written_addresses import write_addresses
from sample_district.records import casework, community
from sample_district.records import people as records
from sample_district.records.inspections import inspections
from sample_district.records.rolls import rolls
from sample_district.records.survey import survey_responses, with_other_needs
from sample_district.snapshot import District, odd_ones, snapshot
from sample_district.truth import counted, true_dwellings, true_people, true_waves, write_truth

SNAPSHOT_DATES = snapshot_dates()
"""The dates of a sample that nobody asked to end on another day."""
DEFAULT_SEED = 310106


def write_sample(landing: Path, scale: float, seed: int = DEFAULT_SEED, newest: date | None = None) -> None:
    """Write ``landing/<date>/`` for the four snapshot dates, and beside them ``planted/`` and ``truth/``.

    The planted records are no part of an export: rows by source and reason that intake must quarantine,
    counts of what it must accept although it looks odd, the sources that are late, and rows by kind of error
    of identity and of written address. The truth is of ``truth``.

    Args:
        landing: the landing folder.
        scale: 1.0 is a whole district: 362,000 households, about 1.16 million rows of residents.
        seed: of all that is drawn.
        newest: the last of the dates; without it they are ``SNAPSHOT_DATES``.

    Raises:
        NotOfTheSampleError: there is an export of real people, and nothing is written: invented ones would be
            published among them.

    """
    for manifest in sorted(landing.glob(f"*/{MANIFEST}")):
        refuse_unless_sample(manifest.parent)
    with ending_on(newest):
        _write(landing, scale, seed)


def _write(landing: Path, scale: float, seed: int) -> None:
    district = make_district(scale, seed)
    (landing / "planted").mkdir(parents=True, exist_ok=True)
    for day, snapshot_date in enumerate(snapshot_dates()):
        frames = snapshot(district, day, scale)
        odd = odd_ones(frames, snapshot_date)
        people, dwellings = true_people(frames["residents"]), true_dwellings(district)
        exported = {
            source: in_the_systems_terms(source, frames[source]) for source in sources() if source in frames
        }
        spoilt, quarantined = add_bad_rows(exported, scale)
        planted = {
            "snapshot_date": str(snapshot_date),
            "quarantined": quarantined,
            "accepted": odd,
            "late": late_on(snapshot_date),
            "identity": counted(people, "planted"),
            "addresses": counted(dwellings, "form"),
        }
        text = json.dumps(planted, ensure_ascii=False, indent=2) + "\n"
        (landing / "planted" / f"{snapshot_date}.json").write_text(text, encoding="utf-8")
        write_truth(landing, snapshot_date, people, dwellings, true_waves(frames["hotline_tickets"]))
        write_export(landing / str(snapshot_date), snapshot_date, spoilt)


def make_district(scale: float, seed: int = DEFAULT_SEED) -> District:
    """Return places, people and records; each part draws from a stream of its own."""

    def stream(part: str) -> np.random.Generator:
        return np.random.default_rng([seed, round(scale * 1_000_000), crc32(part.encode())])

    places = make_places(scale, stream("places"))
    people = make_population(places, scale, stream("people"))
    population = spoil_documents(move(people, stream("movements")), scale, stream("dirt"))
    places, population = plant_canaries(places, population)
    errors = stream("identity")
    recorded = plant_second_records(plant_look_alikes(as_known(population), scale, errors), scale, errors)
    households = write_addresses(places, population.households, scale, stream("addresses"))
    return District(
        places,
        Population(recorded.people, households, recorded.relations),
        {
            **rolls(population, stream("rolls")),
            "dibao": records.dibao(population, stream("dibao")),
            "care_assessment": records.care_assessment(population, stream("care_assessment")),
            "upstream_tags": records.upstream_tags(population, stream("upstream_tags")),
            "visits": records.visits(population, scale, stream("visits")),
            "manual_tags": records.manual_tags(population, scale, stream("manual_tags")),
            "survey_responses": with_other_needs(
                survey_responses(population, scale, stream("survey")), stream("other_needs")
            ),
            "hotline_tickets": casework.hotline_tickets(places, population, scale, stream("hotline")),
            "committee_requests": casework.committee_requests(scale, stream("requests")),
            "public_opinions": casework.public_opinions(places, scale, stream("opinions")),
            "committee_resources": community.committee_resources(stream("resources")),
            "inspections": inspections(places, stream("inspections")),
            "volunteer_hours": community.volunteer_hours(population, stream("volunteers")),
            "erasure_requests": community.erasure_requests(),
        },
    )
