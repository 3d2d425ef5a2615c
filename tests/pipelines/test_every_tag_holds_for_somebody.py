"""The sample as it is made by default has somebody for every tag, and a case for every problem label."""

from datetime import date

import polars as pl
import pytest

from assets.lake import read_frame
from assets.paths import DataPaths
from pipelines.definitions import build_definitions
from pipelines.settings import Settings
from sample_district import SNAPSHOT_DATES, write_sample
from tag_rules.engine.labels.model import OTHER
from tag_rules.engine.model import RuleSet

DAY = SNAPSHOT_DATES[0]


@pytest.fixture(scope="module")
def tagged(tmp_path_factory: pytest.TempPathFactory) -> tuple[RuleSet, DataPaths]:
    """The rules, and the data of one date of the default sample, tagged but not published."""
    settings = Settings.below(DataPaths(tmp_path_factory.mktemp("default_sample")))
    write_sample(settings.data.landing_root, settings.scale)
    definitions = build_definitions(settings)
    keys = definitions.resolve_asset_graph().executable_asset_keys
    wanted = [key for key in keys if key.path[0] not in ("reports", "publication")]
    result = definitions.resolve_job_def("nightly").execute_in_process(
        partition_key=DAY.isoformat(), asset_selection=wanted, run_config={"loggers": {"progress": {}}}
    )
    assert result.success
    return definitions.resources["rule_set"], settings.data


def frame(paths: DataPaths, group: str, table: str, day: date) -> pl.DataFrame:
    found = read_frame(paths.lake, group, table, day)
    assert found is not None
    return found


def test_every_tag_holds_for_somebody(tagged: tuple[RuleSet, DataPaths]) -> None:
    rule_set, paths = tagged
    held = frame(paths, "tagging", "true_outcome", DAY)
    in_force = {tag.code for tag in rule_set.tags if tag.in_force(DAY)}
    assert len(in_force) == 123
    assert set(held["tag_code"]) == in_force


def test_every_problem_label_has_a_case(tagged: tuple[RuleSet, DataPaths]) -> None:
    rule_set, paths = tagged
    labelled = frame(paths, "problems", "case", DAY)["label_code"].drop_nulls()
    assert {label.code for label in rule_set.problem_labels} - {OTHER} <= set(labelled)
