from datetime import date

import pytest

DAY = date(2024, 3, 2)
SPANS = [
    (date(2024, 3, 2), None, True),
    (date(2024, 3, 3), None, False),
    (date(2024, 1, 1), date(2024, 3, 3), True),
    (date(2024, 1, 1), date(2024, 3, 2), False),
]


@pytest.mark.parametrize(("start", "end", "holds"), SPANS)
def test_a_roll_entry_holds_from_its_first_day_until_before_its_last(registry, document, start, end, holds):
    made = registry(
        residents=[{"person_code": "P1", **document("E1234567")}],
        department_rolls=[{"id_value": "E1234567", "valid_from": start, "valid_to": end}],
    )
    assert made.frames["roll"].height == holds


@pytest.mark.parametrize(("start", "end", "holds"), [span for span in SPANS if span[0] <= DAY])
def test_a_decision_by_hand_holds_until_before_it_expires(registry, start, end, holds):
    made = registry(
        residents=[{"person_code": "P1"}],
        manual_tags=[{"manual_tag_code": "T1", "subject_code": "P1", "set_on": start, "expires_on": end}],
    )
    assert made.frames["manual_tag"].height == holds


def test_the_entry_that_began_last_counts(registry, document) -> None:
    made = registry(
        residents=[{"person_code": "P1", **document("E1234567")}],
        department_rolls=[
            {"id_value": "E1234567", "level": "partial", "valid_from": date(2024, 2, 1)},
            {"id_value": "E1234567", "level": "full", "valid_from": date(2024, 1, 1)},
        ],
    )
    rows = made.frames["roll"].select("resident_id", "roll", "level", "valid_from").rows()
    assert rows == [(1, "dibao", "partial", date(2024, 2, 1))]


def test_the_latest_decision_counts(registry) -> None:
    decision = {"subject_code": "P1", "set_on": date(2024, 2, 1)}
    made = registry(
        residents=[{"person_code": "P1"}],
        manual_tags=[
            {**decision, "manual_tag_code": "T1", "action": "suppress", "set_on": date(2024, 2, 2)},
            {**decision, "manual_tag_code": "T2", "action": "add"},
        ],
    )
    assert made.frames["manual_tag"]["action"].to_list() == ["suppress"]


def test_entries_of_nobody_known_are_left_out(registry) -> None:
    made = registry(
        department_rolls=[{"id_value": "E7654321"}],
        upstream_tags=[{"id_value": "E7654321"}],
        manual_tags=[{"manual_tag_code": "T1", "subject_code": "P9"}],
    )
    assert [made.frames[table].height for table in ("roll", "upstream_tag", "manual_tag")] == [0, 0, 0]
