from datetime import date, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from assets.registry.identity import empty_register, extend_register

CODES = st.sampled_from([f"R{number}" for number in range(8)])
KEYS = st.one_of(st.none(), st.sampled_from(["k1", "k2", "k3"]))
DAYS = st.lists(st.dictionaries(CODES, KEYS), min_size=1, max_size=5)
FIRST = date(2024, 3, 1)


def frame(day: dict[str, str | None]) -> pl.DataFrame:
    schema = {"source_code": pl.String, "resident_key": pl.String}
    return pl.DataFrame({"source_code": list(day), "resident_key": list(day.values())}, schema=schema)


@given(DAYS)
def test_earlier_rows_stay_ids_are_dense_and_every_code_has_one(days: list[dict[str, str | None]]) -> None:
    register = empty_register()
    for number, day in enumerate(days):
        before = register
        register = extend_register(before, {"resident": frame(day)}, FIRST + timedelta(number))
        assert register.head(before.height).equals(before)
        again = extend_register(register, {"resident": frame(day)}, FIRST + timedelta(number))
        assert again.equals(register)
    seen = {code for day in days for code in day}
    assert sorted(register["source_code"]) == sorted(seen)
    ids = sorted(set(register["subject_id"]))
    assert ids == list(range(1, len(ids) + 1))


@given(st.dictionaries(CODES, KEYS), st.randoms())
def test_the_order_of_rows_decides_nothing(day: dict[str, str | None], random: object) -> None:
    shuffled = list(day.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    registers = [
        extend_register(empty_register(), {"resident": frame(rows)}, FIRST) for rows in (day, dict(shuffled))
    ]
    assert registers[0].equals(registers[1])
