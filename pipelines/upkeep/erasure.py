"""Erasing people everywhere, in an order that a killed run can be taken up from.

Belongs here: the sequence, each step a stage's own part of it. Does not belong here: what a stage has of
people, or which requests there are (`erasure_requests.py`).

Receipts come first, so that nobody is taken in again meanwhile; the register comes last, because it says
which ids a source code has. So whoever has a receipt and is still in the register is somebody whose erasure
was begun: running it again finishes it and changes nothing else.
"""

import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

import polars as pl

from assets.intake.erasure import (
    Receipts,
    add_receipts,
    differing,
    documents_of,
    names_of,
    read_receipts,
)
from assets.lake import every_date
from assets.paths import DataPaths
from assets.people import People
from assets.publication.store.database import Database
from assets.publication.upkeep.erasure import erase_published
from assets.publication.upkeep.remains import Remainder
from assets.registry.identity.decision_store import erase_decisions
from assets.registry.identity.erasure import codes_and_ids, ids_nobody_has, retired, without
from assets.registry.identity.pending_acts import read_pending, rewrite_pending
from assets.registry.identity.register_store import only_registrar, read_register, replace_register
from pipelines.upkeep.erasure_requests import Request
from pipelines.upkeep.lake_erasure import erase_from_lake
from pipelines.upkeep.retention import delete_answers
from tag_rules.engine.errors import RefusedError


@dataclass(frozen=True)
class Erased:
    """What an erasure did, in counts; publication_id None when none of the people was published.

    remains: what the disk still holds, and who is in the way; it goes by itself later.
    """

    people: int
    unknown_codes: int
    lake_rows: int
    publication_id: int | None
    remains: tuple[Remainder, ...]


@dataclass(frozen=True)
class _Person:
    """Whom one request is about. `typed`: their documents with the type, as receipts know them."""

    people: People
    typed: frozenset[str]


def erase(
    paths: DataPaths,
    database: Database,
    requests: Collection[Request],
    now: str,
    progress: Callable[[str], None],
    together: bool = False,
) -> Erased:
    """Erase the people of `requests` from lake, register, published tables and feed.

    A code that nobody has is counted and gets a receipt all the same: an older export may still bring it.
    RefusedError, before anything is changed, when the receipts that are here cannot be read, or when records
    that are one person here differing, so that they may be several.

    Args:
        together: all of them are meant.
    """
    with only_registrar(paths.register, "an erasure"):
        register = read_register(paths.register, paths.register_rows)
        receipts = read_receipts(paths.register)
        known = pl.concat([register, read_pending(paths.register)])
        persons = {request: _person(paths, known, receipts, request) for request in requests}
        if not together:
            _refuse_several(paths, [person.people for person in persons.values()])
        people = _together([person.people for person in persons.values()])
        ids = people.resident_ids
        unknown = sum(not person.people.resident_ids for person in persons.values())

        for request, person in persons.items():
            _keep_receipt(paths, request, person, now)
        progress(f"回执 receipts: {len(persons)} requests, {len(ids)} people, {unknown} unknown")
        delete_answers(paths)  # one may be about anybody, and can be asked again
        shutil.rmtree(paths.extraction, ignore_errors=True)  # read again in full, and dropped at intake
        rows = erase_from_lake(paths.lake, people)
        progress(f"各日期数据已删 lake: {rows} rows of all dates are gone")
        published = erase_published(database, paths.published_snapshots, ids, "erasure", now)
        progress(f"已发布的表已删 published tables: {sum(published.rows_removed.values())} rows are gone")
        erase_decisions(paths.register, people)
        # What waits was never published, so its rows just go.
        rewrite_pending(paths.register, lambda acts: without(acts, people.codes, ids))
        replace_register(paths.register, paths.register_rows, register, retired(register, people.codes, ids))
        progress("登记簿已删 register: ids are retired, codes and keys are gone")
    return Erased(len(ids), unknown, rows, published.publication_id, tuple(published.remains))


def _refuse_several(paths: DataPaths, people: Collection[People]) -> None:
    """Ask first where an id stands for records that differ: erasing one would erase the others with it."""
    groups = [each.codes for each in people if len(each.codes) > 1]
    several = differing(groups, every_date(paths.lake, "intake", "residents")) if groups else 0
    if several:
        raise RefusedError(
            f"{several} 人名下有多条互相矛盾的记录，可能不是同一人："
            "先在复核清单中判定为两人并重跑最新日期，或加 --together 一并删除。"
            f" {several} of the people have several records that differ and may be several people: decide in"
            " the review list that they are two and run the newest date again, or erase them all with"
            " --together"
        )


def _person(paths: DataPaths, register: pl.DataFrame, receipts: Receipts, request: Request) -> _Person:
    codes, ids = codes_and_ids(register, [request.person_code])
    codes |= {request.person_code}
    if not receipts.rows.is_empty():  # the ids that the code had when it was erased
        noted = receipts.rows.filter(pl.col("receipt") == receipts.of(request.person_code))["resident_id"]
        ids |= ids_nobody_has(register, noted.drop_nulls())
    documents, typed = documents_of(codes, every_date(paths.lake, "intake", "residents"))
    names = names_of(codes, every_date(paths.lake, "intake", "residents"))
    return _Person(People(codes, documents, ids, names), typed)


def _together(people: Collection[People]) -> People:
    return People(
        frozenset().union(*(each.codes for each in people)),
        frozenset().union(*(each.documents for each in people)),
        frozenset().union(*(each.resident_ids for each in people)),
        frozenset().union(*(each.names for each in people)),
    )


def _keep_receipt(paths: DataPaths, request: Request, person: _Person, now: str) -> None:
    add_receipts(
        paths.register,
        person.people.codes | person.people.documents | person.typed,
        {
            "resident_id": min(person.people.resident_ids, default=None),
            "ground": request.ground,
            "requested_on": request.requested_on,
            "erased_on": date.fromisoformat(now[:10]),
        },
    )
