"""Whom or what a refused row names is still there: nothing is known of it, which is not "no"."""


def test_a_building_whose_row_was_refused_stays_in_its_compound_with_its_dwellings(registry) -> None:
    made = registry(
        compounds=[{"compound_code": "X1", "committee_code": "C1"}],
        dwellings=[{"dwelling_code": "D1", "building_code": "B1"}],
        refused=[{"source": "buildings", "subject": "building", "subject_code": "B1", "compound_code": "X1"}],
    )
    (building,) = made.frames["building"].to_dicts()
    assert (building["committee_code"], building["storeys"], building["has_lift"]) == ("C1", None, None)
    (dwelling,) = made.frames["dwelling"].to_dicts()
    assert (dwelling["building_id"], dwelling["committee_code"]) == (building["building_id"], "C1")


def test_a_household_whose_row_was_refused_keeps_its_committee_and_its_peoples(registry) -> None:
    made = registry(
        residents=[{"person_code": "P1"}],
        residences=[{"person_code": "P1", "household_code": "H1"}],
        refused=[
            {"source": "households", "subject": "household", "subject_code": "H1", "committee_code": "C2"}
        ],
    )
    assert made.frames["household"].select("committee_code", "on_cloud").row(0) == ("C2", None)
    assert made.frames["resident"]["committee_code"].to_list() == ["C2"]


def test_a_person_known_before_stays_where_they_are_registered(registry) -> None:
    before = registry(residents=[{"person_code": "P1"}])
    unread = {"source": "residents", "subject": "resident", "committee_code": "C1"}
    made = registry(register=before.register, refused=[{**unread, "subject_code": "P1"}])
    (resident,) = made.frames["resident"].to_dicts()
    assert resident["resident_id"] == before.id("resident", "P1")
    assert (resident["committee_code"], resident["birth_date"], resident["lives_here"]) == ("C1", None, None)
    assert registry(refused=[{**unread, "subject_code": "P9"}]).frames["resident"].is_empty()


def test_a_good_row_of_the_same_code_stands(registry) -> None:
    made = registry(
        compounds=[{"compound_code": "X1"}],
        buildings=[{"building_code": "B1", "compound_code": "X1", "storeys": 6}],
        refused=[{"source": "buildings", "subject": "building", "subject_code": "B1", "compound_code": "X1"}],
    )
    assert made.frames["building"]["storeys"].to_list() == [6]


def test_who_a_refused_row_of_a_roll_names_is_on_it_at_no_known_level(registry, document) -> None:
    made = registry(
        residents=[{"person_code": "P1", **document("E1234567")}, {"person_code": "P2"}],
        refused=[{"source": "dibao", "subject": "resident", "subject_code": "P1"}],
    )
    assert made.frames["roll"].select("resident_id", "roll", "level").rows() == [(1, "dibao", None)]


def test_an_entry_in_force_leaves_no_doubt(registry, document) -> None:
    made = registry(
        residents=[{"person_code": "P1", **document("E1234567")}],
        department_rolls=[{"id_value": "E1234567", "roll": "dibao", "level": "full"}],
        refused=[{"source": "dibao", "subject": "resident", "subject_code": "P1"}],
    )
    assert made.frames["roll"]["level"].to_list() == ["full"]


def test_one_number_under_two_codes_that_got_two_ids_is_one_persons(registry, document) -> None:
    first = registry(residents=[{"person_code": "A"}, {"person_code": "B", **document("E1234567")}])
    assert first.id("resident", "A") != first.id("resident", "B")
    later = registry(
        register=first.register,
        residents=[{"person_code": code, **document("E1234567")} for code in "AB"],
        department_rolls=[{"id_value": "E1234567", "roll": "dibao", "level": "full"}],
    )
    assert later.frames["roll"]["level"].unique().to_list() == ["full"]
    assert later.frames["roll"]["resident_id"].to_list() == [later.id("resident", "A")]


UNREAD = {"source": "manual_tags", "subject": "resident", "subject_code": "P1", "tag_code": "M017"}


def test_a_decision_that_cannot_be_read_withholds_its_tag(registry) -> None:
    made = registry(residents=[{"person_code": "P1"}], refused=[UNREAD])
    decisions = made.frames["manual_tag"].select("subject", "subject_id", "tag_code", "action", "reason")
    assert decisions.rows() == [("resident", 1, "M017", "dispute", "refused_row")]


def test_a_decision_that_stands_is_not_withheld_by_a_refused_row_beside_it(registry) -> None:
    stands = {"manual_tag_code": "H1", "subject_code": "P1", "tag_code": "M017", "action": "suppress"}
    made = registry(residents=[{"person_code": "P1"}], manual_tags=[stands], refused=[UNREAD])
    assert made.frames["manual_tag"]["action"].to_list() == ["suppress"]


def test_uncertain_subjects_name_ids_and_no_code(registry) -> None:
    made = registry(
        households=[{"household_code": "H1"}],
        refused=[
            {"source": "visits", "subject": "household", "subject_code": "H1"},
            {"source": "visits", "subject": "household", "subject_code": "H9"},
        ],
    )
    assert made.frames["uncertain_subject"].rows() == [("visits", "household", 1, None)]


def test_a_refused_row_of_the_city_is_about_the_tag_that_it_names(registry) -> None:
    row = {"source": "upstream_tags", "subject": "resident", "subject_code": "P1", "tag_code": "M017"}
    made = registry(residents=[{"person_code": "P1"}], refused=[row])
    assert made.frames["uncertain_subject"].rows() == [("upstream_tags", "resident", 1, "M017")]


def test_a_committee_that_is_none_of_ours_is_no_place_of_a_refused_row(registry) -> None:
    made = registry(
        refused=[
            {"source": "compounds", "subject": "compound", "subject_code": "X1", "committee_code": "C999"}
        ],
    )
    assert made.frames["compound"]["committee_code"].to_list() == [None]
