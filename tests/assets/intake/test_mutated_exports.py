"""Exports spoilt in every way we can think of: each is refused cleanly or quarantined exactly.

Here some dozens; `make fuzz` takes thousands (`TAGGING_MUTATIONS`, from `TAGGING_FIRST_MUTATION` on). The
number in a failure is the seed: the same number spoils the export in the same way.
"""

from __future__ import annotations

import collections
import os
import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.intake import intake
from assets.intake.contracts import CANONICAL
from assets.intake.intake import TakenIn, take_in
from assets.intake.mappings.loading import MAPPINGS, load_mappings
from assets.intake.quarantine.reason_codes import REASONS
from assets.intake.refusal import ExportRefused
from tests.assets.intake.mutations import SECRET, Mutation, mutate
from tests.assets.intake.small_export import cut_small

DAY = date(2024, 3, 2)
FIRST = int(os.environ.get("TAGGING_FIRST_MUTATION", "0"))
SHARES = 4
EACH = int(os.environ.get("TAGGING_MUTATIONS", "48")) // SHARES
SHOWN = 5
PERSONAL = {"residents": ("name", "id_value", "phone"), "dwellings": ("address",), "visits": ("note",)}


@pytest.fixture(scope="module")
def small(landing: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small") / str(DAY)
    cut_small(landing, folder, DAY)
    return folder


@pytest.fixture(scope="module")
def clean(small: Path) -> TakenIn:
    return take_in(small, DAY)


@pytest.fixture(scope="module")
def personal(clean: TakenIn) -> set[str]:
    """Every name, number, phone, address and note of the export."""
    found = {SECRET}
    for table, columns in PERSONAL.items():
        for column in columns:
            found |= set(clean.tables[table][column].drop_nulls())
    return found


@pytest.fixture(autouse=True)
def mappings_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are not what is spoilt here, and reading them takes longer than all the rest."""
    sources = load_mappings(MAPPINGS)
    monkeypatch.setattr(intake, "load_mappings", lambda *_: sources)


@pytest.mark.parametrize("share", range(SHARES))
def test_every_outcome_is_a_refusal_or_an_exact_quarantine(
    small: Path, clean: TakenIn, personal: set[str], tmp_path: Path, share: int
) -> None:
    failures: list[str] = []
    outcomes: collections.Counter[str] = collections.Counter()
    for seed in range(FIRST + share * EACH, FIRST + (share + 1) * EACH):
        folder = tmp_path / str(DAY)
        shutil.copytree(small, folder)
        mutation = mutate(folder, seed)
        try:
            outcome = judge(folder, clean, personal, mutation)
        except BaseException as error:  # a panic of a library in Rust is no Exception
            if isinstance(error, KeyboardInterrupt):
                raise
            failures.append(f"{seed} {mutation}: {type(error).__name__}: {str(error)[:300]}")
            outcome = "defect"
        outcomes[outcome] += 1
        shutil.rmtree(folder)
    print(dict(outcomes))
    assert not failures, f"{len(failures)} defects\n" + "\n".join(failures[: SHOWN * SHOWN])
    assert outcomes["refused"] > 0
    assert outcomes["taken in"] > 0


def judge(folder: Path, clean: TakenIn, personal: set[str], mutation: Mutation) -> str:
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    try:
        taken = take_in(folder, DAY)
    except ExportRefused as refused:
        assert not mutation.harmless, str(refused)
        assert refused.problems
        for problem in refused.problems:
            assert problem.file
            assert problem.line >= 0
            assert problem.message
            assert problem.remedy
            assert len(str(problem)) < 1000, "a message is no dump"
        text = str(refused)
        assert not [value for value in personal if value in text], "a message repeats a value"
        return "refused"
    finally:
        assert before == {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    if mutation.harmless:
        for table, frame in clean.tables.items():
            assert sorted(map(repr, frame.rows())) == sorted(map(repr, taken.tables[table].rows())), table
    counts_add_up(taken)
    others_are_untouched(clean, taken, mutation)
    return "taken in"


def counts_add_up(taken: TakenIn) -> None:
    status = taken.source_status
    assert status["rows_accepted"].sum() == sum(frame.height for frame in taken.tables.values())
    assert status["rows_quarantined"].sum() == taken.quarantine.height
    by_source = dict(taken.quarantine.group_by("source").len().iter_rows())
    for row in status.iter_rows(named=True):
        assert row["rows_in"] == row["rows_accepted"] + row["rows_quarantined"]
        assert row["rows_quarantined"] == by_source.get(row["source"], 0)
    assert set(taken.quarantine["reason_code"]) <= set(REASONS)
    for table, contract in CANONICAL.items():
        assert contract.is_valid(taken.tables[table]), table


def others_are_untouched(clean: TakenIn, taken: TakenIn, mutation: Mutation) -> None:
    """Rows are as they were, but for those touched and those that refer to what is gone."""
    touched = of_table(mutation)
    orphans = taken.quarantine.filter(pl.col("reason_code") == "orphan").height
    for table in CANONICAL:
        before = collections.Counter(map(repr, clean.tables[table].rows()))
        after = collections.Counter(map(repr, taken.tables[table].rows()))
        new, gone = (after - before).total(), (before - after).total()
        if table == touched:
            if mutation.rows is not None:
                assert new <= mutation.rows, f"{new} rows of {table} are new"
                assert gone <= 2 * mutation.rows + orphans, f"{gone} rows of {table} are gone"
        elif mutation.source is not None:
            assert new == 0, f"{new} rows of {table} are new"
            assert gone <= orphans, f"{gone} rows of {table} are gone"


def of_table(mutation: Mutation) -> str | None:
    return load_mappings(MAPPINGS)[mutation.source].table if mutation.source else None
