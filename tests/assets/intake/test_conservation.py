import polars as pl
import pytest

from assets.intake.contracts import CANONICAL
from assets.intake.intake import TakenIn
from assets.intake.quarantine.reason_codes import ConservationViolated, check_conservation


def test_rows_in_are_accepted_or_quarantined(whole_export, all_taken: TakenIn) -> None:
    status = all_taken.source_status
    rows = {file["source"]: file["rows"] for file in whole_export.manifest()["files"]}
    assert dict(status.filter(pl.col("state") != "absent").select("source", "rows_in").iter_rows()) == rows
    assert (status["rows_in"] == status["rows_accepted"] + status["rows_quarantined"]).all()
    assert status["rows_accepted"].sum() == sum(all_taken.tables[table].height for table in CANONICAL)
    assert status["rows_quarantined"].sum() == all_taken.quarantine.height


def test_a_lost_row_is_an_error(taken: TakenIn) -> None:
    lost = taken.source_status.with_columns(
        rows_accepted=pl.col("rows_accepted") - (pl.col("source") == "visits").cast(pl.Int64)
    )
    with pytest.raises(ConservationViolated, match=r"^visits: \d+ in"):
        check_conservation(lost)
