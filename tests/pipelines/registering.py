"""People in an identity register, as intake would have brought them."""

from datetime import date

import polars as pl

from assets.paths import DataPaths
from assets.registry.identity.register import extend_register
from assets.registry.identity.register_store import read_register, write_register

SEEN_ON = date(2024, 1, 1)


def register(paths: DataPaths, *codes: str) -> None:
    """Register one person without a document for each new code."""
    before = read_register(paths.register, paths.register_rows)
    said = dict.fromkeys(("resident_key", "name", "sex", "birth_date"), pl.lit(None, pl.String))
    seen = pl.DataFrame({"source_code": codes, "leading_code": codes}).with_columns(**said)
    after = extend_register(before, {"resident": seen}, SEEN_ON, bytes(32))
    paths.register.mkdir(parents=True, exist_ok=True)
    write_register(paths.register, paths.register_rows, before, after)


def registered(paths: DataPaths) -> dict[str, int]:
    """The ids by source code."""
    rows = read_register(paths.register, paths.register_rows).filter(subject="resident", act="seen")
    return dict(rows.select("source_code", "subject_id").iter_rows())


def say_nothing(_line: str) -> None:
    """Progress that nobody reads."""
