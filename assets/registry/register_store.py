"""The register's file.

Belongs here: reading and appending `identities.parquet` whole. Does not belong here: what goes into it.
Only one run at a time may append: the asset holds a Dagster pool of one.
"""

from pathlib import Path

import polars as pl

from assets.registry.identity import empty_register

FILE = "identities.parquet"


def read_register(folder: Path) -> pl.DataFrame:
    """The register, empty when there is none yet."""
    path = folder / FILE
    return pl.read_parquet(path) if path.exists() else empty_register()


def write_register(folder: Path, before: pl.DataFrame, after: pl.DataFrame) -> None:
    """Replace the register by a longer one: written beside it, then renamed, so it is never half there."""
    if not after.head(before.height).equals(before):
        raise ValueError("a register may only grow")
    if not read_register(folder).equals(before):
        raise ValueError("another run has written the register meanwhile: run this date again")
    if after.height == before.height:
        return
    folder.mkdir(parents=True, exist_ok=True)
    writing = folder / f".{FILE}"
    after.write_parquet(writing)
    writing.rename(folder / FILE)
