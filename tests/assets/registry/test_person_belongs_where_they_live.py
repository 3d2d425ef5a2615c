LIVES = {"person_code": "P1", "household_code": "H2", "relation_to_head": "parent"}
REGISTERED = {"person_code": "P1", "household_code": "H1", "residence_kind": "registered_only"}
HOUSEHOLDS = [{"household_code": "H1"}, {"household_code": "H2", "committee_code": "C2"}]
PLACE = ("household_id", "lives_here", "committee_code", "grid_code", "street_code")


def place(registry, *residences):
    made = registry(residents=[{"person_code": "P1"}], households=HOUSEHOLDS, residences=list(residences))
    return made.frames["resident"].select(PLACE).row(0)


def test_who_is_registered_elsewhere_belongs_to_the_household_they_live_in(registry) -> None:
    assert place(registry, REGISTERED, LIVES) == (2, True, "C2", "G2", "S1")


def test_who_only_is_registered_belongs_there_and_does_not_live_here(registry) -> None:
    assert place(registry, REGISTERED) == (1, False, "C1", "G1", "S1")


def test_who_has_no_residence_is_kept_and_unknown(registry) -> None:
    assert place(registry) == (None, None, None, None, None)
