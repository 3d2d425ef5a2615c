"""The city against our rules: counted by street, and no small count can be read or worked out."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.reports.reconciliation import MEASURES, reconciliation
from assets.reports.statistics import SCHEMA as STATISTIC
from assets.reports.suppression import SMALL

COUNTS = st.integers(0, 12)
LINES = st.dictionaries(
    st.sampled_from([None, "S1", "S2", "S3", "S4"]), st.tuples(COUNTS, COUNTS, COUNTS, COUNTS), min_size=1
)


def reconciled(
    lines: dict[str | None, tuple[int, ...]], statistic: pl.DataFrame | None = None
) -> pl.DataFrame:
    rows = [
        (street, kind)
        for street, line in lines.items()
        for kind, count in zip(MEASURES.values(), line, strict=True)
        for _ in range(count)
    ]
    people = pl.DataFrame(rows, schema={"street_code": pl.String, "kind": pl.String}, orient="row")
    people = people.with_columns(pl.int_range(pl.len()).alias("subject_id"), tag_code=pl.lit("M021"))
    return reconciliation(
        people.select("subject_id", "tag_code", "kind"),
        people,
        statistic if statistic is not None else STATISTIC.to_frame(),
    )


def test_counts_stand_under_what_they_count() -> None:
    found = reconciled({"S1": (10, 9, 8, 7), "S2": (20, 0, 5, 6)})
    assert found.rows() == [
        ("M021", "district", "", 30, 9, 13, 13, False),
        ("M021", "street", "S1", 10, 9, 8, 7, False),
        ("M021", "street", "S2", 20, 0, 5, 6, False),
    ]


@pytest.mark.parametrize(
    ("lines", "hidden"),
    [
        ({"S1": (9, 4, 9, 9), "S2": (9, 9, 9, 9), "S3": (20, 20, 20, 20)}, ["S1", "S2"]),
        ({"S1": (9, 0, 9, 9), "S2": (9, 9, 9, 9)}, []),
        ({"S1": (9, 2, 9, 9), "S2": (9, 2, 9, 9)}, ["", "S1", "S2"]),
        # People of no street may be known from elsewhere, so two streets cover for them, and they for none.
        ({None: (1, 0, 0, 0), "S1": (9,) * 4, "S2": (20,) * 4, "S3": (30,) * 4}, ["S1", "S2"]),
        ({None: (50, 0, 0, 0), "S1": (3, 0, 0, 0), "S2": (9,) * 4, "S3": (30,) * 4}, ["S1", "S2"]),
    ],
)
def test_small_counts_and_what_would_give_them_away_are_hidden(
    lines: dict[str | None, tuple[int, ...]], hidden: list[str]
) -> None:
    found = reconciled(lines)
    assert found.filter("suppressed")["area_code"].to_list() == hidden
    assert found.filter("suppressed").select(list(MEASURES)).null_count().sum_horizontal().sum() == 4 * len(
        hidden
    )


def hiding(level: str, area: str, measure: str) -> pl.DataFrame:
    """A statistic that hides one count of one area."""
    row = {"area_level": level, "area_code": area, "tag_code": "M021", "subject": "resident"}
    return pl.DataFrame([row | {"count": 9, "unknown": 9} | {measure: None}], schema=STATISTIC)


@pytest.mark.parametrize("measure", ["count", "unknown"])
@pytest.mark.parametrize(
    ("level", "area", "hidden"),
    [("street", "S2", ["S2"]), ("district", "310106", ["", "S1", "S2"]), ("committee", "S1", [])],
)
def test_what_the_statistic_hides_is_hidden_here(
    level: str, area: str, hidden: list[str], measure: str
) -> None:
    found = reconciled({"S1": (9, 9, 9, 9), "S2": (9, 9, 9, 9)}, hiding(level, area, measure))
    assert found.filter("suppressed")["area_code"].to_list() == hidden


def test_six_streets_of_one_each_do_not_add_up_to_a_shown_district() -> None:
    assert reconciled({f"S{at}": (1, 0, 0, 0) for at in range(6)})["suppressed"].all()


@given(lines=LINES)
def test_nothing_small_follows_from_what_is_shown(lines: dict[str | None, tuple[int, ...]]) -> None:
    found = reconciled(lines)
    shown = {row[2]: row[3:7] for row in found.filter(~pl.col("suppressed")).rows()}
    assert not any(0 < count < SMALL for line in shown.values() for count in line)
    if "" in shown:
        hidden = [line for street, line in lines.items() if street not in shown]
        rest = [sum(counts) for counts in zip(*hidden, strict=True)]
        assert not any(0 < count < SMALL for count in rest)
        # A street alone behind the district's line could be read off it.
        assert len(hidden) != 1 or not any(0 < count < SMALL for count in hidden[0])
