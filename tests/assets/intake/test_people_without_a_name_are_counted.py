from tests.assets.intake.reading_rows import taken


def test_a_newborn_without_a_name_is_kept_and_counted() -> None:
    found = taken("residents", {"name": None, "birth_date": "20240229"}, {"person_code": "R2", "name": "无"})
    assert found.accepted["name"].to_list() == [None, None]
    assert found.warnings["name_missing"] == 2
