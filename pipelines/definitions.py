"""Everything Dagster runs: one builder for production, tests and the command line.

Belongs here: putting assets, checks, jobs and resources together. Does not belong here: any logic, or any
effect: neither importing this nor building opens, makes or changes anything, but reading the rules.
"""

from functools import partial

import dagster as dg
from upath import UPath

from assets.registry.pseudonym import PseudonymKey
from pipelines.checks import audit
from pipelines.extraction import extract_from_databases, extraction_at_half_past_midnight
from pipelines.io_manager import LakeIOManager
from pipelines.jobs import nightly
from pipelines.progress import progress
from pipelines.published import database_of, database_resource
from pipelines.report_jobs import explain, preview
from pipelines.schedules import export_arrived, export_due_at_six, missing_export, nightly_at_two
from pipelines.settings import Settings
from pipelines.stages import STAGES
from pipelines.upkeep_jobs import erasure, erasure_at_five, retention, retention_every_month
from tag_rules.engine.lock import load_locked_rules

MADE_BY_RULES = ("tagging", "problems")
"""The groups whose assets say something else when the rules do; those below them follow."""


def build_definitions(settings: Settings) -> dg.Definitions:
    """Everything Dagster runs, for one data folder and one published database."""
    rule_set = load_locked_rules(settings.rules)
    assets = dg.load_assets_from_modules(STAGES, include_specs=True)
    return dg.Definitions(
        assets=[
            asset.map_asset_specs(partial(_made_by_rules, rule_set.version))
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
        sensors=[export_arrived],
        resources={
            "io_manager": LakeIOManager(UPath(settings.data.lake)),
            "settings": settings,
            "paths": settings.data,
            "database": database_resource(partial(database_of, settings, rule_set)),
            "pseudonym_key": PseudonymKey(settings.pseudonym_key),
            "rule_set": rule_set,
            "rule_files": settings.rules,
        },
        loggers={"console": dg.colored_console_logger, "progress": progress},
        # One process: a step costs milliseconds, where a process of its own would cost seconds.
        executor=dg.in_process_executor,
    )


def _made_by_rules(version: str, spec: dg.AssetSpec) -> dg.AssetSpec:
    """What rules make has their version as its code version: Dagster shows it stale once they change."""
    if spec.key.path[0] not in MADE_BY_RULES:
        return spec
    return spec.replace_attributes(code_version=version)
