"""A coherent export of a few rows per source, cut out of the sample: for tests that need thousands."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl

from assets.intake.formats.reader import LINE, read_source
from assets.intake.manifest.manifest_file import read_manifest, sha256_of
from assets.intake.mappings.loading import load_mappings
from sample_district.exports.export import write_file

HOUSEHOLDS, ROWS = 6, 20
SOURCES = (
    "divisions", "compounds", "buildings", "dwellings", "households", "residents", "residences",
    "visits", "manual_tags", "dibao", "care_assessment", "upstream_tags",
    "survey_responses", "hotline_tickets", "inspections", "volunteer_hours",
)  # fmt: skip


def cut_small(landing: Path, folder: Path, day: date) -> None:
    """Write to `folder` the export of `day` in `landing`, cut to a few households and what is theirs."""
    sources, manifest = load_mappings(), read_manifest(landing / str(day))
    raw: dict[str, pl.DataFrame] = {}
    for place, entry in enumerate(manifest.files):
        if entry.source in SOURCES:
            frame, problems = read_source(landing / str(day), manifest, place, sources[entry.source])
            assert not problems
            names = {
                sources[entry.source].column(name).header: name for name in sources[entry.source].columns
            }
            raw[entry.source] = frame.drop(LINE).rename(names, strict=False)

    def keep(source: str, column: str, values: pl.Series) -> None:
        raw[source] = raw[source].filter(pl.col(column).is_in(values.implode()))

    raw["households"] = raw["households"].drop_nulls("dwelling_code").head(HOUSEHOLDS)
    for source in ("residences", "visits"):
        keep(source, "household_code", raw["households"]["household_code"])
    raw["visits"] = raw["visits"].head(12)
    keep("residents", "person_code", raw["residences"]["person_code"])
    keep("residences", "person_code", raw["residents"]["person_code"])
    keep("dwellings", "dwelling_code", raw["households"]["dwelling_code"])
    keep("buildings", "building_code", raw["dwellings"]["building_code"])
    keep("compounds", "compound_code", raw["buildings"]["compound_code"])
    known = pl.concat([raw["residents"]["person_code"], raw["households"]["household_code"]])
    raw["manual_tags"] = (
        raw["manual_tags"].head(3).with_columns(subject=pl.lit("1"), subject_code=known.head(3))
    )
    committees = pl.concat([raw["households"]["committee_code"], raw["compounds"]["committee_code"]])

    def spread(source: str, column: str, values: pl.Series) -> None:
        rows = raw[source].head(ROWS)
        raw[source] = rows.with_columns(
            values.gather([at % len(values) for at in range(rows.height)]).alias(column)
        )

    for source in ("survey_responses", "volunteer_hours"):
        spread(source, "person_code", raw["residents"]["person_code"])
    spread("hotline_tickets", "committee_code", raw["households"]["committee_code"])
    raw["hotline_tickets"] = raw["hotline_tickets"].with_columns(
        building_code=pl.lit(None, pl.String), compound_code=pl.lit(None, pl.String)
    )
    divisions = raw["divisions"]
    above = divisions.filter(pl.col("division_code").is_in(committees.implode()))["parent_code"].drop_nulls()
    keep("divisions", "division_code", pl.concat([committees, above]))
    folder.mkdir(parents=True)
    entries = []
    for entry in manifest.files:
        if entry.source not in raw:
            continue
        frame = raw[entry.source].head(ROWS)
        headers = {name: sources[entry.source].column(name).header for name in sources[entry.source].columns}
        write_file(frame.rename(headers, strict=False), folder / entry.file, entry.encoding)
        file = entry.model_dump(mode="json") | {
            "rows": frame.height, "sha256": sha256_of(folder / entry.file)
        }  # fmt: skip
        entries.append(file)
    written = {"snapshot_date": str(day), "revision": 1, "sample": True, "files": entries}
    text = json.dumps(written, ensure_ascii=False, indent=2)
    (folder / "manifest.json").write_text(text, encoding="utf-8")
