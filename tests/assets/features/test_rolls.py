def test_an_entry_gives_its_level_and_no_entry_gives_none(facts) -> None:
    row = facts("resident")[0]
    assert (row["roll_dibao_level"], row["roll_care_level"]) == ("full", "none")


def test_without_a_document_nobody_can_be_found_on_a_roll(facts, person) -> None:
    row = facts("resident", resident=[person(resident_key=None)], roll=[])[0]
    assert (row["roll_dibao_level"], row["roll_care_level"]) == (None, None)


def test_one_stale_roll_leaves_the_other_known(facts) -> None:
    row = facts("resident", state={"dibao": "late"})[0]
    assert (row["roll_dibao_level"], row["roll_care_level"]) == (None, "none")
