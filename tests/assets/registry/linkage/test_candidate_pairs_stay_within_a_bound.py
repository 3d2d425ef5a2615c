"""Blocking keeps to its bound, finds what shares a rare key, and compares only who is to be linked."""

import duckdb
import polars as pl

from assets.registry.linkage.blocking import candidate_pairs
from assets.registry.linkage.fields import RESIDENT_FIELDS
from assets.registry.linkage.prepare import prepare
from tests.assets.registry.linkage.people import people, with_second_rows

RECORDS = with_second_rows(people(1_500, seed=7), share=0.2, seed=8)


def pairs(wanted: pl.Series, bound: int) -> set[tuple[int, int]]:
    with duckdb.connect() as connection:
        candidate_pairs(connection, prepare(RECORDS, RESIDENT_FIELDS), wanted, across=False, bound=bound)
        return set(connection.execute("select l, r from candidate").fetchall())


def test_a_small_part_of_all_pairs_holds_nearly_all_matches() -> None:
    found = pairs(pl.repeat(True, len(RECORDS), eager=True), bound=100_000)
    persons = RECORDS["person"].to_list()
    real = {
        (row, other)
        for row, person in enumerate(persons)
        for other in range(row + 1, len(persons))
        if persons[other] == person
    }
    assert len(found) <= 100_000 < len(RECORDS) ** 2 / 20
    assert len(found & real) / len(real) > 0.99


def test_a_pair_has_one_to_be_linked() -> None:
    wanted = pl.int_range(len(RECORDS), eager=True) % 50 == 0
    found = pairs(wanted, bound=20_000)
    assert found
    assert all(wanted[row] or wanted[other] for row, other in found)
