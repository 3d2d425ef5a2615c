"""What runs together.

Belongs here: jobs as selections of assets and checks. Does not belong here: when they run.
"""

import dagster as dg

# Every stage of one snapshot date, from export to published tables, with the checks between.
nightly = dg.define_asset_job(
    "nightly",
    selection=dg.AssetSelection.all(),
    description="每夜：从接入到发布。 From one date's export to published tables.",
    # The terminal shows what the stages say; Dagster's own events are in the UI.
    config={"loggers": {"progress": {}}},
)
