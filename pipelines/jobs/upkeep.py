"""Jobs that delete: erasures that were asked for, and what has had its time.

Belongs here: when they run and that no other run is going on. Does not belong here: deleting (`erasure.py`,
`retention.py`). Both schedules are off until switched on in the UI (Automation).

No postponed annotations here: Dagster reads them at definition time.
"""

import dagster as dg

from assets.clock import TIMEZONE, now, timestamp
from assets.publication.store.database import Database
from assets.step_failures import refusals_as_failures
from pipelines.runs.running import refuse_while_running
from pipelines.settings import Settings
from pipelines.upkeep.erasure import erase
from pipelines.upkeep.erasure_requests import requested
from pipelines.upkeep.retention import retain
from tag_rules.engine.model import RuleSet


@dg.op
def erase_requested(
    context: dg.OpExecutionContext,
    settings: dg.ResourceParam[Settings],
    database: dg.ResourceParam[Database],
) -> None:
    """Carry out every request that came with an export and is still open."""
    with refusals_as_failures():
        # What an earlier erasure had to leave on the disk was tried again when the database was opened.
        requests = requested(settings.data)
        if not requests:
            context.log.info("no request is open")
            return
        refuse_while_running(settings.data, but=context.run.run_id)
        done = erase(settings.data, database, requests, timestamp(), context.log.info)
    for each in done.remains:
        context.log.warning(str(each))
    how = "deleted, not gone from the disk yet" if done.remains else "erased"
    context.log.info(f"{how}: {done.people} people, {done.unknown_codes} codes that nobody has")


@dg.op
def delete_expired(
    context: dg.OpExecutionContext,
    settings: dg.ResourceParam[Settings],
    database: dg.ResourceParam[Database],
    rule_set: dg.ResourceParam[RuleSet],
) -> None:
    """Delete tags past their purpose's retention and old dates of lake and landing."""
    with refusals_as_failures():
        refuse_while_running(settings.data, but=context.run.run_id)
        retain(settings, database, rule_set, now().date(), timestamp(), context.log.info)


@dg.job(description="执行删除申请。 Erase everybody whose request came with an export.")
def erasure() -> None:
    """One op."""
    erase_requested()


@dg.job(description="到期删除。 Delete what has had its time.")
def retention() -> None:
    """One op."""
    delete_expired()


@dg.schedule(job=erasure, cron_schedule="0 5 * * *", execution_timezone=TIMEZONE)
def erasure_at_five() -> dg.RunRequest:
    """每日五点执行删除申请。 Every day at 05:00, after the night."""
    return dg.RunRequest()


@dg.schedule(job=retention, cron_schedule="0 12 1 * *", execution_timezone=TIMEZONE)
def retention_every_month() -> dg.RunRequest:
    """每月一日到期删除。 On the first of every month at noon."""
    return dg.RunRequest()
