"""A code is the same code however it was typed, pasted or saved; what means nothing is null."""

from datetime import date

import polars as pl
import pytest

from tests.assets.intake.reading_rows import NUMBER, reasons, taken

CODE = "310106101036"
TYPED = {
    "as a float": "310106101036.0",
    "a zero-width space": "310106101036\u200b",
    "marks of direction": "\u202a310106101036\u202c",
    "a byte order mark": "\ufeff310106101036",
    "full-width digits": "３１０１０６１０１０３６",
    "an apostrophe": "'310106101036",
    "blanks": "\u3000310106101036 \u00a0",
}


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED)
def test_a_code_however_typed_is_the_code(typed: str) -> None:
    accepted = taken("residents", {"registered_committee_code": typed}).accepted
    assert accepted["registered_committee_code"].to_list() == [CODE]


@pytest.mark.parametrize("word", ["NULL", "null", "无", "-", "/", "－", "—", " "])
def test_a_word_that_means_nothing_is_null(word: str) -> None:
    accepted = taken("residents", {"registered_committee_code": word}).accepted
    assert accepted["registered_committee_code"].to_list() == [None]


def test_a_text_that_is_no_code_of_any_district_is_no_other_committee() -> None:
    keys = {"divisions": pl.Series([CODE])}
    typed = ["不详", "未知", "36", "310106101036036", "000000000000", "310109001001"]
    found = taken(
        "residents",
        *({"person_code": f"R{n}", "registered_committee_code": code} for n, code in enumerate(typed)),
        keys=keys,
    )
    assert reasons(found) == ["code_form:registered_committee_code"] * 5
    assert found.accepted["registered_committee_code"].to_list() == ["310109001001"]


def test_a_code_of_a_closed_list_is_tidied_too() -> None:
    accepted = taken("residents", {"sex": "１", "id_type": "'99", "registration_type": "1.0"}).accepted
    assert accepted.select(pl.col("sex", "id_type", "registration_type").cast(pl.String)).row(0) == (
        "male", "none", "local",
    )  # fmt: skip


def test_dates_and_document_numbers_are_tidied_too() -> None:
    found = taken(
        "dibao", {"id_value": " １１０１０５-１９４９１２３１—００２x\u200e", "valid_from": "2024—01—01"}
    )
    assert found.accepted.select("id_value", "valid_from").row(0) == (NUMBER, date(2024, 1, 1))


def test_a_name_is_one_name_however_it_was_pasted() -> None:
    typed = ["王小明", "王\u200b小明", "\u3000王小明\u00a0", "王小明\u202c"]
    rows = ({"person_code": f"R{n}", "name": name} for n, name in enumerate(typed))
    assert set(taken("residents", *rows).accepted["name"]) == {"王小明"}


def test_text_as_people_write_it_stays_as_it_is() -> None:
    accepted = taken("divisions", {"name": "第３居民区—东"}).accepted
    assert accepted["name"].to_list() == ["第３居民区—东"]
