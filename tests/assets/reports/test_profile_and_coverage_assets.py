"""Profile and coverage are made of the stages before them, and show figures and no row of a person."""

import dagster as dg
import polars as pl
import pytest

import assets.features.assets
import assets.intake.assets
import assets.problems.assets
import assets.registry.assets
import assets.reports.assets
import assets.tagging.assets
from assets.paths import DataPaths
from assets.registry.identity.pseudonym import PseudonymKey
from assets.tagging.engine import Engine
from sample_district import CANARIES, write_sample
from tests.shipped import shipped_rules

RULES = shipped_rules()
STAGES = (
    assets.intake.assets, assets.registry.assets, assets.features.assets, assets.tagging.assets,
    assets.problems.assets, assets.reports.assets,
)  # fmt: skip
SCALE = 0.003
TABLES = ("coverage", "committee_profile")


class Frames(dg.IOManager):
    """Keeps every frame by its key and hands it on."""

    def __init__(self) -> None:
        self.frames: dict[str, pl.DataFrame] = {}

    def handle_output(self, context: dg.OutputContext, obj: pl.DataFrame) -> None:
        self.frames["/".join(context.asset_key.path)] = obj

    def load_input(self, context: dg.InputContext) -> pl.DataFrame | pl.LazyFrame:
        frame = self.frames["/".join(context.asset_key.path)]
        return frame.lazy() if context.dagster_type.typing_type is pl.LazyFrame else frame


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, pl.DataFrame], dict, str]:
    """The frames of a small district, the metadata of both tables, and all that the run wrote."""
    paths = DataPaths(tmp_path_factory.mktemp("data"))
    write_sample(paths.landing_root, SCALE)
    kept = Frames()
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(
            dg.load_assets_from_modules(STAGES),
            partition_key="2024-03-02",
            resources={
                "paths": paths,
                "pseudonym_key": PseudonymKey(paths.register / "pseudonym.key"),
                "io_manager": kept,
                "rule_set": RULES,
                "engine": Engine(),
            },
            instance=instance,
        )
        log = "\n".join(str(entry) for entry in instance.all_logs(result.run_id))
        metadata = {}
        for table in TABLES:
            event = instance.get_latest_materialization_event(dg.AssetKey(["reports", table]))
            assert event is not None and event.asset_materialization is not None
            metadata[table] = event.asset_materialization.metadata
    return kept.frames, metadata, log


def test_every_committee_has_a_row_of_coverage_and_a_profile(made) -> None:
    frames, _, _ = made
    committees = set(frames["registry/committee"]["committee_code"])
    assert set(frames["reports/coverage"]["committee_code"]) == committees
    profile = frames["reports/committee_profile"]
    assert set(profile["committee_code"]) == committees
    assert set(profile["list_kind"]) == {"feature", "needs", "resources", "services"}


def test_the_samples_figures_are_the_published_ones_in_proportion(made) -> None:
    """18.07万户上云占49.91%，走访105.4万，解决需求14000余件，约请3570件约92%，问卷5.4万，1区14街镇85网格266居民区。"""
    frames, _, _ = made
    district = frames["reports/district_figure"].filter(
        pl.col("area_level") == "district", pl.col("item") == ""
    )
    found = {
        figure: number
        for figure, period, number in district.select("figure", "period", "number").iter_rows()
        if period != "four_weeks"
    }
    assert (found["streets"], found["grids"], found["committees"]) == (
        14,
        85,
        267,
    )  # with one village committee
    assert found["on_cloud_share"] == pytest.approx(4991, abs=300)
    assert found["households_on_cloud"] == pytest.approx(180_700 * SCALE, rel=0.1)
    assert found["visits"] + found["receptions"] == pytest.approx(1_054_000 * SCALE, rel=0.02)
    assert found["needs_resolved"] == pytest.approx(14_000 * SCALE, rel=0.4)
    assert found["questionnaires"] == pytest.approx(54_000 * SCALE, rel=0.2)


def test_figures_are_numbers_that_can_be_plotted_and_the_chart_is_shown_in_place(made) -> None:
    frames, metadata, _ = made
    found = metadata["coverage"]
    assert found["residents"].value == frames["registry/resident"].height
    assert 0 < found["on_cloud_share"].value < 1
    assert len(found["committees_by_on_cloud_share"].value) < 1000
    lists = sum(metadata["committee_profile"][kind].value for kind in ("feature", "needs", "services"))
    assert (
        lists + metadata["committee_profile"]["resources"].value == frames["reports/committee_profile"].height
    )


def test_no_value_of_a_person_is_in_them_or_in_the_log(made) -> None:
    frames, _, log = made
    text = log + "".join(frames[f"reports/{table}"].write_csv() for table in TABLES)
    assert not [value for value in CANARIES if value in text]
