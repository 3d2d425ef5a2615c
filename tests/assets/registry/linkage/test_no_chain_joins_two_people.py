"""A chain of links joins nobody whom the whole group contradicts, and no two trustworthy numbers."""

import polars as pl
import pytest

from assets.registry.linkage.clusters import Constraints, clusters


def grouped(rows: int, *pairs: tuple[int, int, float], **constraints: object) -> list[int]:
    frame = pl.DataFrame(pairs, schema={"l": pl.Int32, "r": pl.Int32, "weight": pl.Float64}, orient="row")
    found, _ = clusters(frame, rows, 0.0, -3.0, Constraints(**constraints))  # type: ignore[arg-type]
    return found.to_list()


def test_a_weak_bridge_does_not_join_two_groups() -> None:
    inside = [(0, 1, 9.0), (0, 2, 9.0), (1, 2, 9.0), (3, 4, 9.0), (3, 5, 9.0), (4, 5, 9.0)]
    assert grouped(6, *inside, (2, 3, 4.0)) == [0, 0, 0, 3, 3, 3]
    assert grouped(6, *inside, *((one, two, 4.0) for one in range(3) for two in range(3, 6))) == [0] * 6


def test_a_bridge_between_two_numbers_goes_to_the_stronger_side() -> None:
    numbers = pl.Series(["A", None, "B"], dtype=pl.String)
    assert grouped(3, (0, 1, 5.0), (1, 2, 8.0), identity=numbers) == [0, 1, 1]


def test_a_file_without_duplicates_has_a_person_once() -> None:
    files = pl.Series(["one", "two", "two"])
    assert grouped(3, (0, 1, 5.0), (0, 2, 8.0), alone=files) == [0, 1, 0]


@pytest.mark.parametrize("pairs", [[(0, 1, 8.0), (1, 2, 5.0)], [(1, 2, 5.0), (0, 1, 8.0)]])
def test_a_reviewers_no_parts_a_group_at_its_weakest(pairs: list[tuple[int, int, float]]) -> None:
    pairs = [*pairs, (0, 2, 9.0)]
    assert grouped(3, *pairs) == [0, 0, 0]
    assert grouped(3, *pairs, decided=[(0, 2, False)]) == [0, 0, 2]
