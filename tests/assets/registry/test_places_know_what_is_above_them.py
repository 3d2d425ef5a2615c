PLACES = {
    "compounds": [{"compound_code": "P1", "committee_code": "C2"}],
    "buildings": [{"building_code": "B1", "has_lift": True}],
    "dwellings": [{"dwelling_code": "D1", "floor": 3}],
}


def test_a_dwelling_has_building_compound_and_area(registry) -> None:
    dwelling = registry(**PLACES).frames["dwelling"]
    expected = ["dwelling_id", "building_id", "compound_id", "street_code", "grid_code", "committee_code"]
    assert dwelling.columns[:6] == expected
    assert dwelling.row(0)[:6] == (1, 1, 1, "S1", "G2", "C2")


def test_a_household_belongs_to_the_committee_that_keeps_its_record(registry) -> None:
    made = registry(**PLACES, households=[{"household_code": "H1", "dwelling_code": "D1"}])
    household = made.frames["household"].select("building_id", "committee_code", "grid_code")
    assert household.rows() == [(1, "C1", "G1")]


def test_a_refused_building_leaves_its_dwellings(registry) -> None:
    made = registry(dwellings=[{"dwelling_code": "D1"}])
    assert made.frames["dwelling"].select("dwelling_id", "building_id").rows() == [(1, None)]


def test_streets_are_not_committees(registry) -> None:
    assert registry().frames["committee"]["committee_code"].to_list() == ["C1", "C2"]


def test_addresses_and_names_stay_behind(registry) -> None:
    frames = registry(**PLACES).frames
    assert not {"address", "name"} & {column for frame in frames.values() for column in frame.columns}
