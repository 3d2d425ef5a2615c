"""A synthetic district: stands in for the community cloud and departments, whose exports we cannot have.

Every person, household and address is invented; streets and committees are real (``divisions``). The same
dates, scale and seed give the same bytes. It shares nothing with the product but the formats of files: it
reads the mapping files as data and imports nothing of ours. Others need only ``write_sample``,
``write_correction``, ``read_truth`` and ``read_waves``; ``CANARIES`` are for privacy tests.
"""

from sample_district.exports.damage import write_correction
from sample_district.exports.export import NotOfTheSampleError
from sample_district.people.canaries import CANARIES
from sample_district.truth import read_truth, read_waves
from sample_district.write import SNAPSHOT_DATES, write_sample

__all__ = [
    "CANARIES",
    "SNAPSHOT_DATES",
    "NotOfTheSampleError",
    "read_truth",
    "read_waves",
    "write_correction",
    "write_sample",
]
