"""What the sample takes from nobody agrees with what intake holds."""

import polars as pl
import pytest

from assets.intake.contracts import CANONICAL
from assets.intake.documents.identity_documents import check_character
from assets.intake.mappings.loading import load_mappings
from sample_district.exports.systems import KEYS, sources
from sample_district.people.check_digit import check_digit


def test_keys_are_those_of_the_contracts() -> None:
    contracts = {table: contract.primary_key() for table, contract in CANONICAL.items()}
    tables = {source.table for source in sources().values()}
    assert {table: keys[0] for table, keys in contracts.items() if table in tables and len(keys) == 1} == KEYS


def test_mapping_files_are_read_as_intake_reads_them() -> None:
    ours, mapped = sources(), load_mappings()
    assert ours.keys() == mapped.keys()
    for name, source in mapped.items():
        assert (ours[name].table, ours[name].title) == (source.table, source.title.zh)
        assert ours[name].stale_after_days == source.stale_after_days
        for column in source.columns:
            read, written = ours[name].columns[column], source.column(column)
            assert (read.header, read.format, read.inclusive) == (
                written.header,
                written.format,
                written.inclusive,
            )
            codes = {theirs: str(word).lower() for theirs, word in (written.codes or {}).items()}
            assert {theirs: word.lower() for theirs, word in (read.codes or {}).items()} == codes


@pytest.mark.parametrize("body", ["11010519491231002", "31010619400101990", "93184019851231123"])
def test_check_digits_are_the_same(body: str) -> None:
    assert (
        check_digit(pl.Series([body])).to_list()
        == pl.select(check_character(pl.lit(body))).to_series().to_list()
    )


def test_the_check_digit_of_the_standards_example() -> None:
    # GB 11643-1999 prints 11010519491231002X.
    assert check_digit(pl.Series(["11010519491231002"])).item() == "X"
