"""What Dagster's servers load: the definitions for the settings in the environment.

Belongs here: that one name, which `workspace.yaml` names. Does not belong here: anything that somebody else
may want to import, because importing this reads settings and rules.
"""

from pipelines.definitions import build_definitions
from pipelines.settings import Settings

defs = build_definitions(Settings.from_environment())
