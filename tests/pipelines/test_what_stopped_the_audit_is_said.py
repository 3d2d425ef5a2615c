"""An audit that could not look, for a full disk or a lost server, is told by that and not by a traceback."""

import dagster as dg

from assets.partitions import SNAPSHOT_DATES
from pipelines.runs.nightly_run import run_night
from pipelines.runs.progress import progress
from sample_district import SNAPSHOT_DATES as DAYS


@dg.op(name="audit")
def stopped() -> None:
    raise dg.Failure("disk full: make room there", allow_retries=False)


@dg.job(
    partitions_def=SNAPSHOT_DATES, logger_defs={"progress": progress}, executor_def=dg.in_process_executor
)
def night() -> None:
    stopped()


def test_the_message_is_there_and_no_traceback(instance: dg.DagsterInstance) -> None:
    assert (
        run_night(night, instance, DAYS[0]).stopped == "\n拒绝 REFUSED at audit:\ndisk full: make room there"
    )
