"""A register written before it told dates whole is gone on with: the same people have the same ids."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from assets.registry.identity.pseudonym import attributes_of, evidence_of
from assets.registry.identity.register import extend_register, known_ids, merged_ids
from assets.registry.identity.register_store import FILE, read_register
from tests.assets.registry.people_of_a_day import FIRST, SECRET, Day, Row, observed, people

ANNA: Row = ("k1", "安娜", date(1944, 5, 6))
BELLA: Row = ("k2", "贝拉", date(1990, 3, 15))
CARLA: Row = ("k3", "卡拉", date(1970, 1, 1))
THIRD = FIRST + timedelta(2)


def evidence(row: Row) -> str:
    frame, keys = people({"P": row})
    return str(evidence_of(SECRET, keys, frame.select(attributes_of()).to_series())[0])


@pytest.fixture
def older(tmp_path: Path) -> pl.DataFrame:
    """Two dates: P1 was Anna, P2 Bella; P0 came for P1; P4 and P5 were two under one number for a day."""
    second = FIRST + timedelta(1)
    rows = [
        ("resident", "P1", 1, "k1", evidence(ANNA), "seen", FIRST, None),
        ("resident", "P2", 2, "k2", evidence(BELLA), "seen", FIRST, None),
        ("resident", "P4", 3, "k3", evidence(CARLA), "seen", FIRST, None),
        ("resident", "P0", 1, "k1", evidence(ANNA), "seen", second, None),
        ("resident", "P5", 4, "k3", evidence(CARLA), "seen", second, None),
        ("resident", "P4", 3, None, None, "here", second, 3),
        ("resident", "P5", 4, None, None, "here", second, 4),
    ]
    columns = [
        "subject",
        "source_code",
        "subject_id",
        "resident_key",
        "evidence",
        "act",
        "acted_on",
        "other_id",
    ]
    (tmp_path / "register").mkdir()
    pl.DataFrame(rows, schema=columns, orient="row").write_parquet(tmp_path / "register" / FILE)
    return read_register(tmp_path / "register", tmp_path / "rows")


def ids(register: pl.DataFrame, day: Day) -> tuple[pl.DataFrame, dict[str, int]]:
    """The register after the third date, and the ids of its codes."""
    who, told = observed(day)
    grown = extend_register(register, {"resident": told}, THIRD, SECRET)
    known = known_ids(grown, who, THIRD).filter(pl.col("source_code").is_in(list(day)))
    assert merged_ids(grown, who, THIRD).is_empty()
    assert extend_register(grown, {"resident": told}, THIRD, SECRET).equals(grown)
    return grown, dict(known.select("source_code", "subject_id").iter_rows())


def test_everybody_keeps_their_id_and_nobody_is_merged_or_parted(older: pl.DataFrame) -> None:
    day: Day = {"P0": ANNA, "P2": BELLA, "P4": CARLA}
    grown, found = ids(older, day)
    assert found == {"P0": 1, "P2": 2, "P4": 3}
    assert set(grown["act"]) == {"seen", "here"}


def test_a_correction_on_the_first_date_of_the_new_version_is_the_same_person(older: pl.DataFrame) -> None:
    _, found = ids(older, {"P2": ("k2", "蓓拉", BELLA[2]), "P0": ("k8", *ANNA[1:])})
    assert found == {"P2": 2, "P0": 1}


def test_a_code_that_comes_later_is_known_by_the_number_that_the_older_version_kept(
    older: pl.DataFrame,
) -> None:
    _, found = ids(older, {"P7": BELLA, "P8": ("k2x", "新", BELLA[2])})
    assert found == {"P7": 2, "P8": 5}


def test_a_row_that_is_written_over_later_is_another_person(older: pl.DataFrame) -> None:
    grown, _ = ids(older, {"P2": BELLA})
    who, told = observed({"P2": ("k9", "新", date(2000, 1, 1))})
    on = THIRD + timedelta(1)
    later = extend_register(grown, {"resident": told}, on, SECRET)
    known = dict(known_ids(later, who, on).select("source_code", "subject_id").iter_rows())
    assert known["P2"] == 5
