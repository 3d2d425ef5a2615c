"""The audit between staging and publishing: expectation suites become asset checks and one decision.

Belongs here: running Great Expectations in the database on exactly the newest staged version, and handing
its verdict to Dagster and to the gate. This is the only module that imports great_expectations, inside the
function, because that import takes seconds.
Does not belong here: what is expected (`expectations/*.yaml`), what follows from it (`publication/gate.py`).
"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import dagster as dg
from ruamel.yaml import YAML

from assets.partitions import SNAPSHOT_DATES
from assets.publication.database import Database
from assets.publication.gate import CheckResult, decide, newest_version

SUITES = Path(__file__).parent / "expectations"
# Counts only: a result must not carry a value of a row.
_RESULT_FORMAT = {"result_format": "SUMMARY", "partial_unexpected_count": 0}
_OBSERVED = ("unexpected_count", "observed_value")


@dataclass(frozen=True)
class Check:
    """One expectation of a suite: on which staged table, under which name, how grave."""

    table: str
    name: str
    title: str
    severity: str
    expectation: dict[str, Any]


@cache
def checks() -> tuple[Check, ...]:
    """All expectations of all suites, in the order of their files."""
    found = []
    for path in sorted(SUITES.glob("*.yaml")):
        suite = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        for entry in suite["expectations"]:
            found.append(
                Check(
                    table=path.stem,
                    name=entry["check"],
                    title=f"{entry['title']['zh']} {entry['title']['en']}",
                    severity=entry["severity"],
                    expectation={"type": entry["type"], "kwargs": entry["kwargs"]},
                )
            )
    return tuple(found)


def _specs() -> list[dg.AssetCheckSpec]:
    with warnings.catch_warnings():
        # Checks by partition are a preview in this Dagster; without them a backfill shows no check at all.
        warnings.simplefilter("ignore", dg.PreviewWarning)
        return [
            dg.AssetCheckSpec(
                check.name,
                asset=dg.AssetKey(["publication", check.table]),
                description=check.title,
                blocking=check.severity == "critical",
                partitions_def=SNAPSHOT_DATES,
            )
            for check in checks()
        ]


@dg.multi_asset_check(
    name="audit",
    specs=_specs(),
    pool="published_database",
)
def audit(
    context: dg.AssetCheckExecutionContext, database: dg.ResourceParam[Database]
) -> Iterator[dg.AssetCheckResult]:
    """Check the newest staged version of this snapshot date in the database, then decide on it."""
    snapshot_date = date.fromisoformat(context.partition_key)
    with database.transaction() as connection:
        version = newest_version(connection, snapshot_date)
    if version is None:
        raise dg.Failure(f"nothing is staged for {snapshot_date}", allow_retries=False)
    results = run_checks(database, version)
    passed = decide(database, version, results, datetime.now(ZoneInfo("Asia/Shanghai")).isoformat())
    failed = [result.check_name for result in results if not result.passed]
    context.log.info(
        f"staged version {version}: {len(results)} checks, failed {failed or 'none'}; may go live: {passed}"
    )
    for check, result in zip(checks(), results, strict=True):
        yield dg.AssetCheckResult(
            check_name=check.name,
            asset_key=dg.AssetKey(["publication", check.table]),
            passed=result.passed,
            severity=dg.AssetCheckSeverity.ERROR
            if check.severity == "critical"
            else dg.AssetCheckSeverity.WARN,
            description=check.title,
            metadata={"observed": result.observed_value or "", "staging_version": version},
        )


def run_checks(database: Database, version: int) -> list[CheckResult]:
    """The result of every check on one staged version, in the order of `checks()`.

    An expectation that cannot be evaluated counts as failed.
    """
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.datasource.fluent.interfaces import GxDatasourceWarning

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    url = database.url.render_as_string(hide_password=False)
    with warnings.catch_warnings():
        # The data source made for PostgreSQL refuses URLs without a host; the general one takes every URL.
        warnings.simplefilter("ignore", GxDatasourceWarning)
        source = context.data_sources.add_sql("published", connection_string=url)
    found = {}
    for table in dict.fromkeys(check.table for check in checks()):
        of_table = [check for check in checks() if check.table == table]
        asset = source.add_query_asset(
            table, query=f"select * from {table} where staging_version = {version:d} and operation = 'insert'"
        )
        batch = asset.add_batch_definition_whole_table("staged").get_batch()
        suite = gx.ExpectationSuite(
            name=table, expectations=[_configured(check, version) for check in of_table]
        )
        for result in batch.validate(suite, result_format=_RESULT_FORMAT).results:
            config = result.expectation_config
            name = config.meta["check"] if config is not None and config.meta else ""
            seen = [f"{key} {result.result[key]}" for key in _OBSERVED if result.result.get(key) is not None]
            found[name] = (bool(result.success), "; ".join(seen) or None)
    # It keeps two: one to look at the tables, one to check them.
    for engine in (source.get_engine(), source.get_execution_engine().engine):
        engine.dispose()
    return [
        CheckResult(check.table, check.name, check.severity, *found.get(check.name, (False, "not evaluated")))
        for check in checks()
    ]


def _configured(check: Check, version: int) -> dict[str, Any]:
    kwargs = dict(check.expectation["kwargs"])
    if "unexpected_rows_query" in kwargs:
        kwargs["unexpected_rows_query"] = kwargs["unexpected_rows_query"].replace(":version", str(version))
    return {"type": check.expectation["type"], "kwargs": kwargs, "meta": {"check": check.name}}
