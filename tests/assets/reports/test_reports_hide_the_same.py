"""Three reports count a tag by street; all together they give no more away than one of them."""

from datetime import date

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assets.reports.fairness import UNRECORDED, tag_rates
from assets.reports.reconciliation import reconciliation
from assets.reports.statistics import DISTRICT, tag_statistic
from assets.reports.suppression import SMALL
from tests.assets.reports.derivation import possible_values
from tests.assets.tagging.outcome_rows import SCHEMA, kept

DAY = date(2024, 3, 2)
STREETS = ("310106010", "310106011", "310106012")
COUNTS = st.dictionaries(
    st.sampled_from([None, *STREETS]), st.integers(0, 2) | st.integers(0, 9), min_size=1, max_size=4
)
PEOPLE = {
    "subject_id": pl.Int64(), "street_code": pl.String(), "household_on_cloud": pl.Boolean(),
    "birth_date": pl.Date(), "sex": pl.String(), "registration_type": pl.String(),
}  # fmt: skip
EMPTY = pl.DataFrame(
    schema={"area_level": pl.String, "area_code": pl.String, "item": pl.String, "count": pl.Int64}
)
Shown = dict[str, int]


def published(held: dict[str | None, int], undecided: int) -> list[Shown]:
    """What each report shows of how many hold a tag, by street, UNRECORDED or DISTRICT.

    The city and our rule agree on everybody who holds it. `undecided`: as many in every street beside them.
    """
    people: list[tuple[str | None, bool | None]] = [
        (street, True) for street, count in held.items() for _ in range(count)
    ]
    people += [(street, None) for street in STREETS for _ in range(undecided)]
    rows = [
        (
            "resident",
            at,
            "M021",
            true,
            None,
            "rule",
            "active",
            1,
            90,
            False,
            street,
            street and street + "001",
        )
        for at, (street, true) in enumerate(people)
    ]
    outcomes = kept(pl.DataFrame(rows, schema=SCHEMA, orient="row"))
    residents = pl.DataFrame(
        [(at, street, True, date(1950, 1, 1), "male", "local") for at, (street, _) in enumerate(people)],
        schema=PEOPLE,
        orient="row",
    )
    standing = residents.select(
        "subject_id",
        pl.Series("kind", ["agree" if true else "unknown" for _, true in people], pl.String),
        tag_code=pl.lit("M021"),
    )
    statistic = tag_statistic(DAY, outcomes)
    rates = tag_rates(statistic, EMPTY, [outcomes], {"resident": residents}, DAY)
    lines = reconciliation(standing, residents, statistic)
    area = pl.when(pl.col("area_level") == DISTRICT).then(pl.lit(DISTRICT)).otherwise("area_code")
    tables = [
        statistic.filter(pl.col("area_level") != "committee").select(area, "count"),
        rates.filter(pl.col("dimension") == "street").select("group", "held"),
        # All are in one group.
        rates.filter(pl.col("dimension") == "sex").select(pl.lit(DISTRICT), "held"),
        lines.select(area, "agree"),
    ]
    return [{name: count for name, count in table.rows() if count is not None} for table in tables]


@settings(max_examples=50, deadline=None)
@given(COUNTS, st.sampled_from([0, 8]))
@example({None: 50, STREETS[0]: 3, STREETS[1]: 7, STREETS[2]: 60}, 0)
@example({STREETS[0]: 3, STREETS[1]: 7, STREETS[2]: 60}, 100)
@example({STREETS[0]: 1, STREETS[1]: 1, STREETS[2]: 3}, 8)
def test_no_small_count_follows_from_all_of_them(held: dict[str | None, int], undecided: int) -> None:
    shown: Shown = {}
    for table in published(held, undecided):
        assert all(shown.get(area, count) == count for area, count in table.items())
        shown |= table
    groups = [UNRECORDED, *STREETS]
    absent = {UNRECORDED: 0} if not held.get(None) else {}
    hidden_zero = any(not held.get(street) and street not in shown for street in STREETS if undecided)
    unseen = dict.fromkeys(groups, range(int(not hidden_zero), max(held.values()) + SMALL))
    unseen[DISTRICT] = range(sum(known.stop for known in unseen.values()))
    absent |= {street: 0 for street in STREETS if not held.get(street) and not undecided}
    for street, count in held.items():
        if street is not None and 0 < count < SMALL:
            found = possible_values(street, DISTRICT, {DISTRICT: groups}, absent | shown, unseen)
            assert found >= set(range(1, SMALL + 1)), (street, shown)


def test_people_of_no_street_are_shown_in_none() -> None:
    shown = published({None: 50, STREETS[0]: 30, STREETS[1]: 7, STREETS[2]: 60}, 0)
    assert [UNRECORDED in table for table in shown] == [False] * 4
    assert [table.get(STREETS[1]) for table in shown] == [7, 7, None, 7]
