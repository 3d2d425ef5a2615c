"""Inspections, requests and resources are matched to places and carry no free text."""

from datetime import date

PLACES = {
    "compounds": [{"compound_code": "P1"}],
    "buildings": [{"building_code": "B1"}],
}


def test_inspections_of_buildings_and_compounds(registry) -> None:
    found = registry(
        **PLACES,
        inspections=[
            {"inspection_code": "I1", "subject_code": "B1"},
            {"inspection_code": "I2", "subject": "compound", "subject_code": "P1", "item": "waterlogging"},
            {"inspection_code": "I3", "subject_code": "B9"},
        ],
    ).frames["inspection"]
    day = date(2024, 2, 1)
    assert found.rows() == [
        ("I1", "building", 1, "facade", "problem", day),
        ("I2", "compound", 1, "waterlogging", "problem", day),
    ]


def test_requests_and_resources_are_of_committees_and_without_their_words(registry) -> None:
    frames = registry(
        committee_requests=[{"request_code": "Q1", "committee_code": "C2", "topic": "x"}],
        committee_resources=[{"resource_code": "R1", "committee_code": "C2", "capacity": 30}],
    ).frames
    assert frames["request"].select("committee_id", "grid_code", "status").rows() == [(2, "G2", "open")]
    assert frames["resource"].select("committee_id", "kind", "capacity").rows() == [(2, "venue", 30)]
    assert not {"topic", "name"} & {*frames["request"].columns, *frames["resource"].columns}
