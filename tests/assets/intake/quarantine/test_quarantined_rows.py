import json

import polars as pl

from assets.intake.contracts import CANONICAL
from assets.intake.intake import TakenIn
from assets.intake.outcome_contracts import Quarantine


def test_a_row_with_several_faults_is_there_once_with_all_of_them(export) -> None:
    def spoilt(data: bytes) -> bytes:
        lines = data.decode("gb18030").split("\r\n")
        fields = lines[3].split(",")
        fields[2], fields[5] = "7", "20230230"
        lines[3] = ",".join(fields)
        return "\r\n".join(lines).encode("gb18030")

    export.change_bytes("residents", spoilt)
    rows = export.take_in().quarantine.filter((pl.col("source") == "residents") & (pl.col("line") == 4))
    assert rows.height == 1
    assert rows["reason_code"].item() == "unknown_code"
    assert rows["column"].item() == "sex"
    assert rows["reasons"].item() == "unknown_code:sex; invalid_date:birth_date"


def test_the_raw_row_is_kept_with_the_systems_headers(taken: TakenIn) -> None:
    assert Quarantine.is_valid(taken.quarantine)
    row = taken.quarantine.filter(pl.col("source") == "buildings").row(0, named=True)
    assert json.loads(row["row"])["总层数"] == "六层"
    assert row["file"] == "楼栋信息.xlsx"


def test_every_table_keeps_its_contract(all_taken: TakenIn) -> None:
    for table, contract in CANONICAL.items():
        assert contract.is_valid(all_taken.tables[table]), table


def test_a_refused_parent_keeps_its_children(export) -> None:
    def without_code(data: bytes) -> bytes:
        lines = data.split(b"\n")
        lines[1] = lines[1].replace(b",1,", b",9,", 1)
        return b"\n".join(lines)

    before = export.take_in()
    export.change_bytes("households", without_code)
    after = export.take_in()
    assert after.tables["households"].height == before.tables["households"].height - 1
    assert after.tables["residences"].height == before.tables["residences"].height
