from datetime import date

import pytest


@pytest.mark.parametrize(
    ("birth_date", "under_14"),
    [(date(2010, 3, 3), True), (date(2010, 3, 2), False), (None, True), (date(1950, 1, 1), False)],
)
def test_fourteen_on_the_birthday_and_unknown_is_a_child(registry, birth_date, under_14) -> None:
    made = registry(residents=[{"person_code": "P1", "birth_date": birth_date}])
    assert made.frames["resident"]["is_under_14"].to_list() == [under_14]
