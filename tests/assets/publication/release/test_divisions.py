"""Every area that a code can name has a row: district, streets, grids, committees."""

import polars as pl

from assets.publication.release.divisions import divisions

EXPORTED = pl.DataFrame(
    [
        ("310106006", "street", "江宁路街道", None, None),
        ("999999006", "street", "某街道", None, None),
        ("310106006002", "committee", "新安居委会", "310106006", "310106006W01"),
        ("310106006003", "committee", "永乐居委会", "310106006", "310106006W01"),
    ],
    schema=["division_code", "level", "name", "parent_code", "grid_code"],
    orient="row",
)
HOUSEHOLDS = pl.DataFrame({"committee_code": ["310106006002", "310106006999", None]})
ROWS = {
    row["division_code"]: row
    for row in divisions(EXPORTED, {"household": HOUSEHOLDS}).iter_rows(named=True)
    if row["division_code"] != "310106006999"
}


def test_districts_and_grids_are_made_of_the_codes_of_streets_and_committees() -> None:
    assert {code: row["level"] for code, row in ROWS.items()} == {
        "310106": "district",
        "999999": "district",
        "310106006": "street",
        "999999006": "street",
        "310106006W01": "grid",
        "310106006002": "committee",
        "310106006003": "committee",
    }
    assert ROWS["310106006"]["parent_code"] == "310106"
    assert ROWS["310106006W01"]["parent_code"] == "310106006"
    assert ROWS["310106006002"]["grid_code"] == "310106006W01"


def test_names_come_from_the_export_else_from_the_written_titles_else_are_not_told() -> None:
    assert (ROWS["310106"]["name_zh"], ROWS["310106"]["name_en"]) == ("静安区", "Jing'an District")
    assert (ROWS["999999"]["name_zh"], ROWS["999999006"]["name_en"]) == (None, None)
    assert ROWS["310106006002"]["name_zh"] == "新安居委会"


def test_a_committee_that_no_list_has_is_a_row_without_a_name() -> None:
    rows = divisions(EXPORTED.clear(), {"household": HOUSEHOLDS, "publication": pl.DataFrame({"x": [1]})})
    assert rows.select("division_code", "level", "name_zh", "parent_code").rows() == [
        ("310106006002", "committee", None, None),
        ("310106006999", "committee", None, None),
    ]
