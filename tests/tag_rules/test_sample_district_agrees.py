"""Every shipped tag gives the same for every subject of the sample district in all four: by hash."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import dagster as dg
import polars as pl
import pytest
from upath import UPath

import assets.features.assets
import assets.intake.assets
import assets.registry.assets
from assets.paths import DataPaths
from assets.registry.identity.pseudonym import PseudonymKey
from pipelines.io_manager import LakeIOManager
from sample_district import write_sample
from tag_rules.engine.model import SUBJECTS
from tests.tag_rules.engine.expression.evaluators import by_all_four, connect, tables

SCALE = 0.003


@pytest.fixture(scope="module")
def features(tmp_path_factory, rule_set) -> tuple[date, dict[str, pl.DataFrame]]:
    """The newest snapshot date of the sample district, and the features of its subjects."""
    paths = DataPaths(tmp_path_factory.mktemp("district"))
    write_sample(paths.landing_root, SCALE)
    newest = max(path.parent.name for path in paths.landing_root.glob("*/manifest.json"))
    stages = (assets.intake.assets, assets.registry.assets, assets.features.assets)
    resources = {
        "io_manager": LakeIOManager(UPath(paths.lake)),
        "paths": paths,
        "pseudonym_key": PseudonymKey(paths.register / "pseudonym.key"),
        "rule_set": rule_set,
    }
    with dg.DagsterInstance.ephemeral() as instance:
        made = dg.materialize(
            dg.load_assets_from_modules(stages), partition_key=newest, resources=resources, instance=instance
        )
    assert made.success
    read = {
        subject: pl.read_parquet(
            Path(paths.lake) / "features" / subject / f"snapshot_date={newest}" / "*.parquet"
        )
        for subject in rule_set.features
    }
    # The text on DuckDB knows nothing of what a count is at least: bounds have a test of their own.
    exact = {
        subject: frame.with_columns(
            pl.lit(None, frame.schema[fact.bound]).alias(fact.bound)
            for fact in rule_set.features[subject].values()
            if fact.bound
        )
        for subject, frame in read.items()
    }
    return date.fromisoformat(newest), exact


def with_a_rule(rule_set, as_of, subject) -> list:
    """The tags of a subject that have a rule on a day, in their version of that day."""
    then = rule_set.at(as_of).tags
    return [tag for tag in then if tag.subject == subject and tag.when and tag.in_force(as_of)]


def digest(outcomes: dict) -> str:
    """The hash of every outcome and value, in one order."""
    lines = sorted(
        f"{code} {number} {result} {value}" for (number, code), (result, value) in outcomes.items()
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_tag_by_hash(rule_set, features, subject):
    as_of, frames = features
    tags = with_a_rule(rule_set, as_of, subject)
    with connect() as connection:
        tables(connection, rule_set, subject, frames[subject])
        seen = by_all_four(connection, rule_set, subject, tags, frames[subject], as_of)
    assert len({digest(outcomes) for outcomes in seen.values()}) == 1, {
        who: digest(outcomes) for who, outcomes in seen.items()
    }
    compared = seen["plain Python"]
    assert len(compared) == frames[subject].height * len(tags)
    assert {True, False} <= {result for result, _ in compared.values()}


def test_no_tag_is_left_out(rule_set, features):
    """All 123 but the one that only the city knows."""
    as_of, _ = features
    compared = {tag.code for subject in SUBJECTS for tag in with_a_rule(rule_set, as_of, subject)}
    assert set(rule_set.codes) - compared == {"M040"}
