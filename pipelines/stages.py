"""The stages of the pipeline in the order in which data passes them, and the frames they declare.

Belongs here: that list. Does not belong here: what a stage does (`assets/`).
"""

from collections.abc import Mapping
from types import ModuleType

import assets.features.assets
import assets.intake.assets
import assets.intake.frames
import assets.problems.assets
import assets.publication.assets
import assets.registry.assets
import assets.reports.assets
import assets.tagging.assets
from assets.people import Frame

STAGES: tuple[ModuleType, ...] = (
    assets.intake.assets,
    assets.registry.assets,
    assets.features.assets,
    assets.tagging.assets,
    assets.problems.assets,
    assets.reports.assets,
    assets.publication.assets,
)
_IN_THE_LAKE: Mapping[str, Mapping[str, Frame]] = {
    "intake": assets.intake.frames.FRAMES,
    "registry": assets.registry.assets.FRAMES,
    "features": assets.features.assets.FRAMES,
    "tagging": assets.tagging.assets.FRAMES,
    "problems": assets.problems.assets.FRAMES,
    "reports": assets.reports.assets.FRAMES,
}
FRAMES = {(group, table): frame for group, frames in _IN_THE_LAKE.items() for table, frame in frames.items()}
"""Every frame of the lake by group and table, as its stage declares it."""
