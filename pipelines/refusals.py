"""What a command is told instead of a traceback: errors that say what is wrong and what to do.

Belongs here: which errors those are. Does not belong here: raising them, or any error that is our own fault.
"""

import sqlalchemy as sa

from assets.intake.refusal import ExportRefused
from assets.publication.consumer_views import ContractError
from assets.publication.database_backup import NotEmptyError
from assets.publication.publish import PublicationRefusedError
from assets.publication.snapshot_store import SnapshotsLostError
from assets.registry.pseudonym import PseudonymKeyError
from assets.registry.register_store import RegisterLostError
from pipelines.backup import DamagedBackupError
from pipelines.instance import RunGoingOnError
from pipelines.previewing import CannotPreviewError
from pipelines.settings import SettingsError
from tag_rules.engine.errors import RuleErrors

_REFUSALS = (
    CannotPreviewError,
    ContractError,
    DamagedBackupError,
    ExportRefused,
    NotEmptyError,
    PseudonymKeyError,
    PublicationRefusedError,
    RegisterLostError,
    RuleErrors,
    RunGoingOnError,
    SettingsError,
    SnapshotsLostError,
)


def told(error: Exception) -> str | None:
    """Return the text of an error that says itself what to do; None for any other."""
    if isinstance(error, _REFUSALS):
        return str(error)
    # Without a statement no value of a row is in it: it failed to connect.
    if isinstance(error, sa.exc.OperationalError) and error.statement is None:
        return f"the published database cannot be reached (TAGGING_DATABASE_URL): {error.orig}"
    return None
