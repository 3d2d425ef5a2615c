"""A synthetic district: what stands in for the community cloud and the departments, whose exports we cannot have.

Every person, household and address is invented; streets and committees are real (``divisions``). The same scale
and seed give the same bytes. ``write_sample`` is all other code needs; ``CANARIES`` are for the privacy test.
"""

from assets.intake.sample_district.canaries import CANARIES
from assets.intake.sample_district.write import SNAPSHOT_DATES, write_sample

__all__ = ["CANARIES", "SNAPSHOT_DATES", "write_sample"]
