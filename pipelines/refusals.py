"""What a command is told instead of a traceback: errors that say what is wrong and what to do.

Belongs here: which errors those are. Does not belong here: raising them, or any error that is our own fault.
"""

import sqlalchemy as sa

from assets.intake.refusal import ExportRefused
from assets.publication.consumers.views import ContractError
from assets.publication.release.publish import PublicationRefusedError
from assets.publication.store.backup import NotEmptyError
from assets.publication.store.snapshot_store import SnapshotsLostError
from assets.registry.pseudonym import PseudonymKeyError
from assets.registry.register_store import RegisterLostError
from pipelines.answers.previewing import CannotPreviewError
from pipelines.instance import RunGoingOnError
from pipelines.lake import DamagedFrameError
from pipelines.settings import SettingsError
from pipelines.upkeep.backup import DamagedBackupError, NothingToBackUpError
from sample_district import NotOfTheSampleError
from tag_rules.engine.errors import RuleErrors

_REFUSALS = (
    CannotPreviewError,
    ContractError,
    DamagedBackupError,
    DamagedFrameError,
    ExportRefused,
    NotEmptyError,
    NotOfTheSampleError,
    NothingToBackUpError,
    PseudonymKeyError,
    PublicationRefusedError,
    RegisterLostError,
    RuleErrors,
    RunGoingOnError,
    SettingsError,
    SnapshotsLostError,
)
_IN_THE_WAY = (FileExistsError, IsADirectoryError, NotADirectoryError, PermissionError)
_NO_SUCH_TABLE = "42P01"  # PostgreSQL's code for it


def told(error: Exception) -> str | None:
    """Return the text of an error that says itself what to do; None for any other."""
    if isinstance(error, _REFUSALS):
        return str(error)
    if isinstance(error, sa.exc.DBAPIError):
        return _told_of_database(error)
    if isinstance(error, _IN_THE_WAY) and error.filename is not None:
        return f"{error.filename}: {error.strerror}; put that right, or name another place"
    return None


def _told_of_database(error: sa.exc.DBAPIError) -> str | None:
    """Return what a person can mend of a database's error, never the values of a statement."""
    if error.statement is None:  # it failed to connect
        return f"the published database cannot be reached (TAGGING_DATABASE_URL): {error.orig}"
    if str(error.orig).startswith("no such table") or getattr(error.orig, "sqlstate", "") == _NO_SUCH_TABLE:
        return "nothing is published yet in the database of TAGGING_DATABASE_URL: tagging run"
    return None
