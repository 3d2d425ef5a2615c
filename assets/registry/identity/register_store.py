"""The register's file.

Belongs here: reading and appending `identities.parquet` whole, one at a time. Does not belong here: what goes
into it.

How long the register was is noted apart from it, in the lake: a register that was lost, or restored from an
old backup, would give ids again that already are somebody else's, and nothing downstream could tell.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from assets.files import whole_file, write_whole
from assets.locks import only_one
from assets.registry.identity.register import empty_register
from tag_rules.engine.errors import RefusedError

FILE = "identities.parquet"


class RegisterLostError(RefusedError):
    """The register is shorter than it once was; the message says what to restore."""


@contextmanager
def only_registrar(folder: Path, what: str) -> Iterator[None]:
    """Wait until nobody else holds the register, then hold it until the block ends.

    Whoever changes it holds it from reading to writing; whoever copies it, while copying. Before
    `only_stager`, never after it: two who take them crosswise would wait for each other.
    """
    with only_one(folder.parent / "locks" / "register", what):
        yield


def knows_anybody(folder: Path) -> bool:
    """Whether the register has taken over acts of a published date; True for one that cannot be read."""
    path = folder / FILE
    try:
        return path.exists() and pl.scan_parquet(path, glob=False).select(pl.len()).collect().item() > 0
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        return True


def read_register(folder: Path, rows_noted: Path) -> pl.DataFrame:
    """The register, empty when there never was one.

    Raises RegisterLostError when it has fewer rows than the file `rows_noted` says it had, or when one of the
    two cannot be read.
    """
    path = folder / FILE
    try:
        register = in_columns(pl.read_parquet(path)) if path.exists() else empty_register()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        raise RegisterLostError(
            f"身份登记簿损坏，请从备份恢复 {path} cannot be read: restore the register from its backup."
            " Ids cannot be derived again"
        ) from None
    text = rows_noted.read_text(encoding="utf-8", errors="replace") if rows_noted.exists() else "0"
    if re.fullmatch(r"[0-9]+", text) is None:
        raise RegisterLostError(
            f"登记簿行数记录损坏，请从备份恢复 {rows_noted} says no number of rows: restore it with the"
            " backup of the register. Without it nobody can tell whether the register,"
            f" {register.height} rows, is the newest"
        )
    noted = int(text)
    if register.height < noted:
        raise RegisterLostError(
            f"身份登记簿缺行，请从备份恢复 {FILE} has {register.height} rows and had {noted}: restore the"
            " register from its backup."
            " Ids cannot be derived again; with this one they would be given to other people"
        )
    return register


def write_register(folder: Path, rows_noted: Path, before: pl.DataFrame, after: pl.DataFrame) -> None:
    """Replace the register by a longer one, whole: it is never half there."""
    if not after.head(before.height).equals(before):
        raise ValueError("a register may only grow")
    if not read_register(folder, rows_noted).equals(before):
        raise RefusedError(
            "登记簿已被另一运行写入，请重跑 another run has written the register meanwhile: run this"
            " date again"
        )
    if after.height > before.height:
        _write(folder, after)
    # Noted after the register: cut off in between, the note is too low, which harms nobody.
    write_whole(rows_noted, str(after.height))


def replace_register(folder: Path, rows_noted: Path, before: pl.DataFrame, after: pl.DataFrame) -> None:
    """Replace the register by one with the same rows, of which some say something else: erasure, a new key.

    ValueError when rows or ids differ, RefusedError when another run has written the register meanwhile.
    """
    if not after.select("subject", "subject_id").equals(before.select("subject", "subject_id")):
        raise ValueError("a register keeps its rows and ids")
    if not read_register(folder, rows_noted).equals(before):
        raise RefusedError(
            "登记簿已被另一运行写入，请重试 another run has written the register meanwhile: try again"
        )
    _write(folder, after)


def in_columns(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows in the columns of the register: older versions kept less."""
    return pl.concat([empty_register(), rows], how="diagonal")


def _write(folder: Path, register: pl.DataFrame) -> None:
    with whole_file(folder / FILE) as beside:
        register.write_parquet(beside)
