"""Numbers that a spreadsheet kept as floating point are refused: the row, or the file when many are cut."""

import pytest

from tests.assets.intake.reading_rows import reasons, taken

NUMBERS = [f"31010619550601{number:03d}1" for number in range(1, 400)]


@pytest.mark.parametrize("number", ["3.10106195506010E+17", "3.10106195506E+17", "3.1e17", "1E+15"])
def test_a_long_number_in_scientific_notation_is_cut_short(number: str) -> None:
    assert reasons(taken("dibao", {"id_value": number})) == ["digits_lost:id_value"]
    assert reasons(taken("residents", {"person_code": number})) == ["digits_lost:person_code"]


def test_a_short_number_in_scientific_notation_is_a_number() -> None:
    assert reasons(taken("residents", {"phone": "1E+5"})) == []


def spoil(export, source: str, count: int) -> None:
    """Write a roll of 400 numbers, the first `count` of them cut."""

    def change(data: bytes) -> bytes:
        head = data.decode("gb18030").split("\r\n")[0]
        rows = [
            f"{number[:15] + '000' if place < count else number},全额救助,2024-01-01,"
            for place, number in enumerate(NUMBERS)
        ]
        return "\r\n".join([head, *rows, ""]).encode("gb18030")

    export.change_bytes(source, change, rows=len(NUMBERS))


def test_a_column_in_which_many_end_in_000_refuses_the_file(export) -> None:
    spoil(export, "dibao", 5)
    (problem,) = export.problems()
    assert problem.message == (
        "号码后三位成片为 000，已被表格软件截断"
        " 5 of 399 numbers under 证件号码 end in 000: a spreadsheet kept 15 digits of each"
    )


def test_a_few_that_end_in_000_by_nature_do_not(export) -> None:
    spoil(export, "dibao", 2)
    assert export.take_in().source_status.filter(source="dibao")["rows_in"].item() == 399


def test_nor_do_many_whose_check_digit_is_right(export) -> None:
    """A small roll may name few people, and one of them twice."""
    sound = ["310108195705149000", "310108195805166000", "310108195805166000"]

    def change(data: bytes) -> bytes:
        head = data.decode("gb18030").split("\r\n")[0]
        rows = [f"{number},全额救助,2024-01-0{day}," for day, number in enumerate(sound, start=1)]
        return "\r\n".join([head, *rows, ""]).encode("gb18030")

    export.change_bytes("dibao", change, rows=len(sound))
    assert export.take_in().source_status.filter(source="dibao")["rows_in"].item() == len(sound)
