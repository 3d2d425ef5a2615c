"""What a person reads instead of a traceback: errors that say what is wrong and what to do.

Belongs here: the sentence for an error that a person can mend, be it ours, the database's or the file
system's. Does not belong here: raising them, or any error that is our own fault.
"""

import errno

import polars as pl
import sqlalchemy as sa

from tag_rules.engine.errors import RefusedError

_IN_THE_WAY = (FileExistsError, IsADirectoryError, NotADirectoryError, PermissionError)
# PostgreSQL's codes, and what SQLite says.
_NO_SUCH_TABLE, _DISK_FULL, _SQLITE_FULL = "42P01", "53100", "database or disk is full"
_SHUTTING_DOWN = ("57P01", "57P02", "57P03")


def refusal_text(error: BaseException) -> str | None:
    """Return the text of an error that says itself what to do; None for any other."""
    if isinstance(error, RefusedError):
        return str(error)
    for each in (error, error.__cause__):  # what a library says of the database it has from its driver
        if isinstance(each, sa.exc.DBAPIError):
            return _database_refusal(each)
    if isinstance(error, _IN_THE_WAY) and error.filename is not None:
        return f"{error.filename} 无法读写: {error.strerror}; put that right, or name another place"
    if isinstance(error, OSError | pl.exceptions.PolarsError) and _is_disk_full(error):
        place = getattr(error, "filename", None) or "TAGGING_DATA_DIR"
        return f"磁盘已满 disk full at {place}: make room there, then do it again; what was published stays"
    return None


def _is_disk_full(error: BaseException) -> bool:
    # Polars writes the operating system's words into an error that has no number.
    return getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or "No space left" in str(error)


def _database_refusal(error: sa.exc.DBAPIError) -> str | None:
    """Return what a person can mend of a database's error, never the values of a statement."""
    state = getattr(error.orig, "sqlstate", None)
    if state == _DISK_FULL or _SQLITE_FULL in str(error.orig):
        return "磁盘已满 disk full where the database is: make room there, then run the date again"
    if error.connection_invalidated or state in _SHUTTING_DOWN:
        return (
            "数据库已断开 the published database went away: it was restarted or cannot be reached any more:"
            " what was not finished is not published; run the date again"
        )
    if "database is locked" in str(error.orig):
        return (
            "发布数据库被占用已超过十分钟 somebody else has been writing to the published database for ten"
            " minutes: end that first"
        )
    if error.statement is None:  # it failed to connect
        where = "无法连接发布数据库 the published database cannot be reached (TAGGING_DATABASE_URL)"
        return f"{where}: {error.orig}"
    if str(error.orig).startswith("no such table") or state == _NO_SUCH_TABLE:
        return "尚未发布 nothing is published yet in the database of TAGGING_DATABASE_URL: tagging run"
    return None
