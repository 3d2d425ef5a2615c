"""The one partitioning of the pipeline: a snapshot date.

Belongs here: the partitions definition that every stage's `assets.py` names.
Does not belong here: schedules and sensors over it (`pipelines/`). Besides the `assets.py` files this is
the only module below `assets/` that imports dagster, because stages cannot import `pipelines`.
"""

from datetime import date

import dagster as dg

from assets.clock import TIMEZONE

# A snapshot date D describes the end of day D in Shanghai; its run starts on D+1, so no end offset.
SNAPSHOT_DATES = dg.DailyPartitionsDefinition(start_date="2024-01-01", timezone=TIMEZONE)


def snapshot_dates_from(first: date) -> dg.DailyPartitionsDefinition:
    """The same dates, from the first that a deployment has data of."""
    return dg.DailyPartitionsDefinition(start_date=first.isoformat(), timezone=TIMEZONE)
