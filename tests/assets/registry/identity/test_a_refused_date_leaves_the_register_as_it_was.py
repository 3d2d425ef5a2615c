"""The acts of a date wait beside the register until the date is published."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.registry.identity.pending_acts import (
    commit_pending,
    extend_with_pending,
    read_pending,
    write_pending,
)
from assets.registry.identity.register import empty_register
from assets.registry.identity.register_store import FILE, read_register
from tag_rules.engine.errors import RefusedError
from tests.assets.registry.people_of_a_day import SECRET, Day, observed

BORN = date(1950, 1, 1)
FIRST, SECOND = date(2024, 3, 1), date(2024, 3, 2)
ANNA: Day = {"P1": ("k1", "安娜", BORN)}
BOTH: Day = {**ANNA, "P2": ("k2", "贝拉", BORN)}


class Register:
    """A register on disk, and dates run against it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.noted = folder / "register", folder / "rows"

    def run(self, on: date, day: Day) -> dict[str, int]:
        """Run a date up to its audit; the ids of its people."""
        told = {"resident": observed(day)[1]}
        extended, acts = extend_with_pending(self.read(), read_pending(self.folder), told, on, SECRET)
        write_pending(self.folder, on, acts)
        people = (
            extended.filter(subject="resident")
            .unique("source_code", keep="last")
            .filter(pl.col("source_code").is_in(list(day)))
        )
        return dict(people.select("source_code", "subject_id").iter_rows())

    def publish(self, on: date) -> None:
        commit_pending(self.folder, self.noted, on)

    def read(self) -> pl.DataFrame:
        return read_register(self.folder, self.noted)

    def known(self) -> pl.DataFrame:
        return self.read().filter(subject="resident")


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register(tmp_path)


def test_nothing_is_in_it_before_the_date_is_published(register: Register) -> None:
    ids = register.run(FIRST, BOTH)
    assert not (register.folder / FILE).exists()
    register.publish(FIRST)
    assert dict(register.known().select("source_code", "subject_id").iter_rows()) == ids


def test_a_date_run_again_draws_the_same_ids(register: Register) -> None:
    assert register.run(FIRST, BOTH) == register.run(FIRST, BOTH)


def test_two_dates_that_wait_agree_and_either_may_be_published_first(register: Register) -> None:
    first, second = register.run(FIRST, ANNA), register.run(SECOND, BOTH)
    assert first["P1"] == second["P1"] != second["P2"]
    register.publish(SECOND)
    register.publish(FIRST)
    seen = register.known().filter(act="seen").select("source_code", "subject_id").unique()
    assert dict(seen.iter_rows()) == second


def test_what_a_refused_date_said_of_somebody_is_never_evidence(register: Register) -> None:
    register.run(FIRST, {"P1": ("k9", "安娜", BORN)})
    found = register.run(SECOND, {"P2": ("k9", "安娜", BORN)})
    register.publish(SECOND)
    assert register.known()["source_code"].to_list() == ["P2"]
    assert register.run(date(2024, 3, 3), {"P2": ("k9", "安娜", BORN)}) == found


def test_publishing_again_takes_nothing_twice(register: Register) -> None:
    register.run(FIRST, BOTH)
    register.publish(FIRST)
    once = register.known()
    register.publish(FIRST)
    assert register.known().equals(once)


def test_a_date_whose_acts_are_gone_is_not_published(register: Register) -> None:
    assert register.known().equals(empty_register())
    with pytest.raises(RefusedError, match="run the date again"):
        register.publish(FIRST)
