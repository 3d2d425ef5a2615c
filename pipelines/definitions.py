"""Everything Dagster runs: one builder for production, tests and the command line.

Belongs here: putting assets, checks, jobs and resources together. Does not belong here: any logic, or any
effect: neither importing this nor building opens, makes or changes anything, but reading the rules.
"""

from functools import partial

import dagster as dg

from assets.lake import dated, folders
from assets.partitions import SNAPSHOT_DATES, snapshot_dates_from
from assets.paths import DataPaths
from assets.registry.identity.pseudonym import PseudonymKey
from assets.tagging.engine import Engine
from pipelines.checks import audit, run_checks
from pipelines.jobs.extraction import extract_from_databases, extraction_at_half_past_midnight
from pipelines.jobs.nightly import nightly
from pipelines.jobs.reports import explain, preview
from pipelines.jobs.schedules import export_arrived, export_due_at_six, missing_export, nightly_at_two
from pipelines.jobs.upkeep import erasure, erasure_at_five, retention, retention_every_month
from pipelines.published import database_of, database_resource
from pipelines.runs.progress import progress
from pipelines.runs.running import dead_runs, lake_of_run
from pipelines.settings import Settings
from pipelines.stages import STAGES
from tag_rules.engine.lock import load_locked_rules
from tag_rules.engine.model import RuleSet

MADE_BY_RULES = ("tagging", "problems")
"""The groups whose assets say something else when the rules do; those below them follow."""


def build_definitions(settings: Settings) -> dg.Definitions:
    """Everything Dagster runs, for one data folder and one published database."""
    rule_set = load_locked_rules(settings.rules)
    partitions = _partitions(settings.data)
    assets = dg.load_assets_from_modules(STAGES, include_specs=True)
    return dg.Definitions(
        assets=[
            asset.map_asset_specs(partial(_of_deployment, rule_set, partitions))
            if isinstance(asset, dg.AssetsDefinition)
            else asset
            for asset in assets
        ],
        asset_checks=[audit],
        jobs=[nightly, missing_export, explain, preview, extract_from_databases, erasure, retention],
        schedules=[
            nightly_at_two,
            export_due_at_six,
            extraction_at_half_past_midnight,
            erasure_at_five,
            retention_every_month,
        ],
        sensors=[export_arrived, dead_runs],
        resources={
            "io_manager": lake_of_run(settings.data, _feature_texts(rule_set)),
            "settings": settings,
            "paths": settings.data,
            "engine": Engine(settings.spark_master),
            "database": database_resource(settings, partial(database_of, settings, rule_set)),
            "pseudonym_key": PseudonymKey(settings.pseudonym_key),
            "rule_set": rule_set,
            "rule_files": settings.rules,
            "pages_url": settings.pages_url,
            "checks": run_checks,
        },
        loggers={"console": dg.colored_console_logger, "progress": progress},
        # One process: a step costs milliseconds, where a process of its own would cost seconds.
        executor=dg.in_process_executor,
    )


def _of_deployment(
    rule_set: RuleSet, partitions: dg.DailyPartitionsDefinition, spec: dg.AssetSpec
) -> dg.AssetSpec:
    """An asset as this deployment has it: its dates begin where its data does.

    What rules make has their version as its code version: Dagster shows it stale once they change. Beside the
    team that runs it, the bureaus own it that answer for the purposes of tags.
    """
    if spec.partitions_def is not None:
        spec = spec.replace_attributes(partitions_def=partitions)
    if spec.key.path[0] in MADE_BY_RULES:
        bureaus = {f"team:{each.owner.zh} {each.owner.en}" for each in rule_set.purposes.values()}
        spec = spec.replace_attributes(
            code_version=rule_set.version, owners=[*(spec.owners or ()), *sorted(bureaus)]
        )
    return spec


def _feature_texts(rule_set: RuleSet) -> dict[str, dict[str, str]]:
    """What the columns of features mean, by asset: their titles."""
    return {
        f"features/{subject}": {name: f"{each.title.zh} {each.title.en}" for name, each in features.items()}
        for subject, features in rule_set.features.items()
    }


def _partitions(paths: DataPaths) -> dg.DailyPartitionsDefinition:
    """The snapshot dates from the first that has an export or a frame; the usual ones where none has."""
    days = [*dated(paths.landing_root.glob("*")).values(), *folders(paths.lake).values()]
    return snapshot_dates_from(min(days)) if days else SNAPSHOT_DATES
