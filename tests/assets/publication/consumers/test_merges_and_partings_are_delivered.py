"""Two people are linked by a decision and parted again: tables, a consumer's own and its feed follow by date.

From canonical rows through decisions, register, registry frames, staging and publishing, on real databases.
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa

from assets.intake.contracts import CANONICAL
from assets.intake.outcome_contracts import RefusedSubjects
from assets.publication.release.gate import decide
from assets.publication.release.publish import publish
from assets.publication.release.staging import stage
from assets.publication.store import schema
from assets.publication.store.database import Database
from assets.registry.frames import registry_frames
from assets.registry.identity.decision_store import add_decisions, all_decisions
from assets.registry.identity.observed_codes import observed_codes
from assets.registry.identity.pseudonym import resident_keys
from assets.registry.identity.register import empty_register, extend_register, known_ids, merged_ids
from assets.registry.identity.same_person import persons
from assets.registry.linkage.decisions import of_residents
from tests.assets.publication.consumers.places import Follower, like_lists, provide
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import NOW, PASSED, frames, rows_of
from tests.assets.registry.conftest import SECRET, canonical

APART, LINKED, TAKEN_BACK = (date(2024, 3, number) for number in (1, 2, 3))
CONTRACT = like_lists(tags=("M017",), tables=dict.fromkeys(("tag_assignment", "resident"), "all"))
KEYS = {
    "tag_assignment": ("subject", "subject_id", "tag_code"),
    "resident": ("resident_id",),
}


@dataclass
class Register:
    """What goes on from night to night: the register, and the decisions beside it."""

    folder: Path
    rows: pl.DataFrame = field(default_factory=empty_register)

    def decide(self, same: bool | None, day: date) -> None:
        empty = CANONICAL["person_decisions"].create_empty()
        rows = [("p1", "p2", same, "R1", day)]
        add_decisions(
            self.folder, {"person_decisions": pl.DataFrame(rows, schema=empty.schema, orient="row")}
        )

    def ids(self) -> dict[str, int]:
        """By code the id that it was first seen with."""
        seen = self.rows.filter(pl.col("subject") == "resident", pl.col("act") == "seen")
        return dict(seen.unique("source_code", keep="first").select("source_code", "subject_id").iter_rows())

    def night(self, day: date, *codes: str) -> dict[str, pl.DataFrame]:
        """The registry's frames of a date on which these people are here."""
        tables = canonical(residents=[{"person_code": code, "name": code} for code in codes])
        tables |= all_decisions(tables, self.folder)
        people = tables["residents"]
        keys = resident_keys(SECRET, people["id_type"], people["id_value"])
        who = persons(people, keys, decisions=of_residents(tables["person_decisions"]))
        refused = RefusedSubjects.create_empty()
        self.rows = extend_register(self.rows, observed_codes(tables, who, refused), day, SECRET)
        known = known_ids(self.rows, who, day)
        merged = merged_ids(self.rows, who, day).with_columns(snapshot_date=pl.lit(day))
        made = registry_frames(tables, who, known, frozenset(CANONICAL), refused, day)
        return {"resident": made["resident"], "resident_merge": merged}


@dataclass
class Nights:
    """The nights of one database: everybody here has the tag."""

    database: Database
    register: Register
    snapshots: Path

    def publish(self, day: date, *codes: str) -> None:
        made = self.register.night(day, *codes)
        ids = made["resident"]["resident_id"].to_list()
        people = Day({("resident", one, "M017"): outcome() for one in ids}, {one: {} for one in ids})
        merged = made["resident_merge"].select(schema.resident_merge.c.keys())
        content = frames(day, people) | {"resident_merge": merged}
        staged = stage(self.database, self.snapshots, day, content, "rules-1", NOW)
        decide(self.database, staged.staging_version, PASSED, NOW)
        publish(self.database, day, "run-1", NOW)

    def current(self, table: sa.Table, column: str) -> list[Any]:
        rows = sa.select(table.c[column]).where(table.c.valid_to.is_(None))
        return sorted(value for (value,) in rows_of(self.database, rows))

    def merges(self, day: date) -> list[tuple[Any, ...]]:
        of = schema.resident_merge
        pairs = sa.select(of.c.resident_id, of.c.known_as_id).where(of.c.snapshot_date == day)
        return rows_of(self.database, pairs)


@pytest.fixture
def nights(database: Database, tmp_path: Path) -> Nights:
    return Nights(database, Register(tmp_path), tmp_path / "snapshots")


def test_linked_by_a_decision_and_parted_when_it_is_taken_back(nights: Nights) -> None:
    provide(nights.database, CONTRACT)
    copies = [Follower(nights.database, CONTRACT.name, table, key) for table, key in KEYS.items()]

    def is_published(day: date, *codes: str) -> dict[str, list[tuple[object, ...]]]:
        """Publish; every copy equals its table, and as many people have the tag as are published."""
        nights.publish(day, *codes)
        for copy in copies:
            copy.follow()
            assert copy.copy() == copy.shown(), copy.table
        here = nights.current(schema.resident, "resident_id")
        assert nights.current(schema.tag_assignment, "subject_id") == here
        assert len(copies[0].rows) == len(copies[1].rows) == len(here)
        return {copy.table: copy.copy() for copy in copies}

    apart = is_published(APART, "p1", "p2", "p3")
    ids = nights.register.ids()
    first, second = ids["p1"], ids["p2"]
    assert nights.current(schema.resident, "resident_id") == sorted(ids.values())
    assert nights.merges(APART) == []

    nights.register.decide(True, LINKED)
    linked = is_published(LINKED, "p1", "p2", "p3", "p4")
    assert nights.current(schema.resident, "resident_id") == sorted(
        [first, ids["p3"], nights.register.ids()["p4"]]
    )
    assert nights.merges(LINKED) == [(second, first)]
    assert apart["resident"] != linked["resident"]
    gone = sa.select(schema.tag_change.c.change, schema.tag_change.c.effective_from).where(
        schema.tag_change.c.subject_id == second, schema.tag_change.c.effective_to.is_(None)
    )
    assert rows_of(nights.database, gone) == [("added", APART), ("removed", LINKED)]

    nights.register.decide(None, TAKEN_BACK)
    parted = is_published(TAKEN_BACK, "p1", "p2", "p3", "p5")
    after = nights.register.ids()
    assert nights.current(schema.resident, "resident_id") == sorted([first, second, ids["p3"], after["p5"]])
    assert nights.merges(TAKEN_BACK) == []
    assert len(set(after.values())) == len(after) == 5
    own = [{row[0] for row in rows["resident"]} for rows in (apart, linked, parted)]
    assert own[0] < own[2], "the contract's own ids are those of before"
    assert len(own[0] - own[1]) == 1
