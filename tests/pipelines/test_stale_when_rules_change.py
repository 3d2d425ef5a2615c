"""What rules make is stale in Dagster once the rules say something else, and only then."""

import shutil
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.data_version import CachingStaleStatusResolver, StaleCauseCategory
from dagster._core.loader import LoadingContextForTest

from assets.paths import DataPaths
from pipelines.definitions import build_definitions
from pipelines.settings import Settings
from tag_rules.engine.lock import LOCK_FILE, write
from tag_rules.engine.reading.loader import load_rules

SHIPPED = Path(__file__).parents[2] / "tag_rules"
OUTCOME, FEATURES = dg.AssetKey(["tagging", "true_outcome"]), dg.AssetKey(["features", "resident"])
DAY = "2024-03-02"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with rules of their own, which the test may change."""
    rules = tmp_path / "tag_rules"
    shutil.copytree(SHIPPED, rules, ignore=shutil.ignore_patterns("engine", "*.py", "__pycache__"))
    return replace(Settings.from_environment(), data=DataPaths(tmp_path / "data"), shared_rules=rules)


def code_changed(settings: Settings, instance: dg.DagsterInstance, key: dg.AssetKey) -> bool:
    """Whether the UI calls an asset stale for its code, once the definitions are loaded again."""
    graph = build_definitions(settings).resolve_asset_graph()
    resolver = CachingStaleStatusResolver(instance, graph, LoadingContextForTest(instance))
    causes = resolver.get_stale_causes(key, DAY)
    return any(cause.asset_key == key and cause.category == StaleCauseCategory.CODE for cause in causes)


def test_a_changed_rule_makes_outcomes_stale_and_a_comment_does_not(settings: Settings) -> None:
    made = build_definitions(settings).resolve_asset_graph()
    path = settings.rules / "parameters.yaml"
    text = path.read_text(encoding="utf-8")
    with dg.DagsterInstance.ephemeral() as instance:
        for key in (FEATURES, OUTCOME):
            version = made.get(key).code_version
            tags = {"dagster/code_version": version} if version else {}
            instance.report_runless_asset_event(dg.AssetMaterialization(key, partition=DAY, tags=tags))
        assert not code_changed(settings, instance, OUTCOME)

        path.write_text(f"# a comment\n{text}", encoding="utf-8")
        assert not code_changed(settings, instance, OUTCOME)

        dated = "    - {from: 2024-02-01, value: 60, source: 项目拟定}\n"
        first = text.index("\n", text.index("value: 90,")) + 1
        path.write_text(text[:first] + dated + text[first:], encoding="utf-8")
        write(load_rules(settings.rules), settings.rules / LOCK_FILE)
        assert code_changed(settings, instance, OUTCOME)
        assert not code_changed(settings, instance, FEATURES)
