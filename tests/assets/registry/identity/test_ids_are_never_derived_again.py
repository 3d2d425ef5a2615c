from datetime import date, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from assets.registry.identity.register import empty_register, extend_register
from tests.assets.registry.people_of_a_day import FIRST, SECRET, Day, observed, register_after

CODES = st.sampled_from([f"R{number}" for number in range(6)])
ROWS = st.tuples(
    st.sampled_from([None, "k1", "k2", "k3"]),
    st.sampled_from(["甲", "乙"]),
    st.sampled_from([date(1950, 1, 1), date(1980, 1, 1)]),
)
DAYS = st.lists(st.dictionaries(CODES, ROWS), min_size=1, max_size=5)


@given(DAYS)
def test_earlier_rows_stay_ids_are_dense_and_a_day_again_changes_nothing(days: list[Day]) -> None:
    register = empty_register()
    for number, day in enumerate(days):
        before, day_of = register, FIRST + timedelta(number)
        told = {"resident": observed(day)[1]}
        register = extend_register(before, told, day_of, SECRET)
        assert register.head(before.height).equals(before)
        assert extend_register(register, told, day_of, SECRET).equals(register)
    people = register.filter(subject="resident")
    assert set(people["source_code"]) == {code for day in days for code in day}
    ids = sorted(set(people["subject_id"].drop_nulls()))
    assert ids == list(range(1, len(ids) + 1))


@given(st.dictionaries(CODES, ROWS), st.randoms())
def test_the_order_of_rows_decides_nothing(day: Day, random: object) -> None:
    shuffled = list(day.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    registers = [
        extend_register(empty_register(), {"resident": observed(rows)[1]}, FIRST, SECRET)
        for rows in (day, dict(shuffled))
    ]
    assert registers[0].equals(registers[1])


@given(DAYS)
def test_people_of_one_day_have_one_id_each(days: list[Day]) -> None:
    _, shown = register_after(list(enumerate(days)))
    for number, day in enumerate(days):
        who, _ = observed(day)
        ids: dict[str, set[int]] = {}
        for code, leading in who.select("person_code", "leading_code").iter_rows():
            ids.setdefault(leading, set()).add(shown[number, code])
        assert all(len(of_person) == 1 for of_person in ids.values())
        assert len(set.union(set(), *ids.values())) == len(ids)


def test_ids_do_not_follow_the_order_of_codes() -> None:
    codes = pl.Series("source_code", [f"R{number:04}" for number in range(1000)])
    register = extend_register(empty_register(), {"building": codes.to_frame()}, FIRST, SECRET)
    ids = register.sort("source_code")["subject_id"]
    assert sorted(ids) == list(range(1, 1001))
    assert sum(place == given for place, given in enumerate(ids, 1)) < 10
