"""What must not be lost when rows are refused, runs collide or documents are ambiguous."""


def test_a_number_that_two_residents_carry_says_nothing_of_either(registry, document) -> None:
    permit = {
        "id_type": "hong_kong_macau_travel_permit",
        "id_value": "E1234567",
        "id_document_state": "valid",
    }
    made = registry(
        residents=[{"person_code": "P1", **document("E1234567")}, {"person_code": "P2", **permit}],
        department_rolls=[{"id_value": "E1234567"}],
    )
    assert made.frames["roll"].select("resident_id", "level").rows() == [(1, None), (2, None)]
    assert made.frames["uncertain_subject"].rows() == [
        ("upstream_tags", "resident", 1, None),
        ("upstream_tags", "resident", 2, None),
    ]


def test_who_lives_here_but_whose_own_row_was_refused_is_unknown_and_not_gone(registry) -> None:
    household = {"households": [{"household_code": "H1"}]}
    relation = [{"person_code": "P1", "household_code": "H1"}]
    first = registry(residents=[{"person_code": "P1"}], residences=relation, **household)
    second = registry(first.register, residences=relation, **household)
    assert second.frames["resident"]["resident_id"].to_list() == [1]


def test_a_refused_household_of_residents_has_a_row(registry) -> None:
    person = {
        "residents": [{"person_code": "P1"}],
        "residences": [{"person_code": "P1", "household_code": "H1"}],
    }
    first = registry(households=[{"household_code": "H1"}], **person)
    second = registry(first.register, **person).frames
    missing = (
        second["resident"].drop_nulls("household_id").join(second["household"], on="household_id", how="anti")
    )
    assert missing.is_empty()
