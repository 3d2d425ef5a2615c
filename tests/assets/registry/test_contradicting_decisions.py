from datetime import date

import pytest

DAY = date(2024, 3, 2)


def _standing(registry, *decisions):
    numbered = [
        {"manual_tag_code": f"T{number}", "subject_code": "P1", "set_on": date(2024, 2, number), **decision}
        for number, decision in enumerate(decisions, 1)
    ]
    made = registry(residents=[{"person_code": "P1"}], manual_tags=numbered)
    return made.frames["manual_tag"].select("manual_tag_code", "operator", "contradicts").rows()


@pytest.mark.parametrize(
    ("earlier", "later", "contradicts"),
    [
        ({"action": "add", "operator": "S1"}, {"action": "suppress", "operator": "S2"}, "T1"),
        ({"action": "add", "operator": "S1"}, {"action": "dispute", "operator": "S2"}, "T1"),
        # Who changes their own mind, or says what a colleague said, contradicts nobody.
        ({"action": "add", "operator": "S2"}, {"action": "suppress", "operator": "S2"}, None),
        ({"action": "suppress", "operator": "S1"}, {"action": "suppress", "operator": "S2"}, None),
        # What has expired says nothing any more.
        (
            {"action": "add", "operator": "S1", "expires_on": DAY},
            {"action": "suppress", "operator": "S2"},
            None,
        ),
    ],
)
def test_a_conflict_is_two_operators_who_differ_at_the_same_time(registry, earlier, later, contradicts):
    assert _standing(registry, earlier, later) == [("T2", "S2", contradicts)]


def test_every_contradicted_decision_is_named(registry) -> None:
    add = {"action": "add", "operator": "S1"}
    assert _standing(registry, add, {**add, "operator": "S3"}, {"action": "suppress", "operator": "S2"}) == [
        ("T3", "S2", "T1 T2")
    ]
