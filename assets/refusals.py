"""What a person is told instead of a traceback: errors that say what is wrong and what to do.

Belongs here: the sentence for an error that a person can mend, be it ours, the database's or the file
system's. Does not belong here: raising them, or any error that is our own fault.
"""

import sqlalchemy as sa

from tag_rules.engine.errors import RefusedError

_IN_THE_WAY = (FileExistsError, IsADirectoryError, NotADirectoryError, PermissionError)
_NO_SUCH_TABLE = "42P01"  # PostgreSQL's code for it


def told(error: BaseException) -> str | None:
    """Return the text of an error that says itself what to do; None for any other."""
    if isinstance(error, RefusedError):
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
