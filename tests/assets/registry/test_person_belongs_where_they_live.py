LIVES = {"person_code": "P1", "household_code": "H2", "relation_to_head": "parent"}
REGISTERED = {"person_code": "P1", "household_code": "H1", "residence_kind": "registered_only"}
HOUSEHOLDS = [{"household_code": "H1"}, {"household_code": "H2", "committee_code": "C2"}]
PLACE = ("lives_here", "committee_code", "grid_code", "street_code")


def place(registry, *residences):
    made = registry(residents=[{"person_code": "P1"}], households=HOUSEHOLDS, residences=list(residences))
    code = {made.id("household", code): code for code in ("H1", "H2")}
    row = made.frames["resident"].select("household_id", *PLACE).row(0)
    return code.get(row[0]), *row[1:]


def test_who_is_registered_elsewhere_belongs_to_the_household_they_live_in(registry) -> None:
    assert place(registry, REGISTERED, LIVES) == ("H2", True, "C2", "G2", "S1")


def test_who_only_is_registered_belongs_there_and_does_not_live_here(registry) -> None:
    assert place(registry, REGISTERED) == ("H1", False, "C1", "G1", "S1")


def test_who_has_no_residence_is_kept_and_unknown(registry) -> None:
    assert place(registry) == (None, None, None, None, None)
