"""The audit between staging and publishing: expectation suites become asset checks and one decision.

Belongs here: running Great Expectations in the database on exactly the newest staged version, and handing
its verdict to Dagster and to the gate. This is the only module that imports great_expectations, inside the
function, because that import takes seconds.
Does not belong here: what is expected (`expectations/*.yaml`), what follows from it
(`publication/release/gate.py`).
"""

import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import dagster as dg
import sqlalchemy as sa
import yaml

from assets.lake import read_frame
from assets.partitions import SNAPSHOT_DATES
from assets.paths import DataPaths
from assets.publication.assets import STAGED
from assets.publication.release.gate import CheckResult
from assets.publication.release.moved_base import audit_on_what_is_live
from assets.publication.store.database import Database
from assets.step_failures import refusals_as_failures
from tag_rules.engine.model import RuleSet

SUITES = Path(__file__).parent / "expectations"
# Counts only: a result must not carry a value of a row.
_RESULT_FORMAT = {"result_format": "SUMMARY", "partial_unexpected_count": 0}
_OBSERVED = ("unexpected_count", "observed_value")
_ROWS_SHOWN = 10
_UNUSED = ("altair", "scipy", "scipy.stats")
"""What the library imports for expectations on distributions and drawings of them."""
_SNAPSHOT_DATE = "(select snapshot_date from staged_version where staging_version = :version)"


@dataclass(frozen=True)
class Check:
    """One expectation of a suite: on which staged table, under which name, how grave.

    `of_summary`: it looks at counts of the lines, not at each. `each`: it is held for each of these names.
    `shows`: columns of what it finds that may be shown: codes and counts, never a row of a person.
    """

    table: str
    name: str
    title: str
    severity: str
    expectation: dict[str, Any]
    of_summary: bool
    each: tuple[str, ...]
    shows: tuple[str, ...]

    @property
    def asset_check(self) -> str:
        """Its name in the UI, where all stand on one asset: the published table's before its own."""
        return f"{self.table.removeprefix('staged_')}__{self.name}"


@cache
def _suites() -> dict[str, dict[str, Any]]:
    """The suites by staged table, in the order of their files."""
    return {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(SUITES.glob("*.yaml"))
    }


@cache
def checks() -> tuple[Check, ...]:
    """All expectations of all suites, in the order of their files."""
    return tuple(
        Check(
            table=table,
            name=entry["check"],
            title=f"{entry['title']['zh']} {entry['title']['en']}",
            severity=entry["severity"],
            expectation={"type": entry["type"], "kwargs": entry["kwargs"]},
            of_summary=entry.get("of") == "summary",
            each=tuple(entry.get("each", [""])),
            shows=tuple(entry.get("shows", ())),
        )
        for table, suite in _suites().items()
        for entry in suite["expectations"]
    )


def _specs() -> list[dg.AssetCheckSpec]:
    with warnings.catch_warnings():
        # Checks by partition are a preview in this Dagster; without them a backfill shows no check at all.
        warnings.simplefilter("ignore", dg.PreviewWarning)
        return [
            dg.AssetCheckSpec(
                check.asset_check,
                asset=STAGED,
                description=check.title,
                blocking=check.severity == "critical",
                partitions_def=SNAPSHOT_DATES,
            )
            for check in checks()
        ]


@dg.multi_asset_check(
    name="audit",
    specs=_specs(),
)
def audit(
    context: dg.AssetCheckExecutionContext,
    paths: dg.ResourceParam[DataPaths],
    database: dg.ResourceParam[Database],
    rule_set: dg.ResourceParam[RuleSet],
) -> Iterator[dg.AssetCheckResult]:
    """Check the newest staged version of this snapshot date in the database, then decide on it."""
    snapshot_date = date.fromisoformat(context.partition_key)
    with refusals_as_failures():
        done = audit_on_what_is_live(database, paths, rule_set, snapshot_date, run_checks)
    version, results, passed = done.staging_version, done.results, done.passed
    failed = [f"{result.check_name} ({result.observed_value})" for result in results if not result.passed]
    context.log.info(
        f"staged version {version}: {len(results)} checks, failed: {', '.join(failed) or 'none'};"
        f" may go live: {passed}"
    )
    damaged = _damaged_sources(paths, snapshot_date)
    if damaged:
        context.log.warning(f"damaged sources, their tags are unknown: {damaged}")
    for check, result in zip(checks(), results, strict=True):
        yield dg.AssetCheckResult(
            check_name=check.asset_check,
            asset_key=STAGED,
            passed=result.passed,
            severity=dg.AssetCheckSeverity.ERROR
            if check.severity == "critical"
            else dg.AssetCheckSeverity.WARN,
            description=check.title,
            metadata={
                "observed": result.observed_value or "",
                "staging_version": version,
                "damaged_sources": damaged,
            },
        )


def _damaged_sources(paths: DataPaths, snapshot_date: date) -> str:
    """The sources of which too many rows were refused: what a failed check may come from."""
    status = read_frame(paths.lake, "intake", "source_status", snapshot_date)
    return "" if status is None else ", ".join(status.filter(state="damaged")["source"])


def expectations() -> Any:
    """Return the library of expectations, imported without what no expectation of ours looks at.

    Spark: where it is installed the library warns of its versions, and ends a process that has no main file.
    Distributions and drawings of them: half of the time that the import takes.
    """
    without: dict[str, Any] = {"pyspark": None} | {
        name: ModuleType(name) for name in _UNUSED if name not in sys.modules
    }
    there = {name: sys.modules.get(name) for name in without}
    sys.modules.update(without)
    try:
        import great_expectations
    finally:
        for name, module in there.items():
            del sys.modules[name]
            if module is not None:
                sys.modules[name] = module
    return great_expectations


def run_checks(database: Database, version: int) -> list[CheckResult]:
    """The result of every check on one staged version, in the order of `checks()`.

    An expectation that cannot be evaluated counts as failed; but one whose database went away says nothing of
    the date: SQLAlchemy's error is raised.
    """
    gx = expectations()
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.datasource.fluent.interfaces import GxDatasourceWarning

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    by_check: dict[str, list[tuple[bool, str | None]]] = {}
    url = database.url.render_as_string(hide_password=False)
    for of_summary in (False, True):
        with warnings.catch_warnings():
            # The data source made for PostgreSQL refuses URLs without a host; this one takes every URL.
            warnings.simplefilter("ignore", GxDatasourceWarning)
            # A summary is worked out once and kept for all that look at it; lines are read where they are.
            # All queries are given at once: each that is added later writes the whole configuration anew.
            held = _by_table(of_summary)
            source = context.data_sources.add_sql(
                f"summary {of_summary}",
                connection_string=url,
                create_temp_table=of_summary,
                assets=[
                    {"type": "query", "name": table, "query": _lines(table, version, of_summary)}
                    for table in held
                ],
            )
        # It keeps two: one to look at the tables, one to check them.
        engines = (source.get_engine(), source.get_execution_engine().engine)
        with no_lost_connection(engines):
            for table, of_table in held.items():
                by_check |= _run_suite(source.get_asset(table), of_table, version)
        for engine in engines:
            engine.dispose()
    return [
        CheckResult(check.table, check.name, check.severity, *_together(by_check.get(check.name, [])))
        for check in checks()
    ]


@contextmanager
def no_lost_connection(engines: Iterable[sa.Engine]) -> Iterator[None]:
    """Raise at the end of the block what became of a connection: the library takes it for a failed check."""
    lost: list[BaseException] = []

    def remember(error: sa.ExceptionContext) -> None:
        if error.is_disconnect and error.sqlalchemy_exception is not None:
            lost.append(error.sqlalchemy_exception)

    for engine in engines:
        sa.event.listen(engine, "handle_error", remember)
    yield
    if lost:
        raise lost[0]


def _by_table(of_summary: bool) -> dict[str, list[Check]]:
    """The checks that look at lines, or at their summary, by staged table."""
    held: dict[str, list[Check]] = {}
    for check in checks():
        if check.of_summary == of_summary:
            held.setdefault(check.table, []).append(check)
    return held


def _run_suite(asset: Any, of_table: list[Check], version: int) -> dict[str, list[tuple[bool, str | None]]]:
    """The checks of one table that look at its lines, or at their summary."""
    batch = asset.get_batch(asset.build_batch_request())
    by_check = _hold(batch, of_table, version, _RESULT_FORMAT)
    # What may be shown is asked for once more, of what failed only: it comes with the rows.
    shown = [check for check in of_table if check.shows and not _together(by_check.get(check.name, []))[0]]
    if shown:
        by_check |= _hold(batch, shown, version, {"result_format": "COMPLETE"})
    return by_check


def _hold(
    batch: Any, held: list[Check], version: int, result_format: dict[str, Any]
) -> dict[str, list[tuple[bool, str | None]]]:
    """By check: whether each of its expectations holds of the batch, and what was seen."""
    gx = expectations()
    by_check: dict[str, list[tuple[bool, str | None]]] = {}
    shows = {check.name: check.shows for check in held}
    suite = gx.ExpectationSuite(name="staged", expectations=_configured(held, version))
    for result in batch.validate(suite, result_format=result_format).results:
        name = result.expectation_config.meta["check"]
        by_check.setdefault(name, []).append((bool(result.success), _seen(result.result, shows[name])))
    return by_check


def _seen(result: dict[str, Any], shows: tuple[str, ...]) -> str | None:
    """What an expectation saw, as text: counts, and of the rows it found what may be shown."""
    seen = [f"{key} {result[key]}" for key in _OBSERVED if result.get(key) is not None]
    rows = result.get("details", {}).get("unexpected_rows", [])[:_ROWS_SHOWN] if shows else []
    seen += [" ".join(f"{name} {row[name]}" for name in shows) for row in rows]
    return "; ".join(seen) or None


def _together(results: list[tuple[bool, str | None]]) -> tuple[bool, str | None]:
    """One result for a check that was held several times: the failed one, if any."""
    return min(results, key=lambda result: result[0], default=(False, "not evaluated"))


def _lines(table: str, version: int, of_summary: bool) -> str:
    """The query of a batch: the lines to be inserted, or how many there are of each kind."""
    lines = f"from {table} where staging_version = {version:d} and operation = 'insert'"
    if not of_summary:
        return f"select * {lines}"
    summary = _suites()[table]["summary"]
    by = ", ".join(summary["by"])
    counts = [
        f"sum(case when {what} then 1 else 0 end) as {name}" for name, what in summary["counts"].items()
    ]
    return f"select {by}, count(*) as lines, {', '.join(counts)} {lines} group by {by}"


def _configured(of_table: list[Check], version: int) -> list[dict[str, Any]]:
    configured = []
    for check in of_table:
        for each in check.each:
            kwargs = dict(check.expectation["kwargs"])
            query = kwargs.get("unexpected_rows_query")
            if query is not None:
                query = query.replace(":snapshot_date", _SNAPSHOT_DATE)
                query = query.replace(":version", str(version)).replace(":each", each)
                kwargs["unexpected_rows_query"] = query.replace(":tolerance", _tolerance(check.table))
            meta = {"check": check.name}
            configured.append({"type": check.expectation["type"], "kwargs": kwargs, "meta": meta})
    return configured


def _tolerance(table: str) -> str:
    """How many per cent of its holders a tag may gain or lose, as SQL over `live.tag_code`."""
    tolerances = dict(_suites()[table].get("tolerances", {"default": 0}))
    default = tolerances.pop("default")
    cases = "".join(f" when '{code}' then {per_cent:d}" for code, per_cent in tolerances.items())
    return f"(case live.tag_code{cases} else {default:d} end)" if cases else f"{default:d}"
