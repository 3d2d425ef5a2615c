"""The graph as people see it: seven groups, every asset explained in both languages and owned."""

import re
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from assets.partitions import SNAPSHOT_DATES
from assets.paths import DataPaths
from assets.publication.assets import PUBLISHED_FROM, REEVALUATED, STAGED
from assets.publication.store import schema
from pipelines.checks import checks
from pipelines.definitions import build_definitions
from pipelines.settings import Settings
from pipelines.stages import FRAMES

ROOT = Path(__file__).parents[2]
UNPARTITIONED = dg.AssetKey(["registry", "identities"])
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    return build_definitions(Settings.below(DataPaths(tmp_path_factory.mktemp("definitions"))))


@pytest.fixture(scope="module")
def specs(definitions: dg.Definitions) -> dict[dg.AssetKey, dg.AssetSpec]:
    return {spec.key: spec for spec in definitions.resolve_all_asset_specs()}


def test_a_server_can_load_them(definitions: dg.Definitions) -> None:
    """Names that clash are found when everything is loaded as one repository, and only then."""
    dg.Definitions.validate_loadable(definitions)


def test_every_frame_of_the_lake_is_declared(specs: dict[dg.AssetKey, dg.AssetSpec]) -> None:
    frames = {key for key in specs if key.path[0] != "publication"} - {UNPARTITIONED}
    assert {dg.AssetKey([group, table]) for group, table in FRAMES} == frames


def test_groups_are_the_folders_of_the_stages(specs: dict[dg.AssetKey, dg.AssetSpec]) -> None:
    folders = {path.parent.name for path in (ROOT / "assets").glob("*/assets.py")}
    assert len(folders) == 7
    assert {spec.group_name for spec in specs.values()} == folders
    assert [key for key, spec in specs.items() if key.path[0] != spec.group_name or len(key.path) != 2] == []


def test_every_asset_has_an_owner_a_kind_and_a_description(specs: dict[dg.AssetKey, dg.AssetSpec]) -> None:
    assert len(specs) > 50
    assert [key for key, spec in specs.items() if not spec.owners] == []
    assert [key for key, spec in specs.items() if not spec.kinds] == []


def test_every_description_is_chinese_and_english(specs: dict[dg.AssetKey, dg.AssetSpec]) -> None:
    for key, spec in specs.items():
        text = spec.description or ""
        assert HAN.search(text), key
        assert re.search(r"[A-Za-z]{3,} [a-z]{2,}|[A-Z][a-z]+\.", text), key


def test_every_asset_is_partitioned_by_snapshot_date(specs: dict[dg.AssetKey, dg.AssetSpec]) -> None:
    without = [key for key, spec in specs.items() if spec.partitions_def != SNAPSHOT_DATES]
    assert without == [UNPARTITIONED]
    assert specs[UNPARTITIONED].partitions_def is None


def test_every_published_table_is_an_asset(specs: dict[dg.AssetKey, dg.AssetSpec]) -> None:
    tables = {table.name for table in schema.PUBLISHED_TABLES}
    # Beside the tables: what waits for the audit, pages for people, files for systems of origin.
    beside = {"staged", "pages", "return_files"}
    assert {key.path[1] for key in specs if key.path[0] == "publication"} == tables | beside


def test_every_published_table_waits_for_the_staged_asset_alone(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    for table in schema.PUBLISHED_TABLES:
        assert graph.get(dg.AssetKey(["publication", table.name])).parent_keys == {STAGED}
    assert graph.get(STAGED).parent_keys == {
        dg.AssetKey(list(frame)) for frame in (*PUBLISHED_FROM.values(), *REEVALUATED)
    }


def test_published_tables_show_their_columns_and_what_they_mean(
    specs: dict[dg.AssetKey, dg.AssetSpec],
) -> None:
    for table in schema.PUBLISHED_TABLES:
        shown = specs[dg.AssetKey(["publication", table.name])].metadata["dagster/column_schema"]
        assert [column.name for column in shown.columns] == table.columns.keys()
        assert [column.name for column in shown.columns if not HAN.search(column.description or "")] == []


def test_the_gate_is_the_checks_of_the_staged_asset(definitions: dg.Definitions) -> None:
    """Named by table and check, so that each verdict is found; critical ones block."""
    graph = definitions.resolve_asset_graph()
    specs = {key: graph.get_check_spec(key) for key in graph.asset_check_keys}
    found = {key.name: spec for key, spec in specs.items() if spec.asset_key.path[0] == "publication"}
    names = [f"{check.table.removeprefix('staged_')}__{check.name}" for check in checks()]
    assert sorted(found) == sorted(names)
    for name, check in zip(names, checks(), strict=True):
        assert found[name].asset_key == STAGED
        assert found[name].blocking == (check.severity == "critical")
        assert found[name].partitions_def == SNAPSHOT_DATES


def test_the_nightly_job_runs_every_asset_and_every_check(definitions: dg.Definitions) -> None:
    job = definitions.resolve_job_def("nightly")
    graph = definitions.resolve_asset_graph()
    assert job.asset_layer.selected_asset_keys == graph.executable_asset_keys
    assert job.asset_layer.asset_graph.asset_check_keys == graph.asset_check_keys
    assert job.partitions_def == SNAPSHOT_DATES


def test_loading_does_not_import_great_expectations(tmp_path: Path) -> None:
    loaded = "import sys; import pipelines.code_location; print('great_expectations' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", loaded],
        cwd=ROOT,
        env={"TAGGING_DATA_DIR": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["False"]


def test_what_rules_make_is_owned_by_the_bureaus_of_their_purposes(
    specs: dict[dg.AssetKey, dg.AssetSpec],
) -> None:
    owners = specs[dg.AssetKey(["tagging", "true_outcome"])].owners
    assert "team:district-data" in owners
    assert "team:区民政局 District Civil Affairs Bureau" in owners
