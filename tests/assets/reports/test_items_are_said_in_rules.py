"""What record_quality says of its items in the language of rules is what it counts."""

import pytest

from assets.reports.record_quality import IN_RULES
from tests.assets.reports.item_conditions import COUNTED_OTHERWISE, counted
from tests.one_date import OneDate


@pytest.mark.parametrize("subject", list(IN_RULES))
def test_as_many_are_counted_as_meet_the_condition(one_date: OneDate, subject: str) -> None:
    district = one_date.frames["reports/record_quality"].filter(area_level="district")
    shown = dict(district.select("item", "count").iter_rows())
    found = {item: len(ids) for item, ids in counted(one_date, subject).items()}
    for item, count in found.items():
        told = shown.get(item, 0)
        assert told is None or told == count or (item in COUNTED_OTHERWISE and count <= told)
    assert any(shown.get(item) for item in found)
