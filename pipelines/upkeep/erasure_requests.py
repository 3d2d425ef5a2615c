"""Requests for erasure: those that came with an export, begun ones, those of a newer copy of the receipts.

Belongs here: finding out who is meant. Does not belong here: erasing (`erasure.py`).
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from assets.intake.erasure import Receipts, newer_receipts, read_receipts
from assets.lake import every_date
from assets.paths import DataPaths
from assets.registry.identity.register_store import read_register


@dataclass(frozen=True)
class Request:
    """One request for erasure: whose (a source's person code), why, and when it was made."""

    person_code: str
    ground: str
    requested_on: date


def requested(paths: DataPaths) -> list[Request]:
    """Return the requests in the lake, of any date, and one for everybody whose erasure was begun.

    Those carried out have left the lake, and their people the register. RefusedError when the receipts cannot
    be read.
    """
    by_code = {request.person_code: request for request in _begun(paths, read_receipts(paths.register))}
    for frame in every_date(paths.lake, "intake", "erasure_requests"):
        for row in frame.iter_rows(named=True):
            request = Request(row["person_code"], str(row["ground"]), row["requested_on"])
            by_code[request.person_code] = request
    return list(by_code.values())


def recognised(paths: DataPaths, copy: Path) -> list[Request]:
    """Return a request for everybody in the register whom a newer copy of the receipts recognises.

    So a restored backup loses the people who were erased after it was made. The copy takes the place of the
    receipts that are here; RefusedError when it cannot (`newer_receipts`).
    """
    return _begun(paths, newer_receipts(paths.register, copy))


def _begun(paths: DataPaths, receipts: Receipts) -> list[Request]:
    """A request for everybody who is still in the register and whom the receipts recognise."""
    if receipts.rows.is_empty():
        return []
    register = read_register(paths.register, paths.register_rows)
    codes = register.filter(pl.col("subject") == "resident")["source_code"]
    by_receipt = {row["receipt"]: row for row in receipts.rows.iter_rows(named=True)}
    begun = {code: by_receipt[receipts.of(code)] for code in receipts.known(codes)}
    return [Request(code, row["ground"], row["requested_on"]) for code, row in sorted(begun.items())]
