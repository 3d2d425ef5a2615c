"""What is hidden of one tag because of another one: no more than is needed, and nothing where they differ."""

import polars as pl
import pytest

from assets.reports.statistics import statistic_of
from tag_rules.engine.analysis.implied_tags import Relations
from tests.one_date import DAY

SCHEMA = {
    "tag_code": pl.String, "subject": pl.String, "street_code": pl.String, "committee_code": pl.String,
    "held": pl.Int64, "unknown": pl.Int64,
}  # fmt: skip
QUALITY = {"area_level": pl.String, "area_code": pl.String, "item": pl.String, "count": pl.Int64}
STREET, PEOPLE = "310106001", 100
LARGER = (("street", 9), ("district", 6))
NESTED = Relations(within=(("M006", "M005"),))
APART = Relations(apart=(("M009", "M010"),))


def hidden(
    relations: Relations, *tags: tuple[str, list[tuple[int, int]]], cloud: list[int] | None = None
) -> set[tuple[str, str]]:
    """The tag and committee (its last digit) of the counts that are hidden; `?` and the tag of unknowns.

    tags: held and unknown in each committee of 100 people.
    """
    rows = [
        (code, "resident", STREET, f"{STREET}00{at}", *both)
        for code, of_committees in tags
        for at, both in enumerate(of_committees)
    ]
    counts = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    places = counts.select("street_code", "committee_code").unique()
    subjects = places.with_columns(subject=pl.lit("resident"), held=pl.lit(PEOPLE, pl.Int64))
    told = [("committee", f"{STREET}00{at}", "resident_seen", count) for at, count in enumerate(cloud or [])]
    told += [(level, STREET[:digits], "resident_seen", sum(cloud or [])) for level, digits in LARGER]
    quality = pl.DataFrame(told, schema=QUALITY, orient="row")
    made = statistic_of(DAY, counts, subjects, relations=relations, quality=quality)
    return {
        (f"{mark}{row['tag_code']}", row["area_code"][-1])
        for row in made.filter(pl.col("area_level") == "committee").iter_rows(named=True)
        for mark, name in (("", "count"), ("?", "unknown"))
        if row[name] is None
    }


@pytest.mark.parametrize(
    ("older", "found"),
    [
        ([50, 40, 40], set()),  # ten, and as many as there are
        ([48, 30, 20], {("M006", "0"), ("M006", "2")}),  # two are 60 to 64: that one, and one it hides behind
    ],
)
def test_of_who_has_the_wider_tag_and_not_the_narrower_few_are_not_told(
    older: list[int], found: set[tuple[str, str]]
) -> None:
    of_60, of_65 = [(50, 0), (40, 0), (40, 0)], [(count, 0) for count in older]
    assert hidden(NESTED, ("M005", of_60), ("M006", of_65)) == found
    assert hidden(Relations(), ("M005", of_60), ("M006", of_65)) == set()


def test_of_whom_nobody_can_tell_few_are_not_what_is_left_of_tags_that_exclude_each_other() -> None:
    # 60 + 38 of 100 leave two, and two are unknown.
    here, elsewhere = [(60, 2), (60, 8), (60, 8), (60, 0)], [(38, 2), (30, 8), (20, 8), (20, 0)]
    apart = Relations(apart=(("M009", "M010"), ("?M009", "M010"), ("M009", "?M010")))
    together = hidden(apart, ("M009", here), ("M010", elsewhere))
    alone = hidden(Relations(), ("M009", here), ("M010", elsewhere))
    assert ("M010", "0") in together - alone
    assert not {cell for cell in together - alone if cell[0] == "M009"}


def test_a_relation_that_the_numbers_contradict_hides_nothing() -> None:
    # By hand more people have the narrower tag than the wider one.
    wide, narrow = [(50, 0), (40, 0), (40, 0)], [(52, 0), (20, 0), (20, 0)]
    assert hidden(NESTED, ("M005", wide), ("M006", narrow)) == set()


def test_what_is_counted_beside_tags_is_known_too() -> None:
    # Seen, not seen and not known are all there are: two of whom it is not known would follow.
    whole = Relations(whole=(("D023", "?D023", "resident_seen"),))
    not_seen = [(30, 2), (20, 10), (20, 10), (40, 10)]
    seen = [PEOPLE - held - unknown for held, unknown in not_seen]
    assert ("D023", "0") in hidden(whole, ("D023", not_seen), cloud=seen)
    assert ("D023", "0") not in hidden(whole, ("D023", not_seen))
