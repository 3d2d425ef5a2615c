"""Findings on buildings and compounds, and the projects on them (房管). Shares are guesses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from sample_district.dates import days_after
from sample_district.draws import codes, pick
from sample_district.history import lasting
from sample_district.places.places import Places

DAYS_BACK = 900
STAGES = {"approved": 0.35, "in_progress": 0.35, "completed": 0.30}
_OLD = pl.col("built_year") < 2000
_WALK_UP = (pl.col("storeys") <= 7) & ~pl.col("has_lift")
_LILONG = pl.col("kind") == "lilong"


@dataclass(frozen=True)
class Inspected:
    """Whom an item is about, the share looked at, and the share of these with a problem or a project."""

    subject: str
    item: str
    share: float
    worse: pl.Expr
    """Where problems are three times as likely; projects are nowhere else."""
    problems: float = 0.0
    projects: float = 0.0


ITEMS = (
    Inspected("building", "facade", 0.7, _OLD, problems=0.05),
    Inspected("building", "water_supply", 0.6, _OLD, problems=0.08),
    Inspected("building", "fire_equipment", 0.8, _OLD, problems=0.05),
    Inspected("building", "accessibility", 0.5, _WALK_UP, problems=0.14),
    Inspected("building", "termites", 0.3, _LILONG, problems=0.1),
    Inspected("building", "lift_addition", 1.0, _WALK_UP, projects=0.12),
    Inspected("building", "renewal", 1.0, _OLD & ~pl.col("has_lift"), projects=0.07),
    Inspected("compound", "waterlogging", 0.8, _LILONG, problems=0.12),
    Inspected("compound", "micro_renewal", 1.0, pl.col("compound_code").is_not_null(), projects=0.12),
)


def inspections(places: Places, rng: np.random.Generator) -> pl.DataFrame:
    """Return findings and stages of projects, the newest last: inspections, on all dates."""
    with_kind = places.buildings.join(
        places.compounds.select("compound_code", "kind"), on="compound_code", maintain_order="left"
    )
    of = {"building": with_kind, "compound": places.compounds}
    findings_of_all = pl.concat(_findings(item, of[item.subject], rng) for item in ITEMS).sort(
        "inspected_on", maintain_order=True
    )
    return lasting(findings_of_all.with_columns(inspection_code=codes("JC", findings_of_all.height, 8)))


def _findings(item: Inspected, subjects: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    worse = subjects.select(item.worse.fill_null(False).alias("worse")).to_series()
    looked_at = rng.random(subjects.height)
    if item.projects:
        chosen = np.flatnonzero(worse.to_numpy() & (looked_at < item.projects))
        results = pick(list(STAGES), rng.choice(len(STAGES), len(chosen), p=list(STAGES.values())))
    else:
        chosen = np.flatnonzero(looked_at < item.share)
        chance = np.where(worse.to_numpy(), 3.0, 1.0)[chosen] * item.problems
        results = pick(["no_problem", "problem"], (rng.random(len(chosen)) < chance).astype(int))
    back = rng.integers(1, DAYS_BACK, len(chosen))
    newest = _table(item, subjects, chosen, results, back)
    # One in five has an earlier entry, which must not count: a problem since solved, a stage since passed.
    earlier = np.flatnonzero(rng.random(len(chosen)) < 0.2)
    before = pl.Series(["approved" if item.projects else "problem"] * len(earlier), dtype=pl.String)
    return pl.concat([newest, _table(item, subjects, chosen[earlier], before, back[earlier] + 200)])


def _table(
    item: Inspected, subjects: pl.DataFrame, chosen: np.ndarray, results: pl.Series, back: np.ndarray
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "subject_code": subjects[f"{item.subject}_code"].gather(chosen),
            "result": results,
            "inspected_on": pl.Series(days_after(-back)),
        }
    ).with_columns(subject=pl.lit(item.subject), item=pl.lit(item.item))
