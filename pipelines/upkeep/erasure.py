"""Erasing people everywhere, in an order that a killed run can be taken up from.

Belongs here: who is meant, and calling each stage's own erase. Does not belong here: what a stage has of
them.

Receipts come first, so that nobody is taken in again meanwhile; the register comes last, because it says
which ids a source code has. So whoever has a receipt and is still in the register is somebody whose erasure
was begun: running it again finishes it and changes nothing else.
"""

import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from assets.intake.erasure import (
    People,
    Receipts,
    add_receipts,
    newer_receipts,
    read_receipts,
    typed_document,
    written_forms,
)
from assets.paths import DataPaths
from assets.publication.store.database import Database
from assets.publication.upkeep.erasure import erase_published
from assets.registry.erasure import RETIRED, codes_and_ids, retired
from assets.registry.register_store import read_register, replace_register
from pipelines.upkeep.lake_erasure import erase_from_lake, frames_of
from pipelines.upkeep.retention import delete_answers


@dataclass(frozen=True)
class Request:
    """One request for erasure: whose (a source's person code), why, and when it was made."""

    person_code: str
    ground: str
    requested_on: date


@dataclass(frozen=True)
class Erased:
    """What an erasure did, in counts; publication_id None when none of the people was published."""

    people: int
    unknown_codes: int
    lake_rows: int
    publication_id: int | None


def erase(
    paths: DataPaths,
    database: Database,
    requests: Collection[Request],
    now: str,
    progress: Callable[[str], None],
) -> Erased:
    """Erase the people of `requests` from lake, register, published tables and feed.

    A code that nobody has is counted and gets a receipt all the same: an older export may still bring it.
    ValueError, before anything is changed, when the receipts that are here cannot be read.
    """
    register = read_register(paths.register, paths.register_rows)
    before = read_receipts(paths.register)
    people, unknown = People(), 0
    for request in requests:
        codes, ids = codes_and_ids(register, [request.person_code])
        codes |= {request.person_code}
        ids |= _erased_before(before, register, request.person_code)
        documents, typed = _documents(paths, codes)
        unknown += not ids
        add_receipts(
            paths.register,
            codes | documents | typed,
            {
                "resident_id": min(ids, default=None),
                "ground": request.ground,
                "requested_on": request.requested_on,
                "erased_on": date.fromisoformat(now[:10]),
            },
        )
        people = People(people.codes | codes, people.documents | documents, people.resident_ids | ids)
    progress(f"receipts: {len(requests)} requests, {len(people.resident_ids)} people, {unknown} unknown")
    delete_answers(paths)  # one may be about anybody, and can be asked again
    shutil.rmtree(paths.extraction, ignore_errors=True)  # read again in full, and dropped at intake
    rows = erase_from_lake(paths.lake, people)
    progress(f"lake: {rows} rows of all dates are gone")
    published = erase_published(database, paths.published_snapshots, people.resident_ids, "erasure", now)
    progress(f"published tables: {sum(published.rows_removed.values())} rows are gone")
    replace_register(paths.register, paths.register_rows, register, retired(register, people.resident_ids))
    progress("register: ids are retired, codes and keys are gone")
    return Erased(len(people.resident_ids), unknown, rows, published.publication_id)


def requested(paths: DataPaths) -> list[Request]:
    """Return the requests in the lake, of any date, and one for everybody whose erasure was begun.

    Those carried out have left the lake, and their people the register. ValueError when the receipts cannot
    be read.
    """
    found = {request.person_code: request for request in _begun(paths, read_receipts(paths.register))}
    for frame in frames_of(paths.lake, "intake", "erasure_requests"):
        for row in frame.iter_rows(named=True):
            request = Request(row["person_code"], str(row["ground"]), row["requested_on"])
            found[request.person_code] = request
    return list(found.values())


def recognised(paths: DataPaths, copy: Path) -> list[Request]:
    """Return a request for everybody in the register whom a newer copy of the receipts recognises.

    So a restored backup loses the people who were erased after it was made. The copy takes the place of the
    receipts that are here; ValueError when it cannot (`newer_receipts`).
    """
    return _begun(paths, newer_receipts(paths.register, copy))


def _begun(paths: DataPaths, receipts: Receipts) -> list[Request]:
    """A request for everybody who is still in the register and whom the receipts recognise."""
    if receipts.rows.is_empty():
        return []
    register = read_register(paths.register, paths.register_rows)
    codes = register.filter(pl.col("subject") == "resident")["source_code"]
    said = {row["receipt"]: row for row in receipts.rows.iter_rows(named=True)}
    found = {code: said[receipts.of(code)] for code in receipts.known(codes)}
    return [Request(code, row["ground"], row["requested_on"]) for code, row in sorted(found.items())]


def _erased_before(receipts: Receipts, register: pl.DataFrame, code: str) -> frozenset[int]:
    """The ids that a code had when it was erased, as far as nobody has them in this register.

    Receipts may be newer than a restored register, which gives the ids after its last one again, to others.
    """
    if receipts.rows.is_empty():
        return frozenset()
    theirs = receipts.rows.filter(pl.col("receipt") == receipts.of(code))["resident_id"].drop_nulls()
    rows = register.filter(pl.col("subject") == "resident", pl.col("subject_id").is_in(theirs.implode()))
    gone = pl.col("source_code").str.starts_with(f"{RETIRED} ").all().over("subject_id")
    return frozenset(rows.filter(gone)["subject_id"])


def _documents(paths: DataPaths, codes: Collection[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The document numbers that any date taken in has of these people, and the same with their type."""
    numbers, typed = set[str](), set[str]()
    for frame in frames_of(paths.lake, "intake", "residents"):
        theirs = frame.filter(frame["person_code"].is_in(list(codes))).drop_nulls("id_value")
        for number in theirs["id_value"]:
            numbers |= written_forms(number)
        typed |= set(theirs.select(typed_document())["document"])
    return frozenset(numbers), frozenset(typed)
